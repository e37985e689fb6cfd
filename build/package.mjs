/**
 * `npm run package`: the app as a package for this system, in dist/. `-- --dir` makes the unpacked folder only, `-- --test` one
 * that tests can drive, in dist/test/.
 */
import { packageApp, packagedExecutable } from './packaging/package-app.mjs';
import { runMain, say } from './set-up/say.mjs';
import { setUp } from './set-up/set-up.mjs';

await runMain(async () => {
  const wishes = process.argv.slice(2);
  const drivable = wishes.includes('--test');
  const ready = await setUp();
  await packageApp(ready, { drivable, folderOnly: drivable || wishes.includes('--dir') });
  say(`packaged ${packagedExecutable({ drivable })}`);
  return 0;
});
