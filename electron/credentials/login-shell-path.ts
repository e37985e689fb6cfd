import { setTimeout as delay } from 'node:timers/promises';
import { shellPath } from 'shell-path';

/** A shell whose start files wait for something must not keep the keys away. */
const SHELL_LIMIT_MS = 5_000;

let resolved: Promise<string> | null = null;

/** {@link readLoginShellPath}, asked once. */
export function loginShellPath(): Promise<string> {
  resolved ??= readLoginShellPath();
  return resolved;
}

/**
 * The folders of programs as the login shell knows them, before those of this process: an app that was not started from
 * a terminal lacks what the shell's start files add. Only this process's where the shell does not answer in time, and on
 * Windows, where they are all there.
 */
export async function readLoginShellPath(limitMs = SHELL_LIMIT_MS): Promise<string> {
  const own = process.env.PATH ?? '';
  if (process.platform === 'win32') return own;
  const limit = new AbortController();
  const tooLate = delay(limitMs, '', { signal: limit.signal, ref: false }).catch(() => '');
  const shells = await Promise.race([shellPath().catch(() => ''), tooLate]);
  limit.abort();
  return [...new Set(`${shells ?? ''}:${own}`.split(':'))].filter((folder) => folder !== '').join(':');
}
