/** `npm run build`: the bundles of out/. */
import { ensureBundles } from './set-up/bundle.mjs';
import { ensureDependencies } from './set-up/dependencies.mjs';
import { runMain } from './set-up/say.mjs';

await runMain(async () => {
  await ensureDependencies();
  await ensureBundles(process.env);
  return 0;
});
