import { open, rm } from 'node:fs/promises';
import { toWriteFailure } from '../files/file-error.ts';

/** Writes a file that must not exist yet. On failure nothing of it is left. */
export async function writeNew(path: string, content: Buffer): Promise<void> {
  let created = false;
  try {
    await using file = await open(path, 'wx');
    created = true;
    await file.writeFile(content);
  } catch (thrown) {
    if (created) await rm(path, { force: true });
    throw toWriteFailure(thrown, path);
  }
}
