import { existsSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

const root = join(import.meta.dirname, '..');
const source = (path: string): string => join(root, path);

/**
 * The oldest runtime that the app is run with (Electron 33). electron-vite would derive newer targets from the `electron`
 * that is installed.
 */
const NODE_TARGET = 'node20.18';
const CHROME_TARGET = 'chrome130';

/** Loaded from node_modules at run time, because they bring binaries or find files beside themselves. */
const LOADED_AT_RUN_TIME = /^(electron|sharp|lmdb)(\/|$)/;

/**
 * Of Pretendard, in font families of their own: what English sentences are made of, and what Korean ones need beside it.
 * The higher a file's number, the more used are its characters.
 */
const COMMON_FONT_FILES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['86', '91'].map((file) => [file, 'Pretendard Common'])),
  ...Object.fromEntries(['79', '82', '84', '87', '88', '89', '90'].map((file) => [file, 'Pretendard Korean'])),
};

/** Says how Node reads the bundles of main's side. */
const MANIFEST = 'package.json';

/** Lists what of main's side runs in a plain Node. */
const PLAIN_NODE_FILES = 'plain-node-files.json';
const plainNodeEntries = ['host', 'demo-server'];

/** Processes that main starts have bundles of their own beside main's. */
const mainSide = {
  main: 'electron/main.ts',
  host: 'electron/pipeline/host.ts',
  'demo-server': 'electron/demo/server-process.ts',
};

export default defineConfig({
  main: {
    plugins: [listFilesOf(plainNodeEntries)],
    build: {
      outDir: source('out/main'),
      target: NODE_TARGET,
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: existingOf(mainSide),
        external: LOADED_AT_RUN_TIME,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: source('out/preload'),
      target: NODE_TARGET,
      externalizeDeps: false,
      // A sandboxed preload script is CommonJS and in one file: what two of them share is in both.
      isolatedEntries: true,
      rolldownOptions: {
        input: { preload: source('electron/preload.ts'), 'key-preload': source('electron/key-preload.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: source('renderer'),
    base: './',
    plugins: [commonFontFirst(), react()],
    build: {
      outDir: source('out/renderer'),
      emptyOutDir: true,
      target: CHROME_TARGET,
      cssTarget: CHROME_TARGET,
      modulePreload: { polyfill: false },
      // What the page's process reads and compiles before the first frame.
      minify: true,
      // The content security policy allows no data: scripts or fonts; every asset is a file.
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: { index: source('renderer/index.html'), 'key-window': source('renderer/key-window/index.html') },
      },
    },
  },
});

function existingOf(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries)
      .map(([name, path]) => [name, source(path)] as const)
      .filter(([, path]) => existsSync(path)),
  );
}

/**
 * Writes {@link PLAIN_NODE_FILES}: the bundles of the entries and every chunk they reach. A process in plain Node reads no
 * asar, so packaging has to know what to leave outside.
 */
function listFilesOf(entries: readonly string[]): Plugin {
  return {
    name: 'list-files-of-entries',
    apply: 'build',
    generateBundle(_, bundle) {
      const reached = new Set<string>();
      const visit = (file: string): void => {
        const chunk = bundle[file];
        if (chunk?.type !== 'chunk' || reached.has(file)) return;
        reached.add(file);
        for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next);
      };
      for (const entry of entries) visit(`${entry}.js`);
      // Outside the asar there is no package.json above the bundles to say that they are ES modules.
      this.emitFile({ type: 'asset', fileName: MANIFEST, source: JSON.stringify({ type: 'module' }) });
      this.emitFile({ type: 'asset', fileName: PLAIN_NODE_FILES, source: JSON.stringify([MANIFEST, ...reached]) });
    },
  };
}

/**
 * Gives the files with the commonest characters font families of their own, to stand before all others. For every file of
 * a family that is not loaded Chromium asks the system for a stand-in, in each size and weight: with all 92 in one family
 * a first layout asks a thousand times.
 */
function commonFontFirst(): Plugin {
  const faceOf = /@font-face\s*\{[^}]*\bsubset\.(\d+)\.woff2[^}]*\}/g;
  return {
    name: 'common-font-first',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/pretendardvariable-dynamic-subset.css')) return null;
      return code.replace(faceOf, (face, file: string) =>
        face.replace('Pretendard Variable', COMMON_FONT_FILES[file] ?? 'Pretendard Variable'),
      );
    },
  };
}
