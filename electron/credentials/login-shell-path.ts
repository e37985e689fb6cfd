import { setTimeout as delay } from 'node:timers/promises';
import { shellPath } from 'shell-path';

/** A shell whose start files wait for something must not keep the keys away. */
const SHELL_LIMIT_MS = 5_000;

let resolved: Promise<string> | null = null;

/**
 * The folders of programs as the login shell knows them, before those of this process: an app that was not started from
 * a terminal lacks what the shell's start files add. Asked once. On Windows the process has them all.
 */
export function loginShellPath(): Promise<string> {
  resolved ??= resolvePath();
  return resolved;
}

async function resolvePath(): Promise<string> {
  const own = process.env.PATH ?? '';
  if (process.platform === 'win32') return own;
  const limit = new AbortController();
  const tooLate = delay(SHELL_LIMIT_MS, '', { signal: limit.signal, ref: false }).catch(() => '');
  const path = await Promise.race([shellPath().catch(() => ''), tooLate]);
  limit.abort();
  return [...new Set([...(path ?? '').split(':'), ...own.split(':')])].filter((folder) => folder !== '').join(':');
}
