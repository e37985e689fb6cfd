/** `npm run check`: format, lint, types and the house's rules. */
import { ensureDependencies } from './set-up/dependencies.mjs';
import { runMain } from './set-up/say.mjs';

await runMain(async () => {
  await ensureDependencies();
  const { checkFormat, checkLint, checkRules, checkTypes } = await import('./testing/static-checks.mjs');
  const { sentenceOf, sumOf } = await import('./testing/tally.mjs');
  const tally = sumOf([await checkFormat(), await checkLint(), await checkTypes(), await checkRules()]);
  console.log(sentenceOf(tally));
  return tally.failed === 0 ? 0 : 1;
});
