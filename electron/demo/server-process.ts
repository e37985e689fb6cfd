/**
 * The demo's own process: the embedded S3 server, and the drawing of what it holds. A plain Node process on Linux (sharp
 * must not load into Electron there), Electron's utility process elsewhere.
 */
import os from 'node:os';
import sharp from 'sharp';
import { setUpEngine } from '../pipeline/engine.ts';
import { openHostPort } from '../pipeline/host-port.ts';
import { DEMO_BUCKET, DEMO_REGION, openDemoStore } from './demo-store.ts';
import { fillDemo } from './fill-demo.ts';
import type { ServerMessage, StartMessage } from './server-messages.ts';

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

// The demo never outlives the app, however that ends.
port.onParentGone(() => process.exit(0));
port.onMessage((message) => {
  run((message as StartMessage).cacheFolder).catch((thrown: unknown) => {
    tell({ kind: 'failed', detail: thrown instanceof Error ? thrown.message : String(thrown) });
  });
});
