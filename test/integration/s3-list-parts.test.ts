import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BucketContext, openBucketContext } from '../../electron/s3/bucket-context.ts';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { listParts } from '../../electron/s3/list-parts.ts';
import { putInParts } from '../../electron/s3/multipart-upload.ts';
import { openPartSource } from '../../electron/s3/part-source.ts';
import { type BegunUpload, sendParts } from '../../electron/s3/parts.ts';
import { MIN_PART_BYTES } from '../../electron/s3/upload-limits.ts';
import { bytesOf } from '../support/bucket-content.ts';
import { TEST_PACE, type TestServer } from '../support/embedded-server.ts';
import { type FaultingProxy, type RequestMatch, startFaultingProxy } from '../support/faulting-proxy.ts';
import { newBucket, serverKinds } from '../support/s3-servers.ts';

const { signal } = new AbortController();
const CONTENT = bytesOf(2 * MIN_PART_BYTES + 77);
const options = { contentType: 'image/png', signal };

const isPart: RequestMatch = ({ method, path }) => method === 'PUT' && path.includes('partNumber=');
const isBegin: RequestMatch = ({ method, path }) => method === 'POST' && /[?&]uploads/.test(path);

describe.each(serverKinds)('an upload in parts that is taken up again at $label', ({ label, missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    let proxy: FaultingProxy;
    let bucket: BucketContext;
    let upload: BegunUpload;

    beforeAll(async () => {
      server = await start();
      proxy = await startFaultingProxy(server.endpoint);
      return async () => {
        await proxy.stop();
        await server.stop();
      };
    });
    beforeEach(async () => {
      bucket = openBucketContext(await newBucket(server), {
        region: server.region,
        endpoint: proxy.endpoint,
        pathStyle: true,
        credentials: fixedCredentials({ ...server.keys }),
        pace: TEST_PACE,
        uploads: { partsAbove: MIN_PART_BYTES, partBytes: MIN_PART_BYTES },
      });
      const begun = await bucket.client.send(new CreateMultipartUploadCommand({ Bucket: bucket.bucket, Key: 'big' }));
      upload = { uploadId: begun.UploadId ?? '', partBytes: MIN_PART_BYTES };
      return () => bucket.client.destroy();
    });

    /** Sends the first parts of some content, as a run that ended in the middle would have. */
    const sendFirst = async (content: Buffer): Promise<void> => {
      const source = await openPartSource(content);
      const parts = { key: 'big', upload, source, present: new Map(), signal, onSent: () => undefined };
      await sendParts(bucket, parts);
      await source.close();
    };

    it('lists the parts that the server has', async (test) => {
      await sendFirst(CONTENT.subarray(0, MIN_PART_BYTES + 5));
      const parts = await listParts(bucket, 'big', upload.uploadId, signal);
      if (parts === null && label === 'the embedded server') return test.skip(`${label} knows no ListParts`);
      expect([...(parts ?? [])].map(([number, { bytes }]) => [number, bytes])).toEqual([
        [1, MIN_PART_BYTES],
        [2, 5],
      ]);
    });

    it('sends only what is missing or other than here', async (test) => {
      const other = Buffer.concat([CONTENT.subarray(0, MIN_PART_BYTES), Buffer.alloc(MIN_PART_BYTES, 7)]);
      await sendFirst(other);
      const known = await listParts(bucket, 'big', upload.uploadId, signal);
      proxy.reset();
      const begun: BegunUpload[] = [];
      const sent: number[] = [];
      const { etag } = await putInParts(bucket, 'big', CONTENT, {
        ...options,
        resume: upload,
        onBegun: (one) => void begun.push(one),
        onSent: (bytes) => sent.push(bytes),
      });
      expect(etag).toMatch(/-3$/);
      expect(sent.at(-1)).toBe(CONTENT.length);
      if (known === null && label === 'the embedded server') {
        // It begins anew: whole, if with more to send.
        expect(proxy.count(isBegin)).toBe(1);
        return test.skip(`${label} knows no ListParts`);
      }
      // Nothing new was begun.
      expect(begun).toEqual([]);
      expect(proxy.count(isBegin)).toBe(0);
      expect(proxy.requests.filter(isPart).map(({ path }) => /partNumber=(\d+)/.exec(path)?.[1])).toEqual(
        expect.arrayContaining(['2', '3']),
      );
      expect(proxy.count(isPart)).toBe(2);
    });

    it('case 32: begins anew where the server no longer knows the upload', async () => {
      proxy.reset();
      const gone = { ...upload, uploadId: `${upload.uploadId.slice(0, -4)}gone` };
      const begun: BegunUpload[] = [];
      const onBegun = (one: BegunUpload): void => void begun.push(one);
      const { etag } = await putInParts(bucket, 'big', CONTENT, { ...options, resume: gone, onBegun });
      expect(etag).toMatch(/-3$/);
      expect(proxy.count(isBegin)).toBe(1);
      expect(begun[0]?.uploadId).not.toBe(gone.uploadId);
    });
  });
});
