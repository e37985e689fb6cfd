import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { externalDataInterceptor } from '@smithy/shared-ini-file-loader';
import { allVariables } from './hidden-variables.ts';
import { loginShellPath } from './login-shell-path.ts';

/** A person may be typing a password into what `credential_process` runs; longer than this it hangs. */
export const PROCESS_LIMIT_MS = 60_000;
/** Keys are a few hundred bytes; a role's token at most some thousand. */
const MAX_OUTPUT_BYTES = 256 * 1024;

type ProcessFailure = 'missing' | 'slow' | 'failed' | 'unreadable';

/** What became of the `credential_process` of one load of a profile, or of one behind its role. */
export interface ProcessRun {
  readonly signal: AbortSignal;
  readonly limitMs: number;
  /** Null where none ran, or none failed. */
  failure: ProcessFailure | null;
  /** One came to a good end; what it printed is for the SDK to judge. */
  finished: boolean;
}

const runs = new AsyncLocalStorage<ProcessRun>();

/**
 * Does `load` with every `credential_process` in it run our way: by the login shell's PATH, within a time limit, ended
 * with all its children. The SDK's provider takes what runs a process from its interceptor, one for all; which run it is
 * for is told by the asynchronous context. Nothing that a process prints is in an error.
 */
export function withCredentialProcess<T>(run: ProcessRun, load: () => Promise<T>): Promise<T> {
  externalDataInterceptor.getTokenRecord().exec = exec;
  return runs.run(run, load);
}

type Callback = (error: Error | null, output: { stdout: string; stderr: string }) => void;

/** In place of node's `exec`, for the SDK, which makes a promise of it. */
function exec(command: string, callback: Callback): void {
  const run = runs.getStore();
  if (run === undefined) throw new Error('expected credential_process to run within a load');
  const fail = (failure: ProcessFailure): void => {
    run.failure = failure;
    callback(new Error(`credential_process: ${failure}`), { stdout: '', stderr: '' });
  };
  execute(command, run).then(
    (outcome) => {
      if (typeof outcome === 'string') return fail(outcome);
      run.finished = true;
      callback(null, { stdout: outcome.stdout, stderr: '' });
    },
    () => fail('failed'),
  );
}

async function execute(command: string, run: ProcessRun): Promise<ProcessFailure | { stdout: string }> {
  const PATH = await loginShellPath();
  return new Promise((resolve) => {
    // A group of its own, to be ended whole: the shell's children outlive the shell.
    const child = spawn(command, {
      shell: true,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
      env: { ...allVariables(), PATH },
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (outcome: ProcessFailure | { stdout: string }): void => {
      clearTimeout(timer);
      run.signal.removeEventListener('abort', cancel);
      resolve(outcome);
    };
    const giveUp = (failure: ProcessFailure): void => {
      endWithChildren(child);
      // Whoever left the group may hold the other end for ever, and go on printing.
      child.stdout.destroy();
      settle(failure);
    };
    const cancel = (): void => giveUp('failed');
    const timer = setTimeout(() => giveUp('slow'), run.limitMs);
    run.signal.addEventListener('abort', cancel);
    if (run.signal.aborted) cancel();
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > MAX_OUTPUT_BYTES) giveUp('unreadable');
      else chunks.push(chunk);
    });
    child.on('error', () => settle('missing'));
    child.on('close', (code) => settle(outcomeOf(code, chunks)));
  });
}

/** What a shell answers where it finds no such program: POSIX, "2.8.2 Exit Status for Commands"; cmd.exe's own code. */
const NOT_FOUND = new Set([127, 9009]);

function outcomeOf(code: number | null, chunks: readonly Buffer[]): ProcessFailure | { stdout: string } {
  if (code === 0) return { stdout: Buffer.concat(chunks).toString('utf8') };
  return code !== null && NOT_FOUND.has(code) ? 'missing' : 'failed';
}

function endWithChildren({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    execFile('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true }, () => undefined);
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The last of them ended by itself just now.
  }
}
