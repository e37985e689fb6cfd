import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket, ListedObject } from '../../electron/s3/bucket.ts';
import { bytesOf, listAll, listKeys, MEGABYTE, putText } from '../support/bucket-content.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { newBucket, serverKinds } from '../support/s3-servers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { signal } = new AbortController();
describe.each(serverKinds)('a bucket of $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    let bucket: Bucket;

    beforeAll(async () => {
      server = await start();
      return () => server.stop();
    });
    beforeEach(async () => {
      bucket = server.openBucket(await newBucket(server));
      return () => bucket.close();
    });

    it('lists what was put, with bytes, date and ETag', async () => {
      const before = Date.now();
      const { etag } = await putText(bucket, 'post/a.webp', 'hello');
      const [listed] = await listAll(bucket);
      expect(listed).toMatchObject({ key: 'post/a.webp', bytes: 5, etag });
      expect(Math.abs((listed?.modified ?? 0) - before)).toBeLessThan(60_000);
    });

    it('gives one empty page for an empty bucket', async () => {
      const pages: ListedObject[][] = [];
      for await (const page of bucket.list({ signal })) pages.push(page);
      expect(pages).toEqual([[]]);
    });

    it('lists only below a prefix, and only after a key', async () => {
      for (const key of ['a/1', 'a/2', 'b/1']) await putText(bucket, key);
      expect(await listKeys(bucket, { prefix: 'a/' })).toEqual(['a/1', 'a/2']);
      expect(await listKeys(bucket, { startAfter: 'a/1' })).toEqual(['a/2', 'b/1']);
    });

    it('lists the connection’s own prefix unless another is named', async () => {
      for (const key of ['a/1', 'b/1']) await putText(bucket, key);
      const below = server.openBucket(bucket.name, { prefix: 'b/' });
      expect(await listKeys(below)).toEqual(['b/1']);
      below.close();
    });

    it('goes on over pages of 1,000 without a gap or a repeat', async () => {
      const keys = Array.from({ length: 1_005 }, (_, i) => `many/${String(i).padStart(5, '0')}`);
      for (let i = 0; i < keys.length; i += 50)
        await Promise.all(keys.slice(i, i + 50).map((key) => putText(bucket, key)));
      const lengths: number[] = [];
      const listed: string[] = [];
      for await (const page of bucket.list({ signal })) {
        lengths.push(page.length);
        listed.push(...page.map(({ key }) => key));
      }
      expect(lengths).toEqual([1_000, 5]);
      expect(listed).toEqual(keys);
      const found: string[] = [];
      for await (const page of bucket.listAll({ signal })) found.push(...page.map(({ key }) => key));
      expect(found.sort()).toEqual(keys);
    });

    it('gives back bytes, type and metadata as they were stored', async () => {
      const content = bytesOf(70_001);
      const metadata = {
        name: '%EA%B0%80%EB%82%98%20%F0%9F%98%80',
        extension: 'jpg',
        thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
      };
      const { etag } = await bucket.put('p/x.webp', content, { contentType: 'image/webp', metadata, signal });
      const read = await bucket.getBytes('p/x.webp', { signal, maxBytes: MEGABYTE });
      expect(read.content.equals(content)).toBe(true);
      expect(read).toMatchObject({ bytes: 70_001, contentType: 'image/webp', metadata, etag });
      expect(await bucket.head('p/x.webp', { signal })).toMatchObject({ bytes: 70_001, metadata, etag });
    });

    it('streams a file from disk and back, and tells how far it is', async () => {
      const folder = await temporaryFolder();
      const content = bytesOf(3 * MEGABYTE + 17);
      const source = path.join(folder, 'source.bin');
      await writeFile(source, content);
      const sent: number[] = [];
      const onSent = (bytes: number) => sent.push(bytes);
      await bucket.put('big', { path: source, bytes: content.length }, { contentType: 'a/b', signal, onSent });
      expect(sent.at(-1)).toBe(content.length);
      expect(sent.length).toBeGreaterThan(3);

      const received: number[] = [];
      const target = path.join(folder, `target-${bucket.name}`);
      await bucket.getFile('big', target, { signal, onReceived: (bytes) => received.push(bytes) });
      expect((await readFile(target)).equals(content)).toBe(true);
      expect(received.at(-1)).toBe(content.length);
    });

    it('stores and reads an object without bytes', async () => {
      const folder = await temporaryFolder();
      await writeFile(path.join(folder, 'empty'), '');
      await bucket.put('empty', { path: path.join(folder, 'empty'), bytes: 0 }, { contentType: 'a/b', signal });
      const read = await bucket.getBytes('empty', { signal, maxBytes: 1 });
      expect(read.content.length).toBe(0);
      expect(read.bytes).toBe(0);
    });

    it('reads a range and still says how large the whole is', async () => {
      await putText(bucket, 'r', '0123456789');
      const { body, bytes } = await bucket.get('r', { signal, range: { from: 2, to: 4 } });
      expect(Buffer.concat(await body.toArray()).toString()).toBe('234');
      expect(bytes).toBe(10);
    });

    it('refuses to hold more in memory than it may, and frees the connection', async () => {
      await putText(bucket, 'r', '0123456789');
      expect(await errorOf(bucket.getBytes('r', { signal, maxBytes: 9 }))).toMatchObject({
        code: 'image-too-large',
        max: 9,
      });
      expect((await bucket.getBytes('r', { signal, maxBytes: 10 })).content.toString()).toBe('0123456789');
    });

    it('never writes over a file that exists', async () => {
      const folder = await temporaryFolder();
      await putText(bucket, 'r');
      const taken = path.join(folder, `taken-${bucket.name}`);
      await writeFile(taken, 'mine');
      expect(await errorOf(bucket.getFile('r', taken, { signal }))).toEqual({ code: 'not-writable', path: taken });
      expect(await readFile(taken, 'utf8')).toBe('mine');
    });

    it('says that a key is gone, for HEAD, GET and a download, and leaves no file', async () => {
      const folder = await temporaryFolder();
      const gone = { code: 'key-vanished', key: 'no/such' };
      expect(await errorOf(bucket.head('no/such', { signal }))).toEqual(gone);
      expect(await errorOf(bucket.getBytes('no/such', { signal, maxBytes: 1 }))).toEqual(gone);
      const target = path.join(folder, `gone-${bucket.name}`);
      expect(await errorOf(bucket.getFile('no/such', target, { signal }))).toEqual(gone);
      expect(await readdir(folder)).not.toContain(`gone-${bucket.name}`);
    });

    it('says that a bucket does not exist, whatever is asked of it', async () => {
      const nowhere = server.openBucket('no-such-bucket-anywhere');
      const error = { code: 'no-such-bucket', bucket: 'no-such-bucket-anywhere' };
      expect(await errorOf(nowhere.list({ signal }).next())).toEqual(error);
      expect(await errorOf(nowhere.getBytes('k', { signal, maxBytes: 1 }))).toEqual(error);
      nowhere.close();
    });

    it('case 23: deleting twice, or a key that never was, is a success', async () => {
      await putText(bucket, 'd');
      expect(await bucket.deleteKeys(['d', 'never'], { signal })).toEqual({ deleted: ['d', 'never'], failed: [] });
      expect(await bucket.deleteKeys(['d'], { signal })).toEqual({ deleted: ['d'], failed: [] });
      expect(await listAll(bucket)).toEqual([]);
    });

    it('fails with cancelled before it begins where the signal is aborted already', async () => {
      const aborted = AbortSignal.abort();
      expect(await errorOf(bucket.list({ signal: aborted }).next())).toEqual({ code: 'cancelled' });
      expect(await errorOf(bucket.put('c', Buffer.from('c'), { contentType: 'a/b', signal: aborted }))).toEqual({
        code: 'cancelled',
      });
      expect(await bucket.deleteKeys(['c'], { signal: aborted })).toEqual({
        deleted: [],
        failed: [{ key: 'c', error: { code: 'cancelled' } }],
      });
    });

    it('ends a body with cancelled when the signal aborts in its middle', async () => {
      await bucket.put('long', bytesOf(4 * MEGABYTE), { contentType: 'a/b', signal });
      const controller = new AbortController();
      const { body } = await bucket.get('long', { signal: controller.signal });
      const reading = (async () => {
        for await (const _ of body) controller.abort();
      })();
      expect(await errorOf(reading)).toEqual({ code: 'cancelled' });
    });
  });
});
