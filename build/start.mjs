/** `npm start`: the app, on the connection that the person chose last. */
import { ensureBundles } from './set-up/bundle.mjs';
import { launchApp } from './set-up/launch.mjs';
import { runMain } from './set-up/say.mjs';
import { setUp } from './set-up/set-up.mjs';

await runMain(async () => {
  const ready = await setUp();
  await ensureBundles(ready.env);
  return launchApp(ready, process.argv.slice(2));
});
