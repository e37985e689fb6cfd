import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { TEMPORARY_PREFIX } from './write.ts';

/**
 * Removes this app's own temporaries that an earlier run left in `folder` (files and folders with its prefix, nothing
 * else). For the start, before new ones are made. Answers how many went; a missing folder holds none.
 */
export async function sweepTemporaries(folder: string): Promise<number> {
  const entries = await readdir(folder).catch(() => []);
  let swept = 0;
  for (const entry of entries) {
    if (!entry.startsWith(TEMPORARY_PREFIX)) continue;
    // One that resists (another program holds it open) must not keep the app from starting.
    const gone = await rm(path.join(folder, entry), { recursive: true, force: true }).then(
      () => true,
      () => false,
    );
    if (gone) swept += 1;
  }
  return swept;
}
