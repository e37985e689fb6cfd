import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '../..');
/** Inside the project, because bundles find native modules in the project's node_modules. */
const cache = join(root, 'node_modules/.cache/contact-sheet');
/** Native modules. */
const EXTERNAL = ['sharp', 'lmdb'];

/** Bundles a module of the project (its path from the root) as the app's build does, for plain Node; removed when this process ends. */
export async function buildProgram(source: string): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const name = basename(source, '.ts');
  const folder = mkdtempSync(join(cache, `${name}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: EXTERNAL },
    build: {
      ssr: join(root, source),
      outDir: folder,
      target: 'node20.18',
      rolldownOptions: { output: { format: 'es', entryFileNames: `${name}.mjs` } },
    },
  });
  return join(folder, `${name}.mjs`);
}
