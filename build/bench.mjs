/**
 * `npm run bench -- <name>`: measures speed and memory, each row beside its peer. Without a name it runs all of
 * test/bench. Ends with 1 where a row falls short.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBundles } from './set-up/bundle.mjs';
import { ensureDependencies } from './set-up/dependencies.mjs';
import { runOnDisplay } from './set-up/launch.mjs';
import { runInForeground } from './set-up/process.mjs';
import { repository } from './set-up/repository.mjs';
import { runMain, SetUpError } from './set-up/say.mjs';
import { setUp } from './set-up/set-up.mjs';

const SOURCES = join(repository, 'test', 'bench');
/** Inside the project, because the bundles find native modules in its node_modules. */
const BUNDLES = join(repository, 'out', 'bench');
/** What cannot be bundled: native modules, and what looks for its own files. */
const EXTERNAL = ['sharp', 'lmdb', 'playwright'];
/**
 * `beside`: other modules of test/bench that it starts in processes of their own. `inWindow`: it measures the built app in
 * its real window, so both are made ready first.
 * @typedef {{ beside?: readonly string[], inWindow?: boolean }} Bench
 * @type {Readonly<Record<string, Bench>>}
 */
const BENCHES = {
  listing: { beside: ['listing-server-process'] },
  reopen: {},
  memory: {},
  scroll: { beside: ['listing-server-process'], inWindow: true },
  awake: { beside: ['listing-server-process'], inWindow: true },
  ingest: {},
  save: { beside: ['picture-server-process', 'image-host-process'] },
  transfer: { beside: ['object-server-process'] },
  startup: { beside: ['listing-server-process'], inWindow: true },
};

await runMain(async () => {
  await ensureDependencies();
  const [wanted, ...wishes] = process.argv.slice(2);
  const chosen = Object.entries(BENCHES).filter(([name]) => wanted === undefined || name === wanted);
  if (chosen.length === 0)
    throw new SetUpError(`expected one of ${Object.keys(BENCHES).join(', ')} but received ${wanted}`);
  let failed = 0;
  for (const [name, bench] of chosen) if ((await run(name, bench, wishes)) !== 0) failed++;
  return failed === 0 ? 0 : 1;
});

/**
 * @param {string} name
 * @param {Bench} bench
 * @param {readonly string[]} wishes the bench's own
 * @returns {Promise<number>} its exit code
 */
async function run(name, { beside = [], inWindow = false }, wishes) {
  await bundle([name, ...beside]);
  const args = ['--expose-gc', join(BUNDLES, `${name}.mjs`), ...wishes];
  if (!inWindow) {
    const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
    return runInForeground(process.execPath, args, { cwd: repository, env });
  }
  const { env } = await setUp();
  await ensureBundles(env);
  return runOnDisplay(process.execPath, args, env);
}

/** @param {readonly string[]} names of test/bench */
async function bundle(names) {
  const { build } = await import('vite');
  await mkdir(BUNDLES, { recursive: true });
  for (const name of names) {
    await build({
      root: repository,
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true, external: EXTERNAL },
      build: {
        ssr: join(SOURCES, `${name}.ts`),
        outDir: BUNDLES,
        emptyOutDir: false,
        target: 'node20.18',
        rolldownOptions: { output: { format: 'es', entryFileNames: `${name}.mjs` } },
      },
    });
  }
}
