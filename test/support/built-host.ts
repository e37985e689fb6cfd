import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '../..');
/** Inside the project, because the bundle finds sharp in the project's node_modules. */
const cache = join(root, 'node_modules/.cache/contact-sheet');

let built: Promise<string> | null = null;

async function buildHost(): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'host-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['sharp'] },
    build: {
      ssr: join(root, 'electron/pipeline/host.ts'),
      outDir: folder,
      target: 'node20.18',
      rolldownOptions: { output: { format: 'es', entryFileNames: 'host.mjs' } },
    },
  });
  return join(folder, 'host.mjs');
}

/** The path of the image host, bundled from source as the app's build does; once a test process, removed at its end. */
export function builtHost(): Promise<string> {
  built ??= buildHost();
  return built;
}
