import { text } from 'node:stream/consumers';
import { ListObjectVersionsCommand, PutBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket, DeletedObject } from '../../electron/s3/bucket.ts';
import { listAll, listKeys, putText, readText } from '../support/bucket-content.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { plainClient } from '../support/plain-client.ts';
import { newBucket, serverKinds } from '../support/s3-servers.ts';

const { signal } = new AbortController();

async function deletedOf(bucket: Bucket, range: { prefix?: string; startAfter?: string } = {}) {
  const found: DeletedObject[] = [];
  for await (const { objects } of bucket.listDeleted({ signal, ...range })) found.push(...objects);
  return found;
}

describe.each(serverKinds)('a bucket of $label that keeps versions', ({ label, missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    let name: string;
    let bucket: Bucket;
    /** Null where the server keeps versions. */
    let lacking: string | null;

    /** Whether the server understands what the test needs; says it where not. */
    const keepVersions = async (client: S3Client): Promise<string | null> => {
      try {
        const VersioningConfiguration = { Status: 'Enabled' } as const;
        await client.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration }));
        await putText(bucket, 'probe', '1');
        await putText(bucket, 'probe', '2');
        const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: name, Prefix: 'probe' }));
        await bucket.deleteKeys(['probe'], { signal });
        return Versions.length === 2 ? null : 'it keeps the newest version only';
      } catch (thrown) {
        return thrown instanceof Error ? thrown.name : String(thrown);
      }
    };

    beforeAll(async () => {
      server = await start();
      return () => server.stop();
    });
    beforeEach(async () => {
      name = await newBucket(server);
      bucket = server.openBucket(name);
      lacking = await keepVersions(plainClient(server));
      return () => bucket.close();
    });

    it('hides what was deleted, and says that it was deleted', async (test) => {
      await putText(bucket, 'photo', 'one');
      expect(await bucket.deleteKeys(['photo'], { signal })).toEqual({ deleted: ['photo'], failed: [] });
      expect(await listKeys(bucket)).toEqual([]);
      expect(await errorOf(readText(bucket, 'photo'))).toEqual({ code: 'key-vanished', key: 'photo' });
      expect(await errorOf(bucket.head('photo', { signal }))).toEqual({ code: 'key-vanished', key: 'photo' });
      if (lacking !== null) return test.skip(`${label}: ${lacking}`);
      const client = plainClient(server);
      const reply = await client.send(new ListObjectVersionsCommand({ Bucket: name, Prefix: 'photo' }));
      expect(reply.Versions).toHaveLength(1);
      expect(reply.DeleteMarkers).toMatchObject([{ Key: 'photo', IsLatest: true }]);
    });

    it('case 23: deleting what has a marker already is success', async () => {
      await putText(bucket, 'photo', 'one');
      await bucket.deleteKeys(['photo'], { signal });
      expect(await bucket.deleteKeys(['photo', 'never'], { signal })).toEqual({
        deleted: ['photo', 'never'],
        failed: [],
      });
    });

    it('lists and reads only the newest of several', async () => {
      await putText(bucket, 'photo', 'one');
      const { etag } = await putText(bucket, 'photo', 'three');
      expect(await listAll(bucket)).toMatchObject([{ key: 'photo', bytes: 5, etag }]);
      expect(await readText(bucket, 'photo')).toBe('three');
    });

    it('says whether what is deleted is kept', async (test) => {
      if (lacking !== null) return test.skip(`${label}: ${lacking}`);
      expect(await bucket.keepsVersions({ signal })).toBe(true);
      const VersioningConfiguration = { Status: 'Suspended' } as const;
      await plainClient(server).send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration }));
      expect(await bucket.keepsVersions({ signal })).toBe(false);
      const other = server.openBucket(await newBucket(server));
      expect(await other.keepsVersions({ signal })).toBe(false);
      other.close();
    });

    it('lists what was deleted, once each, with the version that would come back', async (test) => {
      if (lacking !== null) return test.skip(`${label}: ${lacking}`);
      const odd = '여행 2026/a+b %41 & 😀';
      await putText(bucket, 'kept', 'one');
      await putText(bucket, 'twice', 'one');
      await putText(bucket, 'twice', 'three');
      await putText(bucket, odd, 'odd');
      await bucket.deleteKeys(['twice', odd, 'never'], { signal });
      await bucket.deleteKeys(['twice'], { signal });
      const listed = (await deletedOf(bucket)).filter(({ key }) => key !== 'probe');
      expect(listed.map(({ key, bytes }) => [key, bytes])).toEqual([
        ['twice', 5],
        [odd, 3],
      ]);
      const [first] = listed;
      const { body, etag } = await bucket.get('twice', { signal, version: first?.version ?? '' });
      expect(await text(body)).toBe('three');
      expect(etag).toBe(first?.etag);
      expect((await deletedOf(bucket, { startAfter: 'twice' })).map(({ key }) => key)).toEqual([odd]);
      expect((await deletedOf(bucket, { prefix: 'tw' })).map(({ key }) => key)).toEqual(['twice']);
    });

    it('lists what was deleted over many pages', async (test) => {
      if (lacking !== null) return test.skip(`${label}: ${lacking}`);
      const keys = Array.from({ length: 160 }, (_, index) => `many/${String(index).padStart(4, '0')}`);
      await Promise.all(keys.map((key) => putText(bucket, key, key)));
      await bucket.deleteKeys(keys, { signal });
      const listed = await deletedOf(bucket, { prefix: 'many/' });
      expect(listed.map(({ key }) => key)).toEqual(keys);
    });

    it('brings back what was deleted, also twice', async (test) => {
      if (lacking !== null) return test.skip(`${label}: ${lacking}`);
      await putText(bucket, 'photo', 'one');
      await putText(bucket, 'other', 'two');
      await bucket.deleteKeys(['photo', 'other'], { signal });
      await bucket.deleteKeys(['photo'], { signal });
      const objects = (await deletedOf(bucket)).filter(({ key }) => key !== 'probe');
      expect(await bucket.restoreKeys(objects, { signal })).toEqual({ deleted: ['other', 'photo'], failed: [] });
      expect(await readText(bucket, 'photo')).toBe('one');
      expect(await readText(bucket, 'other')).toBe('two');
      // What is back already is no failure.
      expect(await bucket.restoreKeys(objects, { signal })).toEqual({ deleted: ['other', 'photo'], failed: [] });
      expect((await deletedOf(bucket)).filter(({ key }) => key !== 'probe')).toEqual([]);
    });

    it('takes a new object where only a marker lies', async () => {
      await putText(bucket, 'photo', 'one');
      await bucket.deleteKeys(['photo'], { signal });
      await bucket.put('photo', Buffer.from('again'), { contentType: 'text/plain', onlyNew: true, signal });
      expect(await readText(bucket, 'photo')).toBe('again');
    });
  });
});
