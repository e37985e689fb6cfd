import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket, ListedObject } from '../../electron/s3/bucket.ts';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import { listAll, listKeys, MEGABYTE } from '../support/bucket-content.ts';
import { EMBEDDED_KEYS, TEST_PACE } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { type ListingServer, startListingServer } from '../support/listing-server.ts';

const { signal } = new AbortController();
const KEY =
  /^(avatar|post)\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}_(512|1024|1920|thumbnail)\.webp$/;

describe('the made-up bucket', () => {
  let server: ListingServer;
  let bucket: Bucket;

  beforeAll(async () => {
    const albums = [
      { name: 'post', groups: 2_600 },
      { name: 'avatar', groups: 10 },
      { name: 'empty', groups: 0 },
    ];
    server = await startListingServer({ bucket: 'made-up', albums });
    bucket = openMadeUp(server);
  });
  afterAll(async () => {
    bucket.close();
    await server.stop();
  });

  it('lists every key once, in order, over its pages', async () => {
    const keys = await listKeys(bucket);
    expect(keys).toHaveLength(4 * 2_610);
    expect(keys).toEqual([...new Set(keys)].sort());
    expect(keys.every((key) => KEY.test(key))).toBe(true);
  });

  it('lists every object once by many requests at a time, as it does by one', async () => {
    const objects: ListedObject[] = [];
    const onRestart = (): never => {
      throw new Error('expected a server whose order can be relied on');
    };
    for await (const page of bucket.listAll({ signal, onRestart })) objects.push(...page);
    objects.sort((a, b) => (a.key < b.key ? -1 : 1));
    expect(objects).toEqual(await listAll(bucket));
  });

  it('answers for a prefix, and after any key, in one or between two', async () => {
    const all = await listKeys(bucket);
    expect(await listKeys(bucket, { prefix: 'avatar/' })).toEqual(all.slice(0, 40));
    expect(await listKeys(bucket, { prefix: 'nothing/' })).toEqual([]);
    expect(await listKeys(bucket, { startAfter: all[9_999] ?? '' })).toEqual(all.slice(10_000));
    expect(await listKeys(bucket, { startAfter: `${all[9_999]}0` })).toEqual(all.slice(10_000));
    expect(await listKeys(bucket, { prefix: 'post/', startAfter: 'avatar/' })).toEqual(all.slice(40));
  });

  it('holds a WebP of the listed bytes and the right width behind every key', async () => {
    for (const { key, bytes, etag } of (await listAll(bucket, { prefix: 'avatar/' })).slice(0, 8)) {
      const read = await bucket.getBytes(key, { signal, maxBytes: MEGABYTE });
      expect(read).toMatchObject({ bytes, etag, contentType: 'image/webp' });
      const width = /_(\d+)\./.exec(key)?.[1] ?? '200';
      expect(await sharp(read.content).metadata()).toMatchObject({ format: 'webp', width: Number(width) });
    }
  });

  it('spreads its dates over years, one for a whole group', async () => {
    const objects = await listAll(bucket, { prefix: 'post/' });
    const years = new Set(objects.map(({ modified }) => new Date(modified).getUTCFullYear()));
    expect(years.size).toBe(11);
    for (let i = 0; i < objects.length; i += 4)
      expect(new Set(objects.slice(i, i + 4).map(({ modified }) => modified)).size).toBe(1);
  });

  it('knows no other key, no other bucket, and takes nothing', async () => {
    const key = 'post/none.webp';
    expect(await errorOf(bucket.head(key, { signal }))).toEqual({ code: 'key-vanished', key });
    const put = bucket.put(key, Buffer.from('x'), { contentType: 'a/b', signal });
    expect(await errorOf(put)).toMatchObject({ code: 'access-denied', action: 'put' });
  });

  describe('that changes', () => {
    let changing: ListingServer;
    let changed: Bucket;

    beforeEach(async () => {
      changing = await startListingServer({
        bucket: 'made-up',
        albums: [{ name: 'post', groups: 500 }],
        prepared: true,
      });
      changed = openMadeUp(changing);
    });
    afterEach(async () => {
      changed.close();
      await changing.stop();
    });

    it('shows what appeared, was stored anew and vanished, and leaves all else as it was', async () => {
      const before = await listAll(changed);
      changing.addGroups('post', 300);
      changing.addGroups('new', 2);
      const added = await listAll(changed);
      expect(added.filter(({ key }) => key.startsWith('new/'))).toHaveLength(8);
      expect(added.map(({ key }) => key)).toEqual([...new Set(added.map(({ key }) => key))].sort());
      const known = new Set(before.map(({ key }) => key));
      expect(added.filter(({ key }) => known.has(key))).toEqual(before);
      expect(added).toHaveLength(before.length + 4 * 302);
      const newest = before.reduce((latest, { modified }) => Math.max(latest, modified), 0);
      for (const { key, modified } of added) if (!known.has(key)) expect(modified).toBeGreaterThan(newest);

      changing.removeGroups({ from: 0, groups: 10 });
      changing.rewriteGroups({ from: 5, groups: 20 });
      const after = await listAll(changed);
      const left = added.slice(4 * 10);
      expect(after.map(({ key }) => key)).toEqual(left.map(({ key }) => key));
      for (const [index, object] of after.entries()) {
        const isAnew = index >= 4 * 5 && index < 4 * 25;
        if (isAnew) expect(object.etag).not.toBe(left[index]?.etag);
        else expect(object).toEqual(left[index]);
      }
      const { key = '', etag } = after[4 * 5] ?? {};
      expect(await changed.head(key, { signal })).toMatchObject({ etag });
    });

    it('goes on with a list after the key where it stood', async () => {
      const [first, all] = [new Set<string>(), await listKeys(changed)];
      for await (const page of changed.list({ signal })) {
        if (first.size === 0) changing.removeGroups({ from: 0, groups: 200 });
        for (const { key } of page) first.add(key);
      }
      expect([...first]).toEqual(all);
    });

    it('is another bucket at once', async () => {
      changing.setAlbums([{ name: 'avatar', groups: 3 }]);
      expect(await listKeys(changed)).toHaveLength(12);
    });
  });
});

const openMadeUp = ({ endpoint }: ListingServer): Bucket =>
  createS3Bucket({
    name: 'made-up',
    prefix: '',
    region: 'us-east-1',
    endpoint,
    pathStyle: true,
    credentials: fixedCredentials(EMBEDDED_KEYS),
    pace: TEST_PACE,
  });
