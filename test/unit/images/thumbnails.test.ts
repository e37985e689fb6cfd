import { readdir } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { HEAD_BYTES } from '../../../electron/images/embedded-thumbnail.ts';
import { openThumbnailCache } from '../../../electron/images/thumbnail-cache.ts';
import { createThumbnails, MAX_MADE_FROM_BYTES } from '../../../electron/images/thumbnails.ts';
import { embeddedThumbnail } from '../../../electron/pipeline/embedded-thumbnail.ts';
import { makeThumbnail } from '../../../electron/pipeline/thumbnail.ts';
import { createDownloads, wantedVariant } from '../../../electron/transfers/downloads.ts';
import { paddedTo, withThumbnail } from '../../support/exif-pictures.ts';
import * as pictures from '../../support/pictures.ts';
import { createPlainCatalogue } from '../../support/plain-catalogue.ts';
import { createGate, createScriptedBucket } from '../../support/scripted-bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const going = new AbortController().signal;
/** Requests for thumbnails in flight at a time. */
const FETCHES = 24;
const uuid = (index: number) => `f06bb30d-c640-41bc-b287-${String(index).padStart(12, '0')}`;
const stored = (index: number, size: string) => `post/${uuid(index)}_${size}.webp`;
const named = { name: '%EC%82%AC%EC%A7%84' };

async function setUp() {
  const bucket = createScriptedBucket();
  const catalogue = createPlainCatalogue();
  const tempFolder = await temporaryFolder();
  const cache = await openThumbnailCache(await temporaryFolder(), { maxBytes: 10_000_000 });
  onTestFinished(() => cache.close());
  const learnt: number[] = [];
  const downloads = createDownloads({ tempFolder });
  const parts = {
    connectionId: 'open-1',
    downloads,
    bucket,
    catalogue,
    cache,
    tempFolder,
    pipeline: { thumbnail: (path: string) => makeThumbnail(path), embeddedThumbnail },
    onLearnt: (groupId: number) => learnt.push(groupId),
  };
  const put = async (key: string, content: Buffer, metadata = {}, bytes = content.length) => {
    const { etag } = await bucket.put(key, content, { contentType: 'text/html', metadata, signal: going });
    await catalogue.addObjects([{ key, bytes, etag, modified: 0 }]);
    bucket.log.length = 0;
  };
  return {
    bucket,
    catalogue,
    downloads,
    /** Also the copies that the viewer would find. */
    async left() {
      await downloads.discardAll('open-1');
      return readdir(tempFolder);
    },
    learnt,
    put,
    thumbnails: createThumbnails(parts),
    anew: () => createThumbnails(parts),
  };
}

const small = { width: 20, height: 20 };

