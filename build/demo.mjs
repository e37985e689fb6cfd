/**
 * `npm run demo`: the app on a bucket of its own. Without a display, or with `--tour`, it performs the main job once, leaves
 * what it saved in demo-output/ and ends.
 */
import { join } from 'node:path';
import { ensureBundles } from './set-up/bundle.mjs';
import { launchApp } from './set-up/launch.mjs';
import { repository } from './set-up/repository.mjs';
import { runMain } from './set-up/say.mjs';
import { setUp } from './set-up/set-up.mjs';
import { hasDisplay } from './set-up/system-packages.mjs';

await runMain(async () => {
  const wishes = process.argv.slice(2);
  const others = wishes.filter((wish) => wish !== '--tour');
  const tour = wishes.includes('--tour') || !hasDisplay();
  const ready = await setUp();
  await ensureBundles(ready.env);
  return launchApp(ready, ['--demo', ...(tour ? [`--tour=${join(repository, 'demo-output')}`] : []), ...others]);
});
