import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { createEndpointMemory, type EndpointMemory } from '../../electron/s3/endpoint-features.ts';
import { listAll, listKeys, putText, readText } from '../support/bucket-content.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { s3Error } from '../support/fault.ts';
import { type FaultingProxy, isList, isPut, type RequestMatch, startFaultingProxy } from '../support/faulting-proxy.ts';
import { plainClient } from '../support/plain-client.ts';
import { newBucket, serverKinds } from '../support/s3-servers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { signal } = new AbortController();

/** What each server is known to do: found out here by the product's own probe, and to be looked at when it changes. */
const expected: Record<string, object> = {
  'the embedded server': {
    checksums: true,
    conditionalWrites: false,
    startAfter: true,
    multipart: true,
    // It knows no such request.
    listParts: false,
  },
  'Ceph RGW': { checksums: true, conditionalWrites: true, startAfter: true, multipart: true, listParts: true },
};

const hasChecksum: RequestMatch = (request) => isPut(request) && request.headers['x-amz-checksum-crc32'] !== undefined;
const hasCondition: RequestMatch = (request) => isPut(request) && request.headers['if-none-match'] === '*';
const namesStart: RequestMatch = (request) => isList(request) && request.path.includes('start-after=');

describe.each(serverKinds)('what $label can do', ({ label, missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    let proxy: FaultingProxy;
    let name: string;
    let direct: Bucket;
    let bucket: Bucket;
    let endpoints: EndpointMemory;

    const known = () => endpoints.features(proxy.endpoint);
    const putNew = (key: string, content = 'new') =>
      bucket.put(key, Buffer.from(content), { contentType: 'text/plain', onlyNew: true, signal });

    beforeAll(async () => {
      server = await start();
      proxy = await startFaultingProxy(server.endpoint);
      return async () => {
        await proxy.stop();
        await server.stop();
      };
    });
    beforeEach(async () => {
      proxy.reset();
      name = await newBucket(server);
      endpoints = createEndpointMemory();
      direct = server.openBucket(name);
      bucket = server.openBucket(name, { endpoint: proxy.endpoint, endpoints });
      return () => {
        direct.close();
        bucket.close();
      };
    });

    it('is found out by a listing and an upload, once, and nothing is left of it', async (test) => {
      const { etag } = await putNew('a');
      await putNew('b');
      expect(await listKeys(bucket)).toEqual(['a', 'b']);
      await vi.waitFor(() => expect(known().startAfter).toBeDefined());
      expect(known()).toEqual(expected[label]);
      const lacking = Object.entries(known()).flatMap(([feature, has]) => (has ? [] : [feature]));
      if (lacking.length > 0) test.annotate(`${label} lacks: ${lacking.join(', ')}`);

      const before = proxy.requests.length;
      await putNew('c');
      expect(await listKeys(bucket)).toEqual(['a', 'b', 'c']);
      expect(proxy.requests.slice(before).filter(namesStart)).toEqual([]);
      expect(proxy.requests.slice(before).filter(isPut)).toHaveLength(1);

      expect(await readText(direct, 'a')).toBe('new');
      expect((await listAll(direct)).find(({ key }) => key === 'a')?.etag).toBe(etag);
      const uploads = await plainClient(server).send(new ListMultipartUploadsCommand({ Bucket: name }));
      expect(uploads.Uploads ?? []).toEqual([]);
    });

    it('is asked once, though many upload at a time', async () => {
      await Promise.all(Array.from({ length: 8 }, (_, n) => putNew(`many/${n}`)));
      const perKey = Array.from({ length: 8 }, (_, n) => proxy.count((r) => isPut(r) && r.path.includes(`many/${n}`)));
      expect(perKey.filter((count) => count > 1)).toHaveLength(1);
    });

    it('is not asked of a list of fewer than two keys, nor by a put that may replace', async () => {
      await putText(bucket, 'only');
      expect(await listKeys(bucket)).toEqual(['only']);
      expect(proxy.count(namesStart)).toBe(0);
      expect(proxy.count(isPut)).toBe(1);
      expect(known()).toEqual({ checksums: true });
    });

    it('says nothing where the answer does not come', async () => {
      await putText(direct, 'a');
      await putText(direct, 'b');
      proxy.strike({ match: namesStart, fault: { kind: 'refuse' } });
      expect(await listKeys(bucket)).toEqual(['a', 'b']);
      await vi.waitFor(() => expect(proxy.count(namesStart)).toBe(1));
      expect(known()).toEqual({});
    });

    it('sends a checksum of the whole as a header of its own, for bytes and for files', async () => {
      const file = path.join(await temporaryFolder(), 'source');
      await writeFile(file, '123456789');
      await bucket.put('bytes', Buffer.from('123456789'), { contentType: 'a/b', signal });
      await bucket.put('file', { path: file, bytes: 9 }, { contentType: 'a/b', signal });
      // The check value of CRC-32: 0xcbf43926.
      const sent = proxy.requests.filter(isPut).map(({ headers }) => headers['x-amz-checksum-crc32']);
      expect(sent).toEqual(['y/Q5Jg==', 'y/Q5Jg==']);
    });

    it.each([
      s3Error(400, 'InvalidArgument'),
      s3Error(501, 'NotImplemented', '<Header>x-amz-checksum-crc32</Header>'),
      s3Error(411, 'MissingContentLength'),
      s3Error(403, 'SignatureDoesNotMatch'),
    ])('case 18: checksum headers that are rejected ($status $body) are left out from then on', async (fault) => {
      proxy.strike({ match: hasChecksum, fault });
      await putText(bucket, 'first', 'one');
      await putText(bucket, 'second', 'two');
      expect(known().checksums).toBe(false);
      expect(proxy.requests.filter(isPut).map(hasChecksum)).toEqual([true, false, false]);
      expect(await readText(direct, 'second')).toBe('two');
    });

    it('case 18: without checksum headers what was stored is still verified here', async () => {
      endpoints.learn(proxy.endpoint, { checksums: false });
      const headers = { etag: '"00000000000000000000000000000000"', 'x-amz-request-id': 'tx1' };
      proxy.strike({ match: isPut, fault: { kind: 'answer', status: 200, headers } });
      expect(await errorOf(putText(bucket, 'k', 'sent'))).toMatchObject({
        code: 'transfer-damaged',
        received: 'md5 00000000000000000000000000000000',
      });
    });

    it.each([s3Error(501, 'NotImplemented'), s3Error(400, 'InvalidArgument')])(
      'case 37: where conditions are rejected ($status), a taken key is found out by asking first',
      async (fault) => {
        proxy.strike({ match: hasCondition, fault });
        await putNew('mine');
        expect(known().conditionalWrites).toBe(false);
        expect(await errorOf(putNew('mine', 'other'))).toEqual({ code: 'already-exists', key: 'mine' });
        expect(await readText(direct, 'mine')).toBe('new');
        expect(proxy.count(hasCondition)).toBeLessThanOrEqual(2);
      },
    );

    it('case 37: a taken key is refused whatever the server does with conditions, once that is known', async () => {
      await putNew('first');
      await putText(direct, 'taken', 'theirs');
      expect(await errorOf(putNew('taken'))).toEqual({ code: 'already-exists', key: 'taken' });
      expect(await readText(direct, 'taken')).toBe('theirs');
    });
  });
});
