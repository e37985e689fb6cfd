import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import type { AppError } from '../../shared/app-error.ts';
import { bytesOf, listKeys, MEGABYTE, putText, readText } from '../support/bucket-content.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { captivePortal, emptySuccess, type Fault, s3Error, slowDown } from '../support/fault.ts';
import {
  type FaultingProxy,
  isDelete,
  isGet,
  isList,
  isMethod,
  isPut,
  type SeenRequest,
  startFaultingProxy,
} from '../support/faulting-proxy.ts';
import { newBucket, serverKinds } from '../support/s3-servers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { signal } = new AbortController();
const CONTENT = bytesOf(300_000);

describe.each(serverKinds)('faults on the way to $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    let proxy: FaultingProxy;
    let direct: Bucket;
    let bucket: Bucket;
    /** Gives up on silence at once. */
    let impatient: Bucket;

    beforeAll(async () => {
      server = await start();
      proxy = await startFaultingProxy(server.endpoint);
      const name = await newBucket(server);
      direct = server.openBucket(name);
      bucket = server.openBucket(name, { endpoint: proxy.endpoint });
      impatient = server.openBucket(name, { endpoint: proxy.endpoint, pace: { idleMs: 400 } });
      return async () => {
        direct.close();
        bucket.close();
        impatient.close();
        await proxy.stop();
        await server.stop();
      };
    });
    beforeEach(async () => {
      proxy.reset();
      await direct.put('photo', CONTENT, { contentType: 'image/webp', signal });
    });

    const notS3 = (error: AppError) => expect(error).toMatchObject({ code: 'not-s3', endpoint: proxy.endpoint });

    it('passes everything through unharmed where no rule strikes', async () => {
      await putText(bucket, 'through', 'hello');
      expect(await readText(bucket, 'through')).toBe('hello');
      expect(await listKeys(bucket)).toEqual(['photo', 'through']);
      expect(await bucket.deleteKeys(['through'], { signal })).toEqual({ deleted: ['through'], failed: [] });
    });

    it('sends no trailer and no checksum of the SDK’s own, which servers older than it reject', async () => {
      await putText(bucket, 'plain');
      await bucket.deleteKeys(['plain'], { signal });
      const names = proxy.requests.flatMap(({ headers }) => Object.keys(headers));
      expect(names).toContain('content-md5');
      expect(names.filter((name) => /sdk-checksum|trailer|content-encoding/.test(name))).toEqual([]);
    });

    describe.each([
      ['a page of HTML', captivePortal],
      ['an empty success', emptySuccess],
      ['a redirect to a login', { kind: 'answer', status: 302, headers: { location: 'http://login.example/' } }],
    ] satisfies [string, Fault][])('a captive portal that sends %s', (_, fault) => {
      it('case 19: a put is a failure', async () => {
        proxy.strike({ match: isPut, fault });
        notS3(await errorOf(putText(bucket, 'never')));
        expect(await listKeys(direct)).not.toContain('never');
      });

      it('case 20: a list is an error, never an empty bucket', async () => {
        proxy.strike({ match: isList, fault });
        notS3(await errorOf(bucket.list({ signal }).next()));
      });

      it('case 21: nothing counts as deleted', async () => {
        proxy.strike({ match: isDelete, fault });
        const { deleted, failed } = await bucket.deleteKeys(['photo'], { signal });
        expect(deleted).toEqual([]);
        expect(failed).toMatchObject([{ key: 'photo', error: { code: 'not-s3' } }]);
        expect(await listKeys(direct)).toContain('photo');
      });

      it('case 21: nothing counts as deleted one by one either', async () => {
        proxy.strike({ match: isDelete, fault: s3Error(501, 'NotImplemented') });
        proxy.strike({ match: isMethod('DELETE'), fault });
        const { deleted, failed } = await server
          .openBucket(bucket.name, { endpoint: proxy.endpoint })
          .deleteKeys(['photo'], { signal });
        expect(deleted).toEqual([]);
        expect(failed).toMatchObject([{ key: 'photo' }]);
        expect(proxy.count(isMethod('DELETE'))).toBeGreaterThan(0);
        expect(await listKeys(direct)).toContain('photo');
      });

      it('a download fails and leaves no file', async () => {
        const folder = await temporaryFolder();
        proxy.strike({ match: isGet, fault });
        notS3(await errorOf(bucket.getFile('photo', path.join(folder, 'photo'), { signal })));
        expect(await readdir(folder)).toEqual([]);
      });
    });

    it('a listing that breaks off after its first page is an error, not the end of the bucket', async () => {
      const body =
        '<ListBucketResult><Name>b</Name><KeyCount>1</KeyCount><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken><Contents><Key>k</Key><Size>1</Size></Contents></ListBucketResult>';
      const firstPage: Fault = { kind: 'answer', status: 200, headers: { 'content-type': 'application/xml' }, body };
      proxy.strike({ match: isList, fault: firstPage, times: 1 });
      proxy.strike({ match: isList, fault: captivePortal });
      const pages = bucket.list({ signal });
      expect((await pages.next()).value).toMatchObject([{ key: 'k', bytes: 1 }]);
      notS3(await errorOf(pages.next()));
    });

    it('case 22: keys that the server refuses are told apart from those that it deleted', async () => {
      await putText(direct, 'a');
      const body = `<?xml version="1.0"?><DeleteResult><Deleted><Key>a</Key></Deleted><Error><Key>photo</Key><Code>AccessDenied</Code></Error></DeleteResult>`;
      proxy.strike({
        match: isDelete,
        fault: { kind: 'answer', status: 200, headers: { 'content-type': 'application/xml' }, body },
      });
      const { deleted, failed } = await bucket.deleteKeys(['a', 'photo', 'unmentioned'], { signal });
      expect(deleted).toEqual(['a']);
      expect(failed).toMatchObject([
        { key: 'photo', error: { code: 'access-denied', action: 'delete', key: 'photo' } },
        { key: 'unmentioned', error: { code: 'not-s3' } },
      ]);
      await direct.deleteKeys(['a'], { signal });
    });

    it('case 24: a body that stalls ends with timed-out within the time limit', async () => {
      proxy.strike({ match: isGet, fault: { kind: 'stall', afterBytes: 100_000 } });
      const { body } = await impatient.get('photo', { signal });
      expect(await errorOf(body.toArray())).toEqual({ code: 'timed-out', endpoint: proxy.endpoint });
    });

    it('case 24: a download that stalls goes on by range', async () => {
      const file = path.join(await temporaryFolder(), 'photo');
      proxy.strike({ match: isGet, fault: { kind: 'stall', afterBytes: 100_000 }, times: 1 });
      await impatient.getFile('photo', file, { signal });
      expect((await readFile(file)).equals(CONTENT)).toBe(true);
      expect(proxy.requests.filter(isGet).map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=100000-']);
    });

    it('case 25: a cut download goes on under If-Match, and the bytes are equal', async () => {
      const file = path.join(await temporaryFolder(), 'photo');
      proxy.strike({ match: isGet, fault: { kind: 'cut', afterBytes: 70_000 }, times: 2 });
      const { etag } = await bucket.getFile('photo', file, { signal });
      expect((await readFile(file)).equals(CONTENT)).toBe(true);
      const [first, ...rest] = proxy.requests.filter(isGet).map(({ headers }) => [headers.range, headers['if-match']]);
      const further = [expect.stringMatching(/^bytes=[1-9]\d*-$/), `"${etag}"`];
      expect(first).toEqual([undefined, undefined]);
      expect(rest).toEqual([further, further]);
    });

    it('case 26: an object that is replaced between two ranges is fetched anew, never spliced', async () => {
      const file = path.join(await temporaryFolder(), 'photo');
      const other = Buffer.from(CONTENT).fill(7);
      proxy.strike({ match: isGet, fault: { kind: 'cut', afterBytes: 70_000 }, times: 1 });
      let replaced: Promise<unknown> | null = null;
      const onReceived = () => {
        replaced ??= direct.put('photo', other, { contentType: 'image/webp', signal });
      };
      // The second request waits until the object is another one.
      proxy.strike({ match: ({ headers }) => headers.range !== undefined, fault: { kind: 'delay', ms: 300 } });
      await bucket.getFile('photo', file, { signal, onReceived });
      await replaced;
      expect((await readFile(file)).equals(other)).toBe(true);
    });

    it('case 27: a part that is fetched later is checked with the rest, and a damaged one fetched anew', async () => {
      const file = path.join(await temporaryFolder(), 'photo');
      proxy.strike({ match: isGet, fault: { kind: 'cut', afterBytes: 70_000 }, times: 1 });
      const isRest = ({ headers }: { headers: Record<string, unknown> }) => headers.range !== undefined;
      proxy.strike({ match: isRest, fault: { kind: 'corrupt', atByte: 10 }, times: 1 });
      await bucket.getFile('photo', file, { signal });
      expect((await readFile(file)).equals(CONTENT)).toBe(true);
      expect(proxy.count(isGet)).toBe(3);
    });

    it('case 27: a body that is cut for good leaves no file', async () => {
      const folder = await temporaryFolder();
      proxy.strike({ match: isGet, fault: { kind: 'cut', afterBytes: 0 } });
      const error = await errorOf(bucket.getFile('photo', path.join(folder, 'photo'), { signal }));
      expect(error).toMatchObject({
        code: 'transfer-damaged',
        key: 'photo',
        expected: '300000 bytes',
        received: '0 bytes',
      });
      expect(await readdir(folder)).toEqual([]);
    });

    it.each([
      ['short', { kind: 'shorten', toBytes: 200_000 }],
      ['bit-flipped', { kind: 'corrupt', atByte: 150_000 }],
    ] satisfies [string, Fault][])('case 27: a %s body is rejected, in memory and on disk', async (_, fault) => {
      const folder = await temporaryFolder();
      proxy.strike({ match: isGet, fault });
      const damaged = { code: 'transfer-damaged', key: 'photo', expected: expect.stringMatching(/^md5 /) };
      expect(await errorOf(bucket.getBytes('photo', { signal, maxBytes: MEGABYTE }))).toMatchObject(damaged);
      expect(await errorOf(bucket.getFile('photo', path.join(folder, 'photo'), { signal }))).toMatchObject(damaged);
      expect(await readdir(folder)).toEqual([]);
    });

    it('a put whose reply is lost is sent again and succeeds', async () => {
      proxy.strike({ match: isPut, fault: { kind: 'lose-reply' }, times: 1 });
      await putText(bucket, 'twice', 'same');
      expect(proxy.count(isPut)).toBe(2);
      expect(await readText(direct, 'twice')).toBe('same');
      await direct.deleteKeys(['twice'], { signal });
    });

    it('a put of a new object whose reply is lost counts as the success it was', async () => {
      proxy.strike({ match: isPut, fault: { kind: 'lose-reply' }, times: 1 });
      const stored = await bucket.put('new', CONTENT, { contentType: 'a/b', onlyNew: true, signal });
      expect(await direct.head('new', { signal })).toMatchObject({ etag: stored.etag, bytes: CONTENT.length });
      await direct.deleteKeys(['new'], { signal });
    });

    it('case 49: a storm of 503 is waited out, 50 requests at once', async () => {
      const keys = Array.from({ length: 50 }, (_, i) => `storm/${i}`);
      await Promise.all(keys.map((key) => putText(direct, key, key)));
      const refused = new Map<string, number>();
      const isEarly = ({ path }: SeenRequest) => {
        const times = (refused.get(path) ?? 0) + 1;
        refused.set(path, times);
        return times <= 5;
      };
      proxy.strike({ match: isEarly, fault: slowDown });
      expect(await Promise.all(keys.map((key) => readText(bucket, key)))).toEqual(keys);
      expect(proxy.count(isGet)).toBe(300);
      await direct.deleteKeys(keys, { signal });
    });

    it('case 49: a storm that does not end is told as throttled', async () => {
      proxy.strike({ match: isList, fault: slowDown });
      expect(await errorOf(bucket.list({ signal }).next())).toEqual({ code: 'throttled', endpoint: proxy.endpoint });
    });

    it('tries again after an error of the server, and after a refused connection', async () => {
      proxy.strike({ match: isList, fault: s3Error(500, 'InternalError'), times: 2 });
      proxy.strike({ match: isList, fault: { kind: 'refuse' }, times: 1 });
      expect(await listKeys(bucket)).toEqual(['photo']);
      expect(proxy.count(isList)).toBe(4);
    });

    it('does not try again what is refused for good', async () => {
      proxy.strike({ match: isGet, fault: s3Error(403, 'AccessDenied') });
      const error = await errorOf(bucket.getBytes('photo', { signal, maxBytes: MEGABYTE }));
      expect(error).toMatchObject({ code: 'access-denied', action: 'get', key: 'photo' });
      expect(proxy.count(isGet)).toBe(1);
    });

    it('frees the connection of every body that is given up', async () => {
      const firstBytes = Array.from({ length: 100 }, async () => {
        const { body } = await bucket.get('photo', { signal });
        body.destroy();
      });
      await Promise.all(firstBytes);
      expect((await bucket.getBytes('photo', { signal, maxBytes: MEGABYTE })).bytes).toBe(CONTENT.length);
    });
  });
});

