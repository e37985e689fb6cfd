/**
 * What Electron runs when it is started with the path of an app (`electron [-r module]... path`). A runtime that is not
 * Electron's own distribution lacks this part.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app as electronApp } from 'electron';

/**
 * @typedef {{ setVersion(version: string): void, setAppPath(path: string): void }} Undocumented what Electron keeps for
 *   this part
 */
const app = /** @type {import('electron').App & Undocumented} */ (electronApp);
const { modules, path } = parse(process.argv.slice(1));
const require = createRequire(join(process.cwd(), 'index.js'));
for (const module of modules) require(module);
try {
  if (path === null) throw new Error('expected the path of an app (electron [-r module]... path) but received none');
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  // Awaited here, at the top: Electron becomes ready only after this module, so the app's can still register schemes.
  await load(resolve(path));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  app.exit(1);
}

/**
 * @param {readonly string[]} args
 * @returns {{ modules: string[], path: string | null }} modules to load first, and the first argument that is no switch
 */
function parse(args) {
  /** @type {string[]} */
  const modules = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '-r' || arg === '--require') modules.push(args[++index] ?? '');
    else if (!arg.startsWith('-')) return { modules, path: arg };
  }
  return { modules, path: null };
}

/**
 * Gives Electron the app's name, version and folders, then runs its main module.
 * @param {string} path an app's folder, or a script
 */
async function load(path) {
  const manifest = join(path, 'package.json');
  if (!existsSync(manifest)) {
    app.setAppPath(dirname(path));
    await import(pathToFileURL(path).href);
    return;
  }
  const { name, productName, version, main = 'index.js' } = JSON.parse(readFileSync(manifest, 'utf8'));
  if (version) app.setVersion(version);
  if (productName ?? name) app.setName(productName ?? name);
  app.setPath('userData', join(app.getPath('appData'), app.getName()));
  app.setAppPath(path);
  await import(pathToFileURL(join(path, main)).href);
}
