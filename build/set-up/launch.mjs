import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runInForeground } from './process.mjs';
import { repository } from './repository.mjs';
import { SetUpError } from './say.mjs';
import { hasDisplay, isRoot } from './system-packages.mjs';

/** The virtual screen of machines without one: wide enough for the window at its default size. */
const VIRTUAL_SCREEN = '-screen 0 1600x1000x24';

/**
 * Opens the built app and waits until it ends.
 * @param {import('./set-up.mjs').Ready} ready
 * @param {readonly string[]} args the app's own
 * @returns {Promise<number>} the app's exit code
 */
export function launchApp({ runtime, env }, args) {
  return runOnDisplay(runtime.executable, [...chromiumSwitches(), repository, ...args], env);
}

/** @returns {string[]} what Chromium must be told on this machine */
function chromiumSwitches() {
  const switches = [];
  // Chromium refuses to run its sandbox as root.
  if (process.platform === 'linux' && isRoot()) switches.push('--no-sandbox');
  // A machine without a display has no message bus either, which Chromium reports a dozen times.
  if (!hasDisplay()) switches.push('--log-level=3');
  return switches;
}

/**
 * Runs a program that opens windows: on this machine's display, or on a virtual one where there is none.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
export function runOnDisplay(program, args, env) {
  if (hasDisplay()) return runInForeground(program, args, { cwd: repository, env });
  if (!isOnPath('xvfb-run')) {
    throw new SetUpError('there is no display, and xvfb-run is not installed: install xvfb, or start from a desktop');
  }
  // xvfb-run is a shell script, which passes no signal on: all of its group are told.
  return runInForeground('xvfb-run', ['-a', '-s', VIRTUAL_SCREEN, program, ...args], {
    cwd: repository,
    env,
    group: true,
  });
}

/** @param {string} program */
function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
