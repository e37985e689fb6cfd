import path from 'node:path';
import { app, utilityProcess } from 'electron';
import { type StartHost, startAsUtility, startWithNode } from './pipeline/host-process.ts';

/** Where a package for Linux carries the plain Node executable, below its resources folder. */
const PACKAGED_NODE = path.join('node', 'bin', 'node');

/** How the processes beside Electron's are started: by a plain Node on Linux, as Electron's utility process elsewhere. */
export function childStarter(): StartHost {
  return process.platform === 'linux' ? startWithNode(plainNode()) : startAsUtility(utilityProcess);
}

/** The bundle of a process beside main's, in the folder of the bundles. A plain Node reads no asar, so a package keeps these files unpacked. */
export function childBundle(outFolder: string, name: string): string {
  return path.join(outFolder, 'main', name).replace(`app.asar${path.sep}`, `app.asar.unpacked${path.sep}`);
}

function plainNode(): string {
  if (app.isPackaged) return path.join(process.resourcesPath, PACKAGED_NODE);
  const node = process.env.CONTACT_SHEET_NODE;
  if (node === undefined || node === '') {
    throw new Error(
      'expected CONTACT_SHEET_NODE, the path of a Node executable, but received nothing (start with npm)',
    );
  }
  return node;
}