// Only the embedded server: one that checks signatures would miss the Range that was signed.
describe('a server that knows no ranges', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let bucket: Bucket;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    bucket = server.openBucket(await newBucket(server), { endpoint: proxy.endpoint });
    await bucket.put('photo', CONTENT, { contentType: 'image/webp', signal });
    return async () => {
      bucket.close();
      await proxy.stop();
      await server.stop();
    };
  });
  beforeEach(() => proxy.reset());

  it('case 28: where the server ignores Range, the stretch is still the one that was asked for', async () => {
    proxy.strike({ match: isGet, fault: { kind: 'ignore-range' } });
    const { body } = await bucket.get('photo', { signal, range: { from: 1_000, to: 150_000 } });
    expect(Buffer.concat(await body.toArray()).equals(CONTENT.subarray(1_000, 150_001))).toBe(true);
  });

  it('case 28: a download that goes on where the server ignores Range has the right bytes', async () => {
    const file = path.join(await temporaryFolder(), 'photo');
    proxy.strike({ match: isGet, fault: { kind: 'cut', afterBytes: 70_000 }, times: 1 });
    proxy.strike({ match: isGet, fault: { kind: 'ignore-range' } });
    await bucket.getFile('photo', file, { signal });
    expect((await readFile(file)).equals(CONTENT)).toBe(true);
  });
});
