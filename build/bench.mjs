/**
 * `npm run bench -- <name>`: measures speed and memory, each row beside its peer. Without a name it runs all of
 * test/bench. Ends with 1 where a row falls short.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDependencies } from './set-up/dependencies.mjs';
import { runInForeground } from './set-up/process.mjs';
import { repository } from './set-up/repository.mjs';
import { runMain, SetUpError } from './set-up/say.mjs';

const SOURCES = join(repository, 'test', 'bench');
/** Inside the project, because the bundles find native modules in its node_modules. */
const BUNDLES = join(repository, 'out', 'bench');
/** @type {Readonly<Record<string, readonly string[]>>} each bench, with what it starts beside itself */
const BENCHES = {
  listing: ['listing-server-process'],
  reopen: [],
  memory: [],
};

await runMain(async () => {
  await ensureDependencies();
  const [wanted, ...wishes] = process.argv.slice(2);
  const chosen = Object.entries(BENCHES).filter(([name]) => wanted === undefined || name === wanted);
  if (chosen.length === 0)
    throw new SetUpError(`expected one of ${Object.keys(BENCHES).join(', ')} but received ${wanted}`);
  let failed = 0;
  for (const [name, beside] of chosen) {
    await bundle([name, ...beside]);
    const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
    const args = ['--expose-gc', join(BUNDLES, `${name}.mjs`), ...wishes];
    if ((await runInForeground(process.execPath, args, { cwd: repository, env })) !== 0) failed++;
  }
  return failed === 0 ? 0 : 1;
});

/** @param {readonly string[]} names of test/bench */
async function bundle(names) {
  const { build } = await import('vite');
  await mkdir(BUNDLES, { recursive: true });
  for (const name of names) {
    await build({
      root: repository,
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true, external: ['sharp', 'lmdb'] },
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
