import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withLock } from './cache.mjs';
import { runQuietly } from './process.mjs';
import { installed, nameForThisClone, repository } from './repository.mjs';
import { SetUpError, say } from './say.mjs';

/** What the bundles are made of. */
const SOURCES = [
  'electron',
  'renderer',
  'shared',
  'build/electron-vite.config.ts',
  'package.json',
  'package-lock.json',
];
const STAMP = join(repository, 'out', 'sources.sha256');

/**
 * Bundles the app into out/ unless the bundles there are of these very sources.
 * @param {NodeJS.ProcessEnv} env
 */
export async function ensureBundles(env) {
  await withLock(nameForThisClone('bundles'), async () => {
    const sources = await hashOfSources();
    if (sources === (await readFile(STAMP, 'utf8').catch(() => null))) return;
    say('building');
    await bundle(env);
    await mkdir(dirname(STAMP), { recursive: true });
    await writeFile(STAMP, sources);
  });
}

/** @param {NodeJS.ProcessEnv} env */
async function bundle(env) {
  const program = installed('electron-vite/bin/electron-vite.js');
  const args = [program, 'build', '-c', 'build/electron-vite.config.ts', '--logLevel', 'warn'];
  const { code, output } = await runQuietly(process.execPath, args, {
    cwd: repository,
    env: { ...env, NODE_ENV: 'production' },
  });
  if (code !== 0) throw new SetUpError(`the app could not be bundled:\n${output.trim()}`);
}

/** @returns {Promise<string>} */
async function hashOfSources() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of await filesUnder(join(repository, source))) {
      hash
        .update(file.slice(repository.length))
        .update('\0')
        .update(await readFile(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} path a folder or a file
 * @returns {Promise<string[]>} sorted
 */
async function filesUnder(path) {
  /** @type {import('node:fs').Dirent[]} */
  let entries;
  try {
    entries = await readdir(path, { withFileTypes: true, recursive: true });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return [path];
    throw error;
  }
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}
