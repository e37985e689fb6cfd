import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBundles } from '../set-up/bundle.mjs';
import { installed, repository } from '../set-up/repository.mjs';
import { say } from '../set-up/say.mjs';

/**
 * Packages the built app with electron-builder: its targets where their tools can be fetched, else the unpacked folder.
 * @param {import('../set-up/set-up.mjs').Ready} ready
 * @param {{ drivable?: boolean, folderOnly?: boolean }} [options] `drivable`: a build for tests, in dist/test
 */
export async function packageApp({ runtime, env }, { drivable = false, folderOnly = drivable } = {}) {
  await ensureBundles(env);
  const { build, Platform } = await import('electron-builder');
  const { drawIcons } = await import('./icons.mjs');
  const { electronBuilderConfig } = await import('./electron-builder-config.mjs');
  const output = outputFolder(drivable);
  await rm(join(output, unpackedName()), { recursive: true, force: true });
  const iconFolder = join(repository, 'dist', 'icons');
  const config = await electronBuilderConfig({
    runtime,
    output,
    iconFolder,
    largestIcon: await drawIcons(iconFolder),
    nodeFolder: await nodeFolder(),
    drivable,
  });
  const standsIn = runtime.version !== (await pinnedElectron());
  if (standsIn && !folderOnly) {
    say(
      `packaging the unpacked folder only: releases need Electron ${await pinnedElectron()}, this is ${runtime.version}`,
    );
  }
  const targets = Platform.current().createTarget(folderOnly || standsIn ? 'dir' : undefined);
  await build({ projectDir: repository, config, targets, publish: 'never' });
}

/**
 * @param {{ drivable: boolean }} options as for {@link packageApp}
 * @returns {string} where that leaves the unpacked app's executable
 */
export function packagedExecutable({ drivable }) {
  return join(outputFolder(drivable), unpackedName(), executableName());
}

/** @param {boolean} drivable */
function outputFolder(drivable) {
  return join(repository, 'dist', ...(drivable ? ['test'] : []));
}

/** @returns {Promise<string | null>} */
async function nodeFolder() {
  if (process.platform !== 'linux') return null;
  const { nodeExecutable } = await import('./node-executable.mjs');
  return nodeExecutable(process.arch);
}

/** @returns {Promise<string>} */
async function pinnedElectron() {
  return JSON.parse(await readFile(installed('electron/package.json'), 'utf8')).version;
}

/** @returns {string} electron-builder's name for the folder: the architecture is told where it is not x64 */
function unpackedName() {
  const suffix = process.arch === 'x64' ? '' : `-${process.arch}`;
  if (process.platform === 'darwin') return `mac${suffix}`;
  return process.platform === 'win32' ? `win${suffix}-unpacked` : `linux${suffix}-unpacked`;
}

/** @returns {string} */
function executableName() {
  if (process.platform === 'darwin') return 'Contact Sheet.app/Contents/MacOS/Contact Sheet';
  return process.platform === 'win32' ? 'Contact Sheet.exe' : 'contact-sheet';
}
