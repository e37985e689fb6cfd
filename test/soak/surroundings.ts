import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startStrictServer } from '../support/strict-server.ts';
import { buildPrograms, type KillSurroundings } from './kill-run.ts';
import { preparePictures } from './prepared-pictures.ts';
import { seededObjects } from './seeded-bucket.ts';

export interface OpenSurroundings extends KillSurroundings {
  close(): Promise<void>;
}

/** What all kills and schedules of a run share: the server, the pictures and the bundled programs. */
export async function openSurroundings(): Promise<OpenSurroundings> {
  const folder = await mkdtemp(path.join(await realpath(os.tmpdir()), 'contact-sheet-pictures-'));
  const [programs, pictures, server] = await Promise.all([
    buildPrograms(),
    preparePictures(folder),
    startStrictServer(),
  ]);
  return {
    programs,
    pictures,
    server,
    seed: await seededObjects(pictures),
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
