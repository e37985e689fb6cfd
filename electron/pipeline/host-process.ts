import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Readable } from 'node:stream';

/** A running image host, whatever kind of process it is. */
export interface HostProcess {
  readonly pid: number | undefined;
  send(message: object): void;
  kill(): void;
}

export interface HostListeners {
  message(raw: unknown): void;
  /** Called once, also where the process never came up. `detail` says how it ended, for a log and a message. */
  exit(detail: string): void;
}

/** Starts `hostPath` as a process of its own. */
export type StartHost = (hostPath: string, listeners: HostListeners) => HostProcess;

/** How much of the end of the host's stderr is kept. */
const KEPT_STDERR_CHARACTERS = 2000;
/** Threads of libuv beside those that decode, for reading and writing files. */
const SPARE_THREADS = 2;

/** What the host inherits of the environment: enough to run, and nothing that could hold a credential. */
const inherited = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'windir'];

/** The environment that a host runs in: what it inherits, and how its memory and threads are to be used. */
export function hostEnvironment(): Record<string, string> {
  const kept = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const threads = String(Math.max(4, availableParallelism() + SPARE_THREADS));
  // Few arenas keep glibc from holding on to memory thread by thread.
  return { ...Object.fromEntries(kept), UV_THREADPOOL_SIZE: threads, MALLOC_ARENA_MAX: '2' };
}

/** Remembers the end of what is written to `stream`. */
function tailOf(stream: Readable | null): () => string {
  let tail = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    tail = (tail + text).slice(-KEPT_STDERR_CHARACTERS);
  });
  return () => tail.trim();
}

const ending = (how: string, stderr: string): string => (stderr === '' ? how : `${how}: ${stderr}`);

/**
 * On Linux: a plain Node executable, because Electron's brings the system's glib, libvips brings its own, and in one
 * process the two corrupt each other.
 */
export function startWithNode(nodePath: string): StartHost {
  return (hostPath, listeners) => {
    const child = fork(hostPath, {
      execPath: nodePath,
      execArgv: [],
      env: hostEnvironment(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const stderr = tailOf(child.stderr);
    let ended = false;
    const end = (how: string): void => {
      if (ended) return;
      ended = true;
      listeners.exit(ending(how, stderr()));
    };
    child.on('message', (message) => listeners.message(message));
    child.on('error', (error) => end(error.message));
    // Unlike `exit`, `close` comes after the last of stderr.
    child.on('close', (code, signal) => end(signal ?? `exit code ${code}`));
    return {
      pid: child.pid,
      // A host that is just dying cannot be told anything; its exit is what counts.
      send: (message) => void child.send(message, () => undefined),
      kill: () => void child.kill('SIGKILL'),
    };
  };
}

/** The part of Electron's `utilityProcess` that is used; main passes the real one, so that this folder stays free of it. */
interface UtilityProcessModule {
  fork(
    path: string,
    args: string[],
    options: {
      env: Record<string, string>;
      execArgv: string[];
      stdio: ['ignore', 'ignore', 'pipe'];
      serviceName: string;
    },
  ): {
    readonly pid: number | undefined;
    readonly stderr: unknown;
    postMessage(message: unknown): void;
    kill(): boolean;
    on(event: 'message', listener: (message: unknown) => void): unknown;
    on(event: 'exit', listener: (code: number) => void): unknown;
  };
}

/** On macOS and Windows: Electron's own utilityProcess. */
export function startAsUtility(utilityProcess: UtilityProcessModule): StartHost {
  return (hostPath, listeners) => {
    const child = utilityProcess.fork(hostPath, [], {
      env: hostEnvironment(),
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe'],
      serviceName: 'Contact Sheet images',
    });
    const stderr = tailOf(child.stderr as Readable | null);
    child.on('message', (message) => listeners.message(message));
    child.on('exit', (code) => listeners.exit(ending(`exit code ${code}`, stderr())));
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      kill: () => void child.kill(),
    };
  };
}
