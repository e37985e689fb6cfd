/**
 * The folder outside the repository that keeps what set-up fetched, and how several processes share it.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, hostname, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const APP_FOLDER = 'contact-sheet';
const LOCK_POLL_MS = 200;
/** A lock whose owner cannot be asked whether it lives (another machine's) counts as left behind after this time. */
const LOCK_MAX_AGE_MS = 20 * 60_000;

/** @returns {string} the folder for this product's cached files, by the platform's custom */
export function cacheFolder() {
  const home = homedir() || tmpdir();
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, APP_FOLDER);
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', APP_FOLDER);
  if (process.platform === 'win32') return join(LOCALAPPDATA || join(home, 'AppData', 'Local'), APP_FOLDER, 'Cache');
  return join(home, '.cache', APP_FOLDER);
}

/**
 * The cached folder `name`, made by `fill` if it is not there. It is filled under a temporary name and renamed when it
 * is whole, so that nobody ever sees half of it.
 * @param {string} name
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>} the folder's path
 */
export async function cachedFolder(name, fill) {
  const target = join(cacheFolder(), name);
  if (existsSync(target)) return target;
  return withLock(name, async () => {
    if (existsSync(target)) return target;
    const unfinished = join(cacheFolder(), `${name}.${randomUUID()}.unfinished`);
    try {
      await mkdir(unfinished, { recursive: true });
      await fill(unfinished);
      await rename(unfinished, target).catch((error) => {
        if (!existsSync(target)) throw error;
      });
      return target;
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  });
}

/**
 * Does `work` while no other process of this person does work under the same name.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  const lock = join(cacheFolder(), `${name}.lock`);
  await mkdir(cacheFolder(), { recursive: true });
  while (!(await takeLock(lock))) await wait(LOCK_POLL_MS);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/**
 * @param {string} lock
 * @returns {Promise<boolean>} whether the lock is now ours
 */
async function takeLock(lock) {
  const owner = JSON.stringify({ host: hostname(), pid: process.pid });
  try {
    await writeFile(lock, owner, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  if (await isLeftBehind(lock)) await rm(lock, { force: true });
  return false;
}

/**
 * @param {string} lock
 * @returns {Promise<boolean>} whether the process that took the lock is gone
 */
async function isLeftBehind(lock) {
  const age = await stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > LOCK_MAX_AGE_MS) return true;
  try {
    const { host, pid } = JSON.parse(await readFile(lock, 'utf8'));
    if (host !== hostname()) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}
