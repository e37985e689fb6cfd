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
import { startGateway } from './testing/gateway.mjs';
import { checkFormat, checkLint, checkRules, checkTypes } from './testing/static-checks.mjs';
import { sentenceOf, sumOf, tallyOfOne } from './testing/tally.mjs';
import { runTests } from './testing/vitest-run.mjs';

/** The packaged app's executable, for the tests that drive it. */
const PACKAGED_APP_VARIABLE = 'CONTACT_SHEET_PACKAGED_APP';

/**
 * @typedef {import('./testing/tally.mjs').Tally} Tally
 * @typedef {import('./testing/gateway.mjs').Gateway} Gateway
 * @typedef {import('./set-up/set-up.mjs').Ready & { gateway: Promise<Gateway> | null }} Ready
 * @typedef {(ready: Ready, filters: readonly string[]) => Promise<Tally>} Step
 */

/** @type {Readonly<Record<string, Step>>} */
const STEPS = {
  format: checkFormat,
  lint: checkLint,
  types: checkTypes,
  rules: checkRules,
  unit: ({ env }, filters) => runTests('unit', env, filters),
  integration: (ready, filters) => testWithGateway('integration', ready, filters),
  build: async ({ env }) => {
    await ensureBundles(env);
    return tallyOfOne(true);
  },
  package: packageForTests,
  e2e: (ready, filters) => testWithGateway('e2e', ready, filters),
};
/** The order of the run. What stands in one line goes on side by side: tests against servers mostly wait. */
const ORDER = [[['format', 'lint', 'types', 'rules', 'unit']], [['integration'], ['build', 'package']], [['e2e']]];
const NEEDING_GATEWAY = ['integration', 'e2e'];

await runMain(async () => {
  const words = process.argv.slice(2);
  const named = Object.keys(STEPS).filter((name) => words.includes(name));
  const chosen = named.length > 0 ? named : Object.keys(STEPS);
  const filters = words.filter((word) => !(word in STEPS));
  const ready = await setUp({ forTests: true });
  const gateway = chosen.some((name) => NEEDING_GATEWAY.includes(name)) ? startGateway() : null;
  const tally = sumOf(await runSteps(chosen, { ...ready, gateway }, filters));
  await (await gateway)?.stop();
  for (const { name, reason } of tally.skipped) console.log(`skipped: ${name}${reason ? ` (${reason})` : ''}`);
  console.log(sentenceOf(tally));
  return tally.failed === 0 ? 0 : 1;
});

/**
 * Runs the steps in order, each even after one that failed, so that one run shows all there is to mend.
 * @param {readonly string[]} chosen
 * @param {Ready} ready
 * @param {readonly string[]} filters
 * @returns {Promise<Tally[]>}
 */
async function runSteps(chosen, ready, filters) {
  /** @type {Tally[]} */
  const tallies = [];
  /** @param {readonly string[]} names */
  const runInTurn = async (names) => {
    for (const name of names.filter((each) => chosen.includes(each))) {
      const started = Date.now();
      const tally = await runStep(name, ready, filters);
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      say(`${name}: ${sentenceOf(tally)} in ${seconds} s`);
      tallies.push(tally);
    }
  };
  for (const sideBySide of ORDER) await Promise.all(sideBySide.map(runInTurn));
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

/**
 * @param {'integration' | 'e2e'} kind
 * @param {Ready} ready
 * @param {readonly string[]} filters
 * @returns {Promise<Tally>}
 */
async function testWithGateway(kind, { env, gateway }, filters) {
  const { missing = null, env: address = {} } = (await gateway) ?? {};
  if (missing) say(`no tests against the Ceph gateway: ${missing}`);
  const tally = await runTests(kind, { ...env, ...address }, filters);
  return {
    ...tally,
    skipped: tally.skipped.map((test) => ({ ...test, reason: test.reason || missing || '' })),
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
