import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that goes when the test is over, whether it passed or not. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(await realpath(os.tmpdir()), 'contact-sheet-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
