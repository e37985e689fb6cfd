import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createConnections } from '../../../electron/connections/connections.ts';
import { openSavedConnections } from '../../../electron/connections/saved-connections.ts';
import { openThumbnailCache } from '../../../electron/images/thumbnail-cache.ts';
import type { Bucket } from '../../../electron/s3/bucket.ts';
import { createDownloads } from '../../../electron/transfers/downloads.ts';
import { impatientParts } from '../../support/connection-parts.ts';
import { createPlainPipeline } from '../../support/plain-pipeline.ts';
import { createGate, createScriptedBucket } from '../../support/scripted-bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Connections to demo buckets, each one noted in `open` until it is closed; `leave` holds up every closing. */
async function scene({ beforeClose = (): Promise<void> => Promise.resolve() } = {}) {
  const folder = await temporaryFolder();
  const open = new Set<Bucket>();
  const leave = createGate();
  const leaving = createGate();
  const connections = createConnections({
    ...impatientParts(),
    pipeline: createPlainPipeline(),
    cache: await openThumbnailCache(path.join(folder, 'thumbnails'), { maxBytes: 1 }),
    downloads: createDownloads({ tempFolder: folder }),
    tempFolder: folder,
    emit: () => undefined,
    saved: openSavedConnections(path.join(folder, 'connections.json')),
    indexFolder: folder,
    async openDemoBucket() {
      const bucket: Bucket = { ...createScriptedBucket(), close: () => void open.delete(bucket) };
      open.add(bucket);
      return bucket;
    },
    onUnsaved: () => undefined,
    async beforeClose() {
      leaving.open();
      await leave.passed;
      await beforeClose();
    },
  });
  return { connections, open, leaving, leave };
}

const demo = { kind: 'demo' } as const;

describe('connections', () => {
  it('keeps the last of two that are asked for while the one before is slow to close, and no other', async () => {
    const { connections, open, leaving, leave } = await scene();
    await connections.open(demo);
    const first = connections.open(demo);
    await leaving.passed;
    const second = connections.open(demo);
    // Whatever the second one could do by itself is done.
    await setImmediate();
    leave.open();
    await Promise.allSettled([first]);
    const last = await second;
    expect(connections.current()?.summary).toEqual(last);
    expect(open.size).toBe(1);
    await connections.close();
    expect(open.size).toBe(0);
  });

  it('leaves nothing open where it is closed while another one takes the place of the one before', async () => {
    const { connections, open, leaving, leave } = await scene();
    await connections.open(demo);
    const opening = connections.open(demo);
    await leaving.passed;
    const closing = connections.close();
    leave.open();
    await Promise.allSettled([opening, closing]);
    expect(connections.current()).toBeNull();
    expect(open.size).toBe(0);
  });

  it('leaves no bucket open where the one before cannot be put away', async () => {
    const { connections, open, leave } = await scene({ beforeClose: () => Promise.reject(new Error('disk full')) });
    leave.open();
    await connections.open(demo);
    const [before] = open;
    await expect(connections.open(demo)).rejects.toThrow('disk full');
    expect([...open]).toEqual([before]);
  });
});
