/** `npm run dev`: the app with reload on each change of its sources. */
import { runOnDisplay } from './set-up/launch.mjs';
import { installed } from './set-up/repository.mjs';
import { runMain } from './set-up/say.mjs';
import { setUp } from './set-up/set-up.mjs';
import { isRoot } from './set-up/system-packages.mjs';

await runMain(async () => {
  const { env } = await setUp();
  const program = installed('electron-vite/bin/electron-vite.js');
  const sandbox = process.platform === 'linux' && isRoot() ? ['--noSandbox'] : [];
  const args = [
    program,
    'dev',
    '-c',
    'build/electron-vite.config.ts',
    '--watch',
    ...sandbox,
    '--',
    ...process.argv.slice(2),
  ];
  return runOnDisplay(process.execPath, args, { ...env, NODE_ENV: 'development' });
});
