/**
 * The demo's own process: the embedded S3 server, and the drawing of what it holds. A plain Node process on Linux (sharp
 * must not load into Electron there), Electron's utility process elsewhere.
 */
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import sharp from 'sharp';
import { setUpEngine } from '../pipeline/engine.ts';
import { openHostPort } from '../pipeline/host-port.ts';
import { sourcePicture } from './demo-pictures.ts';
import { DEMO_BUCKET, DEMO_REGION, openDemoStore } from './demo-store.ts';
import { drawFrames, makeGrain, rasterise } from './draw-source.ts';
import { fillDemo } from './fill-demo.ts';
import type { MainMessage, ServerMessage } from './server-messages.ts';

const port = openHostPort();
const tell = (message: ServerMessage): void => port.send(message);

async function run(cacheFolder: string): Promise<void> {
  // Drawing takes every core for some seconds: the window comes first.
  os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
  setUpEngine();
  sharp.unblock({ operation: ['VipsForeignLoadSvgBuffer'] });
  const store = await openDemoStore();
  tell({ kind: 'listening', endpoint: store.endpoint, bucket: DEMO_BUCKET, region: DEMO_REGION });
  await fillDemo({ store, cacheFolder, onGroup: (objects) => tell({ kind: 'group', objects }) });
  tell({ kind: 'filled' });
}

async function drawSource(path: string): Promise<void> {
  await writeFile(path, await rasterise(sourcePicture, drawFrames(sourcePicture), await makeGrain()));
  tell({ kind: 'drawn', path });
}

// The demo never outlives the app, however that ends.
port.onParentGone(() => process.exit(0));
port.onMessage((raw) => {
  const message = raw as MainMessage;
  const work = message.kind === 'start' ? run(message.cacheFolder) : drawSource(message.path);
  work.catch((thrown: unknown) => {
    tell({ kind: 'failed', detail: thrown instanceof Error ? thrown.message : String(thrown) });
  });
});