describe('thumbnails', () => {
  it('gives the stored thumbnail with the type of its content, and what its metadata teaches', async () => {
    const { thumbnails, put, catalogue, learnt } = await setUp();
    const content = await pictures.webp(small);
    await put(stored(0, 'thumbnail'), content, named);
    expect(await thumbnails.thumbnail(0, going)).toMatchObject({ content, contentType: 'image/webp' });
    expect(catalogue.learnt.get(0)).toEqual(named);
    expect(learnt).toEqual([0]);
  });

  it('reads no object twice', async () => {
    const { thumbnails, put, bucket } = await setUp();
    await put(stored(0, 'thumbnail'), await pictures.webp(small));
    const first = await thumbnails.thumbnail(0, going);
    expect(await thumbnails.thumbnail(0, going)).toEqual(first);
    expect(bucket.log.length).toBe(1);
  });

  it('reads no object again after a restart, and still knows its metadata then', async () => {
    const { thumbnails, anew, put, bucket, catalogue } = await setUp();
    await put(stored(0, 'thumbnail'), await pictures.webp(small), named);
    await thumbnails.thumbnail(0, going);
    await vi.waitFor(async () => {
      catalogue.learnt.clear();
      bucket.log.length = 0;
      await anew().thumbnail(0, going);
      expect(bucket.log).toEqual([]);
    });
    expect(catalogue.learnt.get(0)).toEqual(named);
  });

  it('gives a picture while the catalogue is read from the disk and learns nothing yet', async () => {
    const { thumbnails, put, catalogue, learnt } = await setUp();
    const isRead = createGate();
    const { learn } = catalogue;
    vi.spyOn(catalogue, 'learn').mockImplementation(async (...known) => {
      await isRead.passed;
      return learn(...known);
    });
    const content = await pictures.webp(small);
    await put(stored(0, 'thumbnail'), content, named);
    expect(await thumbnails.thumbnail(0, going)).toMatchObject({ content });
    expect(learnt).toEqual([]);
    isRead.open();
    await vi.waitFor(() => expect(learnt).toEqual([0]));
  });

  it('reads the object again when it has changed', async () => {
    const { thumbnails, put } = await setUp();
    await put(stored(0, 'thumbnail'), await pictures.webp(small));
    await thumbnails.thumbnail(0, going);
    const other = await pictures.webp({ width: 30, height: 30 });
    await put(stored(0, 'thumbnail'), other);
    expect((await thumbnails.thumbnail(0, going)).content).toEqual(other);
  });

  it('makes one from the smallest variant where none is stored', async () => {
    const { thumbnails, put, bucket, left, catalogue } = await setUp();
    await put(stored(0, '1024'), await pictures.webp({ width: 1024, height: 500 }));
    await put(stored(0, '512'), await pictures.webp({ width: 512, height: 250 }), named);
    const { content, contentType } = await thumbnails.thumbnail(0, going);
    expect(contentType).toBe('image/webp');
    expect(await sharp(content).metadata()).toMatchObject({ format: 'webp', width: 200, height: 200 });
    expect(bucket.log).toEqual([`get ${stored(0, '512')}`]);
    expect(await left()).toEqual([]);
    expect(catalogue.learnt.get(0)).toEqual({ ...named, thumbhash: expect.any(String) });
  });

  it('makes one of a foreign image, once', async () => {
    const { thumbnails, put, bucket } = await setUp();
    await put('DCIM/IMG 1.jpg', await pictures.orientedJpeg({ width: 300, height: 200 }, 6));
    const [one, other] = await Promise.all([thumbnails.thumbnail(0, going), thumbnails.thumbnail(0, going)]);
    expect(one.content).toEqual(other.content);
    expect(await sharp(one.content).metadata()).toMatchObject({ width: 200, height: 200 });
    expect(bucket.log).toEqual(['get DCIM/IMG 1.jpg']);
  });

  it('fetches no foreign image over the limit but its start, and that once', async () => {
    const { thumbnails, put, bucket } = await setUp();
    await put('huge.tif', await pictures.tiff(small), {}, MAX_MADE_FROM_BYTES + 1);
    await expect(thumbnails.thumbnail(0, going)).rejects.toMatchObject({
      error: { code: 'image-too-large', name: 'huge.tif', limit: 'bytes', max: MAX_MADE_FROM_BYTES },
    });
    await expect(thumbnails.thumbnail(0, going)).rejects.toMatchObject({ error: { code: 'image-too-large' } });
    expect(bucket.log).toEqual([`get huge.tif 0-${HEAD_BYTES - 1}`]);
    expect(await thumbnails.refusal(0)).toMatchObject({ code: 'image-too-large', name: 'huge.tif' });
  });

  it('makes one of the small picture that a camera put into a foreign image, from its start alone', async () => {
    const { thumbnails, put, bucket, left, catalogue } = await setUp();
    const camera = withThumbnail(
      await pictures.jpeg({ width: 1200, height: 900 }),
      await pictures.jpeg({ width: 160, height: 120 }),
    );
    await put('DCIM/IMG_1.JPG', paddedTo(camera, 2 * HEAD_BYTES), {}, MAX_MADE_FROM_BYTES + 1);
    const { content } = await thumbnails.thumbnail(0, going);
    expect(await sharp(content).metadata()).toMatchObject({ format: 'webp', width: 200, height: 200 });
    expect(bucket.log).toEqual([`get DCIM/IMG_1.JPG 0-${HEAD_BYTES - 1}`]);
    expect(catalogue.learnt.get(0)).toEqual({ thumbhash: expect.any(String) });
    expect(await left()).toEqual([]);
  });

  it('fetches all of a foreign image whose start holds no small picture', async () => {
    const { thumbnails, put, bucket } = await setUp();
    const plain = paddedTo(await pictures.jpeg({ width: 300, height: 200 }), 2 * HEAD_BYTES);
    await put('DCIM/IMG_1.jpg', plain);
    await thumbnails.thumbnail(0, going);
    expect(bucket.log).toEqual([`get DCIM/IMG_1.jpg 0-${HEAD_BYTES - 1}`, 'get DCIM/IMG_1.jpg']);
  });

  it('takes the copy of a foreign image that is being looked at, and leaves its own to whoever opens it next', async () => {
    const { thumbnails, put, bucket, catalogue, downloads } = await setUp();
    await put('one.png', await pictures.png(small));
    await put('other.png', await pictures.png({ width: 30, height: 30 }));
    const copyOf = async (groupId: number) => {
      const [source] = await catalogue.variants(groupId);
      if (source === undefined) throw new Error('expected a variant');
      return downloads.get(bucket, wantedVariant('open-1', await catalogue.group(groupId), source), { signal: going });
    };
    await copyOf(0);
    await thumbnails.thumbnail(0, going);
    await thumbnails.thumbnail(1, going);
    await copyOf(1);
    expect(bucket.log).toEqual(['get one.png', 'get other.png']);
  });

  it('case 7: never passes on an SVG or a page that is stored as a thumbnail', async () => {
    const { thumbnails, put } = await setUp();
    await put(stored(0, 'thumbnail'), pictures.svg);
    await put(stored(1, 'thumbnail'), Buffer.from('<script>alert(1)</script>'));
    await expect(thumbnails.thumbnail(0, going)).rejects.toMatchObject({
      error: { code: 'unsupported-image', format: 'SVG', name: `${uuid(0)}_thumbnail.webp` },
    });
    await expect(thumbnails.thumbnail(1, going)).rejects.toMatchObject({ error: { code: 'not-an-image' } });
  });

  it('asks only once for an object that can have no thumbnail, and names it', async () => {
    const { thumbnails, put, bucket, left } = await setUp();
    await put('notes.jpg', Buffer.from('notes'));
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(thumbnails.thumbnail(0, going)).rejects.toMatchObject({
        error: { code: 'not-an-image', name: 'notes.jpg' },
      });
    }
    expect(bucket.log).toEqual(['get notes.jpg']);
    expect(await left()).toEqual([]);
  });

  it('case 41: tells the catalogue of a key that is gone', async () => {
    const { thumbnails, put, bucket, catalogue } = await setUp();
    const key = stored(0, 'thumbnail');
    await put(key, await pictures.webp(small));
    bucket.objects.delete(key);
    await expect(thumbnails.thumbnail(0, going)).rejects.toMatchObject({ error: { code: 'key-vanished', key } });
    expect([...catalogue.objects.keys()]).toEqual([]);
    await expect(thumbnails.thumbnail(0, going)).rejects.toMatchObject({ error: { code: 'unknown-group' } });
  });

  it('tries again after a failure that may pass', async () => {
    const { thumbnails, put, bucket } = await setUp();
    await put(stored(0, 'thumbnail'), await pictures.webp(small));
    bucket.before = () => {
      bucket.before = () => undefined;
      throw new Error('the network sneezed');
    };
    await expect(thumbnails.thumbnail(0, going)).rejects.toThrow('sneezed');
    expect(await thumbnails.thumbnail(0, going)).toMatchObject({ contentType: 'image/webp' });
  });

  it('bounds the requests in flight and takes the newest waiting one first', async () => {
    const { thumbnails, put, bucket } = await setUp();
    const content = await pictures.webp(small);
    const count = FETCHES + 18;
    for (let index = 0; index < count; index += 1) await put(stored(index, 'thumbnail'), content);
    const gate = createGate();
    bucket.before = () => gate.passed;
    const all: Promise<unknown>[] = [];
    for (let index = 0; index < count; index += 1) all.push(thumbnails.thumbnail(index, new AbortController().signal));
    await vi.waitFor(() => expect(bucket.log.length).toBeGreaterThanOrEqual(FETCHES));
    expect(bucket.log.length).toBe(FETCHES);
    gate.open();
    await Promise.all(all);
    const waited = bucket.log.slice(FETCHES).map((line) => Number(line.slice(-'_thumbnail.webp'.length - 12, -15)));
    expect(waited).toEqual(waited.toSorted((one, other) => other - one));
    expect(waited.length).toBe(18);
  });

  it('takes what is in the window first, from its top, also where that was asked for long before the rest', async () => {
    const { thumbnails, put, bucket } = await setUp();
    const content = await pictures.webp(small);
    const count = FETCHES + 18;
    for (let index = 0; index < count; index += 1) await put(stored(index, 'thumbnail'), content);
    const gate = createGate();
    bucket.before = () => gate.passed;
    const all = Array.from({ length: count }, (_, index) => thumbnails.thumbnail(index, going));
    await vi.waitFor(() => expect(bucket.log.length).toBe(FETCHES));
    thumbnails.show(Uint32Array.from([30, 31, 32]));
    thumbnails.show(Uint32Array.from([27, 25, 26]));
    gate.open();
    await Promise.all(all);
    const waited = bucket.log.slice(FETCHES).map((line) => Number(line.slice(-'_thumbnail.webp'.length - 12, -15)));
    expect(waited.slice(0, 6)).toEqual([27, 25, 26, 41, 40, 39]);
  });

  it('aborts the fetch of a request that goes, and never sends one that was still waiting', async () => {
    const { thumbnails, put, bucket } = await setUp();
    const content = await pictures.webp(small);
    for (let index = 0; index < FETCHES + 1; index += 1) await put(stored(index, 'thumbnail'), content);
    const signals: AbortSignal[] = [];
    const gate = createGate();
    bucket.before = ({ signal }) => {
      signals.push(signal);
      return gate.passed;
    };
    const leaving = Array.from({ length: FETCHES + 1 }, () => new AbortController());
    const ends = Promise.allSettled(leaving.map(({ signal }, index) => thumbnails.thumbnail(index, signal)));
    await vi.waitFor(() => expect(signals.length).toBe(FETCHES));
    for (const controller of leaving) controller.abort();
    for (const end of await ends) expect(end).toMatchObject({ reason: { error: { code: 'cancelled' } } });
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
    gate.open();
    bucket.before = () => undefined;
    await thumbnails.thumbnail(3, going);
    expect(bucket.log.filter((line) => line === `get ${stored(FETCHES, 'thumbnail')}`)).toEqual([]);
  });
});
