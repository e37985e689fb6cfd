import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import type { BucketCredentials } from '../../electron/s3/bucket-credentials.ts';
import { createEndpointMemory } from '../../electron/s3/endpoint-features.ts';
import { MIN_PART_BYTES } from '../../electron/s3/upload-limits.ts';
import { bytesOf, listKeys } from '../support/bucket-content.ts';
import type { OpenBucketOptions, TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { captivePortal, type Fault, s3Error } from '../support/fault.ts';
import { type FaultingProxy, isMethod, type RequestMatch, startFaultingProxy } from '../support/faulting-proxy.ts';
import { plainClient } from '../support/plain-client.ts';
import { newBucket, serverKinds } from '../support/s3-servers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { signal } = new AbortController();
/** Three parts, the last of them small. */
const CONTENT = bytesOf(2 * MIN_PART_BYTES + 12_345);
const uploads = { partsAbove: MIN_PART_BYTES, partBytes: MIN_PART_BYTES };
const options = { contentType: 'image/png', metadata: { name: '%EA%B0%80' }, signal };

const isPart: RequestMatch = ({ method, path }) => method === 'PUT' && path.includes('partNumber=');
const isPartNumber =
  (number: number): RequestMatch =>
  (request) =>
    isPart(request) && request.path.includes(`partNumber=${number}&`);
const isBegin: RequestMatch = ({ method, path }) => method === 'POST' && /[?&]uploads/.test(path);
const isListOfParts: RequestMatch = ({ method, path }) => method === 'GET' && path.includes('uploadId=');
const isRemoval: RequestMatch = ({ method, path }) => method === 'DELETE' && path.includes('uploadId=');
const isComplete: RequestMatch = ({ method, path }) => method === 'POST' && path.includes('uploadId=');

describe.each(serverKinds)('an object in parts at $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    let proxy: FaultingProxy;
    let name: string;
    let direct: Bucket;
    let bucket: Bucket;

    const open = (more: OpenBucketOptions = {}): Bucket =>
      server.openBucket(name, { endpoint: proxy.endpoint, uploads, ...more });
    /** Uploads in parts that were begun and neither completed nor given up. */
    const unfinished = async (): Promise<number> => {
      const reply = await plainClient(server).send(new ListMultipartUploadsCommand({ Bucket: name }));
      return reply.Uploads?.length ?? 0;
    };

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
      direct = server.openBucket(name);
      bucket = open();
      return () => {
        direct.close();
        bucket.close();
      };
    });

    it('is stored whole, with its type and metadata, and tells how far it is without going back', async () => {
      const file = path.join(await temporaryFolder(), 'source');
      await writeFile(file, CONTENT);
      const sent: number[] = [];
      const body = { path: file, bytes: CONTENT.length };
      const { etag } = await bucket.put('big', body, { ...options, onlyNew: true, onSent: (at) => sent.push(at) });
      expect(etag).toMatch(/-3$/);
      expect(proxy.count(isPart)).toBe(3);
      expect(sent).toEqual([...sent].sort((a, b) => a - b));
      expect(sent.at(-1)).toBe(CONTENT.length);
      expect(await direct.head('big', { signal })).toMatchObject({
        bytes: CONTENT.length,
        etag,
        contentType: 'image/png',
        metadata: options.metadata,
      });
      const target = path.join(await temporaryFolder(), 'target');
      await direct.getFile('big', target, { signal });
      expect((await readFile(target)).equals(CONTENT)).toBe(true);
      expect(await unfinished()).toBe(0);
    });

    it('sends no part before its id is noted', async () => {
      let sentBefore = -1;
      const onBegun = async (): Promise<void> => {
        // By then, what did not wait would have come to the server.
        for (let round = 0; round < 5; round += 1) await listKeys(direct);
        sentBefore = proxy.count(isPart);
      };
      await bucket.put('big', CONTENT, { ...options, onBegun });
      expect(sentBefore).toBe(0);
      expect(proxy.count(isPart)).toBe(3);
    });

    it('goes in one piece where it is no larger than the threshold', async () => {
      await bucket.put('small', CONTENT.subarray(0, MIN_PART_BYTES), options);
      expect(proxy.count(isBegin)).toBe(0);
      expect(await listKeys(direct)).toEqual(['small']);
    });

    it('repeats only the part that failed', async () => {
      proxy.strike({ match: isPartNumber(2), fault: s3Error(500, 'InternalError'), times: 2 });
      proxy.strike({ match: isPartNumber(3), fault: { kind: 'lose-reply' }, times: 1 });
      await bucket.put('big', CONTENT, options);
      expect([1, 2, 3].map((number) => proxy.count(isPartNumber(number)))).toEqual([1, 3, 2]);
      expect((await direct.head('big', { signal })).bytes).toBe(CONTENT.length);
    });

    it('case 15: keys that expire at part 7 are renewed, and only part 7 is sent again', async () => {
      const content = bytesOf(7 * MIN_PART_BYTES + 1);
      let renewals = 0;
      const credentials: BucketCredentials = {
        provide: () => Promise.resolve({ ...server.keys }),
        generation: () => renewals,
        accepted: () => undefined,
        renew: async () => {
          renewals += 1;
        },
      };
      const renewing = open({ credentials });
      proxy.strike({ match: isPartNumber(7), fault: s3Error(400, 'ExpiredToken'), times: 1 });
      await renewing.put('long', content, options);
      renewing.close();
      expect(renewals).toBe(1);
      const counts = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => proxy.count(isPartNumber(number)));
      expect(counts).toEqual([1, 1, 1, 1, 1, 1, 2, 1]);
      expect(proxy.count(isBegin)).toBe(1);
      expect((await direct.head('long', { signal })).bytes).toBe(content.length);
    });

    it('case 33: where the reply to the completion is lost, it is found to be stored and told once, as success', async () => {
      proxy.strike({ match: isComplete, fault: { kind: 'lose-reply' }, times: 1 });
      const { etag } = await bucket.put('big', CONTENT, { ...options, onlyNew: true });
      expect(await direct.head('big', { signal })).toMatchObject({ etag, bytes: CONTENT.length });
      expect(proxy.count(isBegin)).toBe(1);
      expect(await unfinished()).toBe(0);
    });

    it('case 33: where the repeat is told that the upload is gone, its own object is the success', async () => {
      proxy.strike({ match: isComplete, fault: { kind: 'lose-reply' }, times: 1 });
      proxy.strike({ match: isComplete, fault: s3Error(404, 'NoSuchUpload'), times: 1 });
      const { etag } = await bucket.put('big', CONTENT, options);
      expect(await direct.head('big', { signal })).toMatchObject({ etag, bytes: CONTENT.length });
    });

    it('says that the upload is gone where somebody removed it', async () => {
      proxy.strike({ match: isComplete, fault: s3Error(404, 'NoSuchUpload') });
      const gone = { code: 'server-error', status: 404, detail: 'NoSuchUpload' };
      expect(await errorOf(bucket.put('big', CONTENT, options))).toMatchObject(gone);
    });

    it('leaves nothing when it fails for good', async () => {
      proxy.strike({ match: isPartNumber(2), fault: s3Error(403, 'AccessDenied') });
      expect(await errorOf(bucket.put('big', CONTENT, options))).toMatchObject({
        code: 'access-denied',
        action: 'put',
      });
      expect(await unfinished()).toBe(0);
      expect(await listKeys(direct)).toEqual([]);
    });

    it.each([
      ['once where no part is left', [0], 1],
      ['again where a part arrived after the first removal', [1, 0], 2],
    ])('removes what it sent %s', async (_, left, removals) => {
      for (const parts of left) {
        const list = `<ListPartsResult><UploadId>u</UploadId>${'<Part><PartNumber>1</PartNumber></Part>'.repeat(parts)}</ListPartsResult>`;
        proxy.strike({ match: isListOfParts, fault: { kind: 'answer', status: 200, body: list }, times: 1 });
      }
      // The server itself knows the upload no more after the first.
      proxy.strike({ match: isRemoval, fault: { kind: 'answer', status: 204 } });
      proxy.strike({ match: isPartNumber(2), fault: s3Error(403, 'AccessDenied') });
      await errorOf(bucket.put('big', CONTENT, options));
      expect(proxy.count(isRemoval)).toBe(removals);
    });

    it('leaves nothing when it is cancelled in the middle', async () => {
      const controller = new AbortController();
      const put = bucket.put('big', CONTENT, {
        ...options,
        signal: controller.signal,
        onSent: (sent) => sent > MIN_PART_BYTES && controller.abort(),
      });
      expect(await errorOf(put)).toEqual({ code: 'cancelled' });
      expect(await unfinished()).toBe(0);
      expect(await listKeys(direct)).toEqual([]);
    });

    it('case 35: publishes nothing of a file that changes meanwhile', async () => {
      const file = path.join(await temporaryFolder(), 'source');
      await writeFile(file, CONTENT);
      let change: Promise<void> | null = null;
      const onSent = (): void => {
        change ??= appendFile(file, 'more');
      };
      const put = bucket.put('big', { path: file, bytes: CONTENT.length }, { ...options, onSent });
      expect(await errorOf(put)).toEqual({ code: 'file-changed', path: file });
      await change;
      expect(await listKeys(direct)).toEqual([]);
      expect(await unfinished()).toBe(0);
    });

    it('case 37: is not sent where the key is taken', async () => {
      await direct.put('taken', Buffer.from('theirs'), options);
      expect(await errorOf(bucket.put('taken', CONTENT, { ...options, onlyNew: true }))).toEqual({
        code: 'already-exists',
        key: 'taken',
      });
      expect(proxy.count(isPart)).toBe(0);
      expect((await direct.head('taken', { signal })).bytes).toBe(6);
    });

    describe('with conditions that the server is known to heed', () => {
      let conditional: Bucket;
      const onComplete = () => proxy.requests.filter(isComplete).map(({ headers }) => headers['if-none-match']);

      beforeEach(() => {
        const known = { conditionalWrites: true, multipart: true };
        conditional = open({ endpoints: createEndpointMemory([[proxy.endpoint, known]]) });
        return () => conditional.close();
      });

      it('is completed under one', async () => {
        await conditional.put('big', CONTENT, { ...options, onlyNew: true });
        expect(onComplete()).toEqual(['*']);
        expect((await direct.head('big', { signal })).bytes).toBe(CONTENT.length);
      });

      it('is completed without one where that is refused for parts alone', async () => {
        const isConditional: RequestMatch = (request) =>
          isComplete(request) && request.headers['if-none-match'] === '*';
        proxy.strike({ match: isConditional, fault: s3Error(501, 'NotImplemented') });
        await conditional.put('big', CONTENT, { ...options, onlyNew: true });
        expect(onComplete()).toEqual(['*', undefined]);
        expect((await direct.head('big', { signal })).bytes).toBe(CONTENT.length);
      });

      it('case 37: leaves the key to another client that took it meanwhile, also where the condition is refused', async () => {
        const isLook: RequestMatch = ({ method }) => method === 'HEAD' && proxy.count(isComplete) > 0;
        proxy.strike({ match: isComplete, fault: s3Error(501, 'NotImplemented') });
        proxy.strike({ match: isLook, fault: { kind: 'answer', status: 200, headers: { etag: '"theirs"' } } });
        const put = conditional.put('big', CONTENT, { ...options, onlyNew: true });
        expect(await errorOf(put)).toEqual({ code: 'already-exists', key: 'big' });
        expect(onComplete()).toEqual(['*']);
        expect(await unfinished()).toBe(0);
      });

      it('case 37: leaves the key to another client that took it meanwhile', async () => {
        proxy.strike({ match: isComplete, fault: s3Error(412, 'PreconditionFailed') });
        const put = conditional.put('big', CONTENT, { ...options, onlyNew: true });
        expect(await errorOf(put)).toEqual({ code: 'already-exists', key: 'big' });
        expect(await unfinished()).toBe(0);
        expect(await listKeys(direct)).toEqual([]);
      });

      it('case 33: finds its own object where the repeat is told that the key is taken', async () => {
        proxy.strike({ match: isComplete, fault: { kind: 'lose-reply' }, times: 1 });
        proxy.strike({ match: isComplete, fault: s3Error(412, 'PreconditionFailed'), times: 1 });
        const { etag } = await conditional.put('big', CONTENT, { ...options, onlyNew: true });
        expect(await direct.head('big', { signal })).toMatchObject({ etag, bytes: CONTENT.length });
      });
    });

    it('case 19: a captive portal in the middle is a failure', async () => {
      proxy.strike({ match: isComplete, fault: captivePortal });
      expect(await errorOf(bucket.put('big', CONTENT, options))).toMatchObject({ code: 'not-s3' });
      expect(await listKeys(direct)).toEqual([]);
    });

    it('case 19: a completion that names neither the object nor its bucket is a failure', async () => {
      const fault: Fault = { kind: 'answer', status: 200, body: '<CompleteMultipartUploadResult/>' };
      proxy.strike({ match: isComplete, fault });
      expect(await errorOf(bucket.put('big', CONTENT, options))).toMatchObject({ code: 'not-s3' });
    });

    it('goes in one piece, from then on, where the server knows no parts', async () => {
      const endpoints = createEndpointMemory();
      const plain = open({ endpoints });
      proxy.strike({ match: isBegin, fault: s3Error(501, 'NotImplemented') });
      await plain.put('big', CONTENT, options);
      await plain.put('big 2', CONTENT, options);
      plain.close();
      expect(proxy.count(isBegin)).toBe(1);
      expect(endpoints.features(proxy.endpoint).multipart).toBe(false);
      expect(await listKeys(direct)).toEqual(['big', 'big 2']);
    });

    it('is told of with the bytes of an empty rest: no part is empty where the length is a multiple of a part', async () => {
      await bucket.put('even', CONTENT.subarray(0, 2 * MIN_PART_BYTES), options);
      expect(proxy.count(isPart)).toBe(2);
      expect(proxy.count(isMethod('DELETE'))).toBe(0);
    });
  });
});
