import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './cache.mjs';
import { runNpm } from './process.mjs';
import { nameForThisClone, repository } from './repository.mjs';
import { SetUpError, say } from './say.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} LockFile
 */

/** Installs the dependencies when they are missing or are not those of package-lock.json. Runs no install scripts. */
export async function ensureDependencies() {
  if (await areInstalled()) return;
  await withLock(nameForThisClone('dependencies'), async () => {
    if (await areInstalled()) return;
    say('installing dependencies');
    const { code, output } = await runNpm(['ci', '--ignore-scripts', '--include=dev', '--include=optional'], {
      cwd: repository,
    });
    if (code !== 0) throw new SetUpError(`npm could not install the dependencies:\n${output.trim()}`);
  });
}

/**
 * Compares package-lock.json with the record that npm leaves in node_modules after each complete install.
 * @returns {Promise<boolean>}
 */
async function areInstalled() {
  const [wanted, present] = await Promise.all([
    readLockFile(join(repository, 'package-lock.json')),
    readLockFile(join(repository, 'node_modules', '.package-lock.json')),
  ]);
  if (!present) return false;
  return Object.entries(wanted?.packages ?? {}).every(([path, locked]) => {
    if (path === '') return true;
    const installed = present.packages?.[path];
    // What is optional is left out on platforms that it is not made for.
    if (!installed) return locked.optional === true || locked.devOptional === true || locked.peer === true;
    const isSame = locked.integrity === undefined || installed.integrity === locked.integrity;
    return installed.version === locked.version && isSame;
  });
}

/**
 * @param {string} path
 * @returns {Promise<LockFile | null>} null when it is missing or damaged
 */
async function readLockFile(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}
