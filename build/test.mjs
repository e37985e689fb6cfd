/**
 * `npm test`: everything that must hold, in one run. Words after `--` choose steps (`npm test -- unit types`); words that are
 * no step choose test files within them.
 */

import { join } from 'node:path';
import { packagedExecutable } from './packaging/package-app.mjs';
import { ensureBundles } from './set-up/bundle.mjs';
import { runQuietly } from './set-up/process.mjs';
import { repository } from './set-up/repository.mjs';
import { runMain, say } from './set-up/say.mjs';
import { setUp } from './set-up/set-up.mjs';
import { ensureS3Server } from './set-up/system-packages.mjs';
import { checkFormat, checkLint, checkRules, checkTypes } from './testing/static-checks.mjs';
import { sentenceOf, sumOf, tallyOfOne } from './testing/tally.mjs';
import { runTests } from './testing/vitest-run.mjs';

/** Says why there is no Ceph gateway; tests that need one are skipped with this as their reason. */
const NO_GATEWAY_VARIABLE = 'CONTACT_SHEET_NO_RGW';
/** The packaged app's executable, for the tests that drive it. */
const PACKAGED_APP_VARIABLE = 'CONTACT_SHEET_PACKAGED_APP';

/**
 * @typedef {import('./testing/tally.mjs').Tally} Tally
 * @typedef {import('./set-up/set-up.mjs').Ready} Ready
 * @typedef {(ready: Ready, filters: readonly string[]) => Promise<Tally>} Step
 */

/** @type {Readonly<Record<string, Step>>} in the order of the run */
const STEPS = {
  format: checkFormat,
  lint: checkLint,
  types: checkTypes,
  rules: checkRules,
  unit: ({ env }, filters) => runTests('unit', env, filters),
  integration: testIntegration,
  build: async ({ env }) => {
    await ensureBundles(env);
    return tallyOfOne(true);
  },
  package: packageForTests,
  e2e: async ({ env }, filters) => runTests('e2e', env, filters),
};

await runMain(async () => {
  const words = process.argv.slice(2);
  const chosen = Object.keys(STEPS).filter((name) => words.length === 0 || words.includes(name));
  const filters = words.filter((word) => !(word in STEPS));
  const ready = await setUp({ forTests: true });
  const tally = sumOf(await runSteps(chosen.length > 0 ? chosen : Object.keys(STEPS), ready, filters));
  for (const { name, reason } of tally.skipped) console.log(`skipped: ${name}${reason ? ` (${reason})` : ''}`);
  console.log(sentenceOf(tally));
  return tally.failed === 0 ? 0 : 1;
});

/**
 * Runs the steps in order, each even after one that failed, so that one run shows all there is to mend.
 * @param {readonly string[]} names
 * @param {Ready} ready
 * @param {readonly string[]} filters
 * @returns {Promise<Tally[]>}
 */
async function runSteps(names, ready, filters) {
  const tallies = [];
  for (const name of names) {
    const started = Date.now();
    const tally = await runStep(name, ready, filters);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    say(`${name}: ${sentenceOf(tally)} in ${seconds} s`);
    tallies.push(tally);
  }
  return tallies;
}

/**
 * @param {string} name
 * @param {Ready} ready
 * @param {readonly string[]} filters
 * @returns {Promise<Tally>}
 */
async function runStep(name, ready, filters) {
  try {
    const step = STEPS[name];
    if (!step) throw new Error(`expected a step's name but received ${name}`);
    return await step(ready, filters);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return tallyOfOne(false);
  }
}

/** @type {Step} */
async function testIntegration({ env }, filters) {
  const reason = await ensureS3Server();
  if (reason) say(`no tests against the Ceph gateway: ${reason}`);
  const tally = await runTests('integration', reason ? { ...env, [NO_GATEWAY_VARIABLE]: reason } : env, filters);
  return {
    ...tally,
    skipped: tally.skipped.map((test) => ({ ...test, reason: test.reason || reason || '' })),
  };
}

/** @type {Step} */
async function packageForTests({ env }) {
  const program = join(import.meta.dirname, 'package.mjs');
  const { code, output } = await runQuietly(process.execPath, [program, '--test'], { cwd: repository, env });
  if (code !== 0) console.error(output);
  else env[PACKAGED_APP_VARIABLE] = packagedExecutable({ drivable: true });
  return tallyOfOne(code === 0);
}
