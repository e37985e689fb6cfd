/**
 * `npm run soak -- [schedules] [seed]`: kills transfers at every request and file operation of scripted flows, then runs so
 * many random fault schedules (10,000 where no number is given). One schedule alone is run again without the kills. Ends
 * with 1 where anything was found.
 */
import { join } from 'node:path';
import { ensureDependencies } from './set-up/dependencies.mjs';
import { repository } from './set-up/repository.mjs';
import { runMain, SetUpError } from './set-up/say.mjs';

const SCHEDULES = 10_000;
/** Seeds of later runs begin elsewhere than the tests' own. */
const SEED = 100_000;

await runMain(async () => {
  const [schedules = SCHEDULES, seed = SEED] = process.argv.slice(2).map(wholeNumber);
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  await ensureDependencies();
  const { runnerImport } = await import('vite');
  const program = join(repository, 'test', 'soak', 'soak.ts');
  /** @type {{ module: typeof import('../test/soak/soak.ts') }} */
  const { module } = await runnerImport(program, { root: repository, configFile: false, logLevel: 'silent' });
  return (await module.soak({ schedules, seed, schedulesOnly: schedules === 1 })) ? 0 : 1;
});

/** @param {string} text */
function wholeNumber(text) {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new SetUpError(`expected a whole number but received ${text}`);
  return number;
}
