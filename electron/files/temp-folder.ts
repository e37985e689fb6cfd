import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { toWriteFailure } from './file-error.ts';
import { TEMPORARY_PREFIX } from './write.ts';

/** A new folder in `parent`, which is made where it is missing; `purpose` only shows in the name. */
export async function makeTempFolder(parent: string, purpose: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    return await mkdtemp(path.join(parent, `${TEMPORARY_PREFIX}${purpose}-`));
  } catch (thrown) {
    throw toWriteFailure(thrown, parent);
  }
}

/** Removes a temporary folder; one that resists is left to the sweep of the next start. */
export async function removeTempFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}
