/**
 * Starting other programs: quietly for the steps of set-up, or in the foreground with signals passed on.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** The signals a person or a supervisor stops us with; they belong to the program in the foreground. */
const FORWARDED_SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** A shell's convention: a program that a signal ended exits with 128 plus the signal's number. */
const SIGNAL_EXIT_BASE = 128;
/** What a command that was not found exits with, as in a shell. */
const NOT_FOUND_EXIT = 127;

/**
 * @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean }} RunOptions
 * @typedef {{ code: number, output: string }} QuietResult
 */

/**
 * Runs a program on our own terminal until it ends, and passes signals on to it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions & { group?: boolean }} [options] `group`: signals go to everything that the program starts as well
 * @returns {Promise<number>} its exit code
 */
export async function runInForeground(command, args, { group = false, ...options } = {}) {
  const child = spawn(command, args, { stdio: 'inherit', detached: group, ...options });
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    if (group && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  };
  for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        resolve(signal ? SIGNAL_EXIT_BASE + constants.signals[signal] : (code ?? 1)),
      );
    });
  } finally {
    for (const signal of FORWARDED_SIGNALS) process.off(signal, forward);
  }
}

/**
 * Runs a program without a terminal and collects what it prints (stdout and stderr together, without colours).
 * A program that cannot be started counts as one that failed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions & { timeoutMs?: number }} [options]
 * @returns {Promise<QuietResult>}
 */
export function runQuietly(command, args, { timeoutMs, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
      env: { ...(options.env ?? process.env), NO_COLOR: '1' },
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs, killSignal: 'SIGKILL' }),
    });
    let output = '';
    /** @param {Buffer} chunk */
    const collect = (chunk) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', (error) => resolve({ code: NOT_FOUND_EXIT, output: error.message }));
    child.once('close', (code, signal) => {
      resolve({ code: code ?? SIGNAL_EXIT_BASE + (signal ? constants.signals[signal] : 0), output });
    });
  });
}

/**
 * Runs npm quietly: the npm that started us when there is one, else the one on the PATH.
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<QuietResult>}
 */
export function runNpm(args, options = {}) {
  const quiet = [...args, '--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier'];
  const npmScript = process.env.npm_execpath;
  if (npmScript && /npm-cli\.[cm]?js$/.test(npmScript)) {
    return runQuietly(process.execPath, [npmScript, ...quiet], options);
  }
  // On Windows npm is a .cmd file, which only a shell can start.
  return runQuietly('npm', quiet, { ...options, shell: process.platform === 'win32' });
}
