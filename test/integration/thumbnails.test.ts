import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createCatalogue } from '../../electron/catalogue/columnar-catalogue.ts';
import { HEAD_BYTES } from '../../electron/images/embedded-thumbnail.ts';
import { openThumbnailCache } from '../../electron/images/thumbnail-cache.ts';
import { createThumbnails } from '../../electron/images/thumbnails.ts';
import { embeddedThumbnail } from '../../electron/pipeline/embedded-thumbnail.ts';
import { makeThumbnail } from '../../electron/pipeline/thumbnail.ts';
import { createDownloads } from '../../electron/transfers/downloads.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { paddedTo, withThumbnail } from '../support/exif-pictures.ts';
import { type FaultingProxy, isGet, startFaultingProxy } from '../support/faulting-proxy.ts';
import * as pictures from '../support/pictures.ts';
import { createGate } from '../support/scripted-bucket.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUCKET = 'photos';
const CAMERA = 'DCIM/IMG_1.jpg';
const STORED = 'post/f06bb30d-c640-41bc-b287-9b22111ac762_thumbnail.webp';
const going = new AbortController().signal;

describe('thumbnails over HTTP', () => {
  let server: TestServer;
  let proxy: FaultingProxy;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    await server.createBucket(BUCKET);
    const camera = withThumbnail(
      await pictures.jpeg({ width: 1200, height: 900 }),
      await pictures.jpeg({ width: 160, height: 120 }),
    );
    await server.putObjects(BUCKET, [
      { key: CAMERA, content: paddedTo(camera, 40 * HEAD_BYTES) },
      { key: STORED, content: await pictures.webp({ width: 200, height: 200 }) },
    ]);
    proxy = await startFaultingProxy(server.endpoint);
  });
  beforeEach(() => proxy.reset());
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });

  /** The bucket as it is opened anew, with no cache; groups are told by their keys. */
  async function open() {
    const bucket = server.openBucket(BUCKET, { endpoint: proxy.endpoint });
    const tempFolder = await temporaryFolder();
    const cache = await openThumbnailCache(await temporaryFolder(), { maxBytes: 10_000_000 });
    const catalogue = await createCatalogue({ prefix: '', namesPath: null, onChange: () => undefined });
    onTestFinished(async () => {
      bucket.close();
      await cache.close();
      await catalogue.close();
    });
    for await (const page of bucket.list({ signal: going })) await catalogue.addObjects(page);
    proxy.reset();
    const thumbnails = createThumbnails({
      connectionId: 'open-1',
      bucket,
      catalogue,
      cache,
      pipeline: { thumbnail: (path: string) => makeThumbnail(path), embeddedThumbnail },
      downloads: createDownloads({ tempFolder }),
      tempFolder,
      onLearnt: () => undefined,
    });
    const groupOf = async (key: string): Promise<number> => {
      const groupId = await catalogue.groupOfKey(key);
      if (groupId === null) throw new Error(`expected a group of ${key}`);
      return groupId;
    };
    return { thumbnails, catalogue, camera: await groupOf(CAMERA), stored: await groupOf(STORED) };
  }

  it('asks a camera’s picture of megabytes for its first 128 KB, and knows then what it looks like', async () => {
    const { thumbnails, catalogue, camera } = await open();
    const { content } = await thumbnails.thumbnail(camera, going);
    expect(await sharp(content).metadata()).toMatchObject({ width: 200, height: 200 });
    expect(proxy.requests.map(({ headers }) => headers.range)).toEqual([`bytes=0-${HEAD_BYTES - 1}`]);
    const { placeholder } = await catalogue.group(camera);
    expect(placeholder).toMatch(/^[A-Za-z0-9+/]{20,40}={0,2}$/);
  });

  it('reads no more of it from a server that knows no ranges', async () => {
    proxy.strike({ match: isGet, fault: { kind: 'ignore-range' } });
    const { thumbnails, camera } = await open();
    proxy.strike({ match: isGet, fault: { kind: 'ignore-range' } });
    expect((await thumbnails.thumbnail(camera, going)).contentType).toBe('image/webp');
    expect(proxy.requests.length).toBe(1);
  });

  it.each(['stored', 'camera'] as const)('ends the connection of one that nobody wants any more: %s', async (kind) => {
    const opened = await open();
    const gate = createGate();
    proxy.strike({ match: isGet, fault: { kind: 'hold', until: gate.passed } });
    const leaving = new AbortController();
    const wanted = opened.thumbnails.thumbnail(opened[kind], leaving.signal);
    await expect.poll(() => proxy.requests.length).toBe(1);
    leaving.abort();
    await expect(wanted).rejects.toMatchObject({ error: { code: 'cancelled' } });
    await expect.poll(() => proxy.givenUp.length).toBe(1);
    gate.open();
  });
});
