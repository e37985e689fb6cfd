import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../set-up/repository.mjs';

/** Left out of every dependency: sources and notes that nothing loads. */
const NOT_PACKED = [
  '**/*.{map,md,markdown,ts,mts,cts,c,cc,cpp,h,gyp,gypi}',
  '**/{test,tests,docs,benchmark,.github}/**',
];
/** Chromium's own texts, in the app's two languages. */
const LANGUAGES = ['en-US', 'ko'];

/**
 * @typedef {object} PackageOptions
 * @property {import('../set-up/runtime.mjs').Runtime} runtime
 * @property {string} output folder for the results
 * @property {string} iconFolder
 * @property {string} largestIcon
 * @property {string | null} nodeFolder holds bin/node for the image host, on Linux
 * @property {boolean} drivable keep the inspector, by which Playwright drives the app; for tests only
 */

/**
 * @param {PackageOptions} options
 * @returns {Promise<import('electron-builder').Configuration>}
 */
export async function electronBuilderConfig({ runtime, output, iconFolder, largestIcon, nodeFolder, drivable }) {
  return {
    appId: 'app.contactsheet',
    productName: 'Contact Sheet',
    directories: { output, buildResources: iconFolder },
    electronDist: runtime.folder,
    electronVersion: runtime.version,
    electronLanguages: LANGUAGES,
    // Every native part is prebuilt against Node-API and needs no rebuild.
    npmRebuild: false,
    publish: null,
    files: [
      'out/**',
      '!out/**/*.map',
      '!out/sources.sha256',
      'package.json',
      ...NOT_PACKED.map((glob) => `!**/node_modules/${glob}`),
    ],
    asar: true,
    asarUnpack: [...(await plainNodeFiles()), ...NATIVE_PACKAGES],
    extraResources: nodeFolder ? [{ from: nodeFolder, to: 'node' }] : [],
    electronFuses: fuses(drivable),
    afterPack: removeDefaultApp,
    linux: {
      target: ['AppImage', 'deb'],
      category: 'Graphics',
      executableName: 'contact-sheet',
      maintainer: 'Contact Sheet',
      icon: iconFolder,
    },
    mac: { target: ['dmg'], category: 'public.app-category.photography', icon: largestIcon },
    win: { target: ['nsis'], icon: largestIcon },
  };
}

/** They load libraries from beside themselves, which the system's loader cannot find inside an asar. */
const NATIVE_PACKAGES = ['sharp', '@img', 'detect-libc', 'semver', 'lmdb', '@lmdb'].map(
  (name) => `**/node_modules/${name}/**`,
);

/** @returns {Promise<string[]>} what the processes in plain Node are made of, which reads no asar */
async function plainNodeFiles() {
  /** @type {string[]} */
  const files = JSON.parse(await readFile(join(repository, 'out', 'main', 'plain-node-files.json'), 'utf8'));
  return files.map((file) => `out/main/${file}`);
}

/**
 * @param {boolean} drivable
 * @returns {NonNullable<import('electron-builder').Configuration['electronFuses']>}
 */
export function fuses(drivable) {
  return {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: drivable,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    // Electron checks the asar on these two only.
    enableEmbeddedAsarIntegrityValidation: process.platform === 'darwin' || process.platform === 'win32',
  };
}

/**
 * An Electron distribution's own app, which would run whatever path it is given.
 * @param {import('electron-builder').AfterPackContext} context
 */
async function removeDefaultApp({ appOutDir, packager }) {
  await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
  await rm(join(appOutDir, 'version'), { force: true });
}
