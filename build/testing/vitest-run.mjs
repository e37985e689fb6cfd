import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInForeground } from '../set-up/process.mjs';
import { installed, repository } from '../set-up/repository.mjs';
import { emptyTally } from './tally.mjs';
import { TALLY_FILE_VARIABLE } from './tally-reporter.mjs';

/** The projects of test/vitest.config.ts that each kind of tests is in. */
const PROJECTS = {
  unit: ['unit'],
  integration: ['integration'],
  e2e: ['e2e', 'e2e-alone'],
};

/**
 * Runs the tests of one kind.
 * @param {keyof typeof PROJECTS} kind
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} filters parts of file names; all files if empty
 * @returns {Promise<import('./tally.mjs').Tally>}
 */
export async function runTests(kind, env, filters) {
  const folder = await mkdtemp(join(tmpdir(), 'contact-sheet-tests-'));
  try {
    const tallyFile = join(folder, 'tally.json');
    const reporter = join(repository, 'build', 'testing', 'tally-reporter.mjs');
    const program = [installed('vitest/vitest.mjs'), 'run', '--config', 'test/vitest.config.ts'];
    const projects = PROJECTS[kind].flatMap((project) => ['--project', project]);
    const args = [...program, ...projects, '--reporter=default', `--reporter=${reporter}`, ...filters];
    const isolated = { ...isolatedEnvironment(env, folder), [TALLY_FILE_VARIABLE]: tallyFile };
    // A run that is stopped takes its windows and their screens with it.
    const options = { cwd: repository, env: isolated, group: kind === 'e2e' };
    const code = await runInForeground(process.execPath, args, options);
    return readTally(tallyFile, code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} file
 * @param {number} code of vitest: a run that failed without a failed test counts as one failure
 * @returns {Promise<import('./tally.mjs').Tally>}
 */
async function readTally(file, code) {
  const text = await readFile(file, 'utf8').catch(() => null);
  /** @type {import('./tally.mjs').Tally} */
  const tally = text === null ? emptyTally() : JSON.parse(text);
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/**
 * The environment without the person's own settings: their AWS keys, their desktop session, their app's folders.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder a temporary one
 * @returns {NodeJS.ProcessEnv}
 */
function isolatedEnvironment(env, folder) {
  const kept = Object.entries(env).filter(
    ([name]) => !/^AWS_(?!SDK_JS_)/.test(name) && !/^(DBUS_SESSION_BUS_ADDRESS|WAYLAND_DISPLAY)$/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(folder, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-aws-credentials'),
    XDG_CONFIG_HOME: join(folder, 'config'),
  };
}
