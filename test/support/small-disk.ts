import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

/** Runs a command of the system. Answers why it could not; null where it could. */
export function refusalOf(command: string, ...rest: string[]): string | null {
  try {
    execFileSync(command, rest, { stdio: 'pipe' });
    return null;
  } catch (thrown) {
    return thrown instanceof Error ? (thrown.message.split('\n')[0] ?? 'refused') : String(thrown);
  }
}

/** A disk of one megabyte until the test is over, or the reason why there is none (it takes root on Linux). */
export async function smallDisk(): Promise<{ folder: string; missing: null } | { folder: null; missing: string }> {
  const folder = path.join(await temporaryFolder(), 'disk');
  await mkdir(folder);
  const refusal = refusalOf('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder);
  if (refusal !== null) return { folder: null, missing: `a small tmpfs: ${refusal}` };
  onTestFinished(() => void refusalOf('umount', folder));
  return { folder, missing: null };
}
