import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoPicture, demoPictures, demoUuid } from '../../electron/demo/demo-pictures.ts';
import { DEMO_BUCKET, DEMO_REGION, type DemoStore, openDemoStore } from '../../electron/demo/demo-store.ts';
import { fillDemo } from '../../electron/demo/fill-demo.ts';
import type { Bucket, ListedObject } from '../../electron/s3/bucket.ts';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import { variantKey } from '../../shared/object-key.ts';
import { decodeMetadata } from '../../shared/object-metadata.ts';

const { signal } = new AbortController();

const one = (fits: (picture: DemoPicture) => boolean): DemoPicture => {
  const found = demoPictures.find(fits);
  if (!found) throw new Error('expected such a demo picture but found none');
  return found;
};
const small = one(({ width }) => width < 512);
const animated = one((picture) => picture.animated);
const lying = one(({ sideways }) => sideways);
const clear = one(({ scene }) => scene === 'cutFlower');

describe('the demo bucket', () => {
  let cache: string;
  let store: DemoStore;
  let bucket: Bucket;
  let groups: ListedObject[][];

  beforeAll(async () => {
    cache = await mkdtemp(join(tmpdir(), 'contact-sheet-demo-'));
    store = await openDemoStore();
    bucket = createS3Bucket({
      name: DEMO_BUCKET,
      prefix: '',
      region: DEMO_REGION,
      endpoint: store.endpoint,
      pathStyle: true,
      credentials: fixedCredentials({ accessKeyId: 'demo', secretAccessKey: 'demo' }),
    });
    groups = [];
    await fill(store, groups);
  });
  afterAll(async () => {
    bucket.close();
    await store.close();
    await rm(cache, { recursive: true, force: true });
  });

  const fill = (into: DemoStore, tell: ListedObject[][]): Promise<void> =>
    fillDemo({
      store: into,
      cacheFolder: cache,
      pictures: [small, animated, lying, clear],
      onGroup: (objects) => tell.push(objects),
    });

  const get = (picture: DemoPicture, size: number | 'thumbnail') =>
    bucket.getBytes(variantKey(picture.album, demoUuid(picture.index), size), { signal, maxBytes: 10_000_000 });

  it('answers over HTTP on loopback with what was told, at the dates that were told', async () => {
    const listed: ListedObject[] = [];
    for await (const page of bucket.list({ signal })) listed.push(...page);
    const byKey = (a: ListedObject, b: ListedObject) => (a.key < b.key ? -1 : 1);
    const told = groups.flat().sort(byKey);
    expect(store.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(listed.filter(({ key }) => key.endsWith('.webp')).sort(byKey)).toEqual(told);
    expect(listed.some(({ key }) => key.endsWith('.txt'))).toBe(true);
    expect(new Set(told.map(({ modified }) => modified)).size).toBe(4);
  });

  it('puts the thumbnail of every group last', () => {
    expect(groups).toHaveLength(4);
    for (const group of groups) expect(group.at(-1)?.key).toMatch(/_thumbnail\.webp$/);
  });

  it('carries the metadata of an upload: the original name and the pixels of the source', async () => {
    const thumbnail = await get(small, 'thumbnail');
    expect(decodeMetadata(thumbnail.metadata)).toMatchObject({
      name: small.fileName.slice(0, small.fileName.lastIndexOf('.')),
      extension: 'jpg',
      width: small.width,
      height: small.height,
    });
    expect(thumbnail.contentType).toBe('image/webp');
    expect(await sharp(thumbnail.content).metadata()).toMatchObject({ format: 'webp', width: 200, height: 200 });
  });

  it('keeps the frames of the animation in its width', async () => {
    const { pages, width } = await sharp((await get(animated, 512)).content).metadata();
    expect(width).toBe(512);
    expect(pages).toBeGreaterThan(5);
  });

  it('sets the picture upright that lies on its side', async () => {
    const { width, height } = await sharp((await get(lying, 512)).content).metadata();
    expect({ width, height }).toEqual({ width: 512, height: Math.round((512 * lying.height) / lying.width) });
  });

  it('keeps the clear background of the cut flower', async () => {
    const { content } = await get(clear, 512);
    const { data, info } = await sharp(content).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const alphaAt = (x: number, y: number) => data[(y * info.width + x) * info.channels + 3];
    expect(alphaAt(2, 2)).toBe(0);
    expect(alphaAt(256, 256)).toBe(255);
  });

  it('is filled from the cache at the next start, which keeps nothing else for long', async () => {
    const before = (await readdir(cache)).sort();
    const leftover = join(cache, 'making-long-ago');
    const fresh = join(cache, 'making-just-now');
    await mkdir(leftover);
    await mkdir(fresh);
    await utimes(leftover, 0, 0);
    const next = await openDemoStore();
    try {
      const again: ListedObject[][] = [];
      await fill(next, again);
      const etags = (told: ListedObject[][]) =>
        told
          .flat()
          .map(({ etag }) => etag)
          .sort();
      expect(etags(again)).toEqual(etags(groups));
      expect((await readdir(cache)).sort()).toEqual([...before, 'making-just-now'].sort());
    } finally {
      await next.close();
    }
  });
});
