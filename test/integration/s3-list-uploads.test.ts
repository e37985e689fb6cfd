import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Bucket, UnfinishedUpload } from '../../electron/s3/bucket.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { captivePortal, type Fault, s3Error } from '../support/fault.ts';
import { type FaultingProxy, type RequestMatch, startFaultingProxy } from '../support/faulting-proxy.ts';
import { plainClient } from '../support/plain-client.ts';
import { newBucket, rgwLabel, rgwMissing, runningRgw } from '../support/s3-servers.ts';
import { startStrictServer } from '../support/strict-server.ts';

const { signal } = new AbortController();
const isListOfUploads: RequestMatch = ({ method, path }) => method === 'GET' && /[?&]uploads/.test(path);
const isListOfParts: RequestMatch = ({ method, path }) => method === 'GET' && path.includes('uploadId=');
const isRemoval: RequestMatch = ({ method, path }) => method === 'DELETE' && path.includes('uploadId=');

const page = (upload: string, rest = ''): Fault => ({
  kind: 'answer',
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?><ListMultipartUploadsResult><Bucket>b</Bucket><Upload><Key>k ${upload}</Key><UploadId>${upload}</UploadId><Initiated>2026-01-02T03:04:05.000Z</Initiated></Upload>${rest}</ListMultipartUploadsResult>`,
});
const more = (key: string, id: string): string =>
  `<IsTruncated>true</IsTruncated><NextKeyMarker>${key}</NextKeyMarker><NextUploadIdMarker>${id}</NextUploadIdMarker>`;

const servers = [
  { label: 'a server as strict as Amazon S3', missing: null, start: startStrictServer },
  { label: rgwLabel, missing: rgwMissing, start: async () => runningRgw() },
];

describe.each(servers)('uploads in parts that were begun, at $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    let proxy: FaultingProxy;
    let name: string;
    let bucket: Bucket;

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
      bucket = server.openBucket(name, { endpoint: proxy.endpoint, prefix: 'site/' });
      return () => bucket.close();
    });

    const begin = async (key: string): Promise<string> => {
      const command = new CreateMultipartUploadCommand({ Bucket: name, Key: key });
      return (await plainClient(server).send(command)).UploadId ?? '';
    };
    const listed = async (): Promise<UnfinishedUpload[]> => {
      const found: UnfinishedUpload[] = [];
      for await (const uploads of bucket.listUploads({ signal })) found.push(...uploads);
      return found;
    };

    it('are listed below the prefix of the connection, with their time, and gone once they are ended', async () => {
      const key = 'site/post/여름 & 100%+.jpg';
      const uploadId = await begin(key);
      await begin('elsewhere/a.jpg');
      const [found, ...others] = (await listed()).filter((one) => one.key.startsWith('site/'));
      expect(others).toEqual([]);
      expect(found).toMatchObject({ key, uploadId });
      expect(Math.abs((found?.begun ?? 0) - Date.now())).toBeLessThan(60_000);
      await bucket.abortUpload({ key, uploadId }, { signal });
      expect((await listed()).filter((one) => one.key.startsWith('site/'))).toEqual([]);
    });

    it('are as old as they are, also where this computer’s clock is days ahead', async () => {
      const uploadId = await begin('site/a.jpg');
      const ahead = Date.now() + 2 * 24 * 60 * 60_000;
      vi.spyOn(Date, 'now').mockImplementation(() => ahead);
      onTestFinished(() => void vi.restoreAllMocks());
      const [found] = (await listed()).filter((one) => one.uploadId === uploadId);
      expect(Math.abs((found?.begun ?? 0) - ahead)).toBeLessThan(60_000);
    });

    it('are ended twice with success', async () => {
      const uploadId = await begin('site/a');
      await bucket.abortUpload({ key: 'site/a', uploadId }, { signal });
      await bucket.abortUpload({ key: 'site/a', uploadId }, { signal });
      expect(await listed()).toEqual([]);
    });

    it('are ended again where a part arrived after the first removal', async () => {
      const left = '<ListPartsResult><UploadId>u</UploadId><Part><PartNumber>1</PartNumber></Part></ListPartsResult>';
      proxy.strike({ match: isListOfParts, fault: { kind: 'answer', status: 200, body: left }, times: 1 });
      proxy.strike({ match: isRemoval, fault: { kind: 'answer', status: 204 } });
      await bucket.abortUpload({ key: 'site/a', uploadId: await begin('site/a') }, { signal });
      expect(proxy.count(isRemoval)).toBe(2);
    });

    it('are told of as refused where they may not be ended', async () => {
      proxy.strike({ match: isRemoval, fault: s3Error(403, 'AccessDenied') });
      const uploadId = await begin('site/a');
      expect(await errorOf(bucket.abortUpload({ key: 'site/a', uploadId }, { signal }))).toMatchObject({
        code: 'access-denied',
      });
    });

    it('are listed over all pages', async () => {
      proxy.strike({
        match: isListOfUploads,
        fault: [page('1', more('k 1', '1')), page('2', more('k 1', '2')), page('3')],
      });
      expect(await listed()).toEqual(
        ['1', '2', '3'].map((id) => ({ key: `k ${id}`, uploadId: id, begun: Date.UTC(2026, 0, 2, 3, 4, 5) })),
      );
      expect(proxy.requests.at(-1)?.path).toMatch(/upload-id-marker=2/);
    });

    it('are listed to an end also where the pages do not advance', async () => {
      proxy.strike({ match: isListOfUploads, fault: page('1', more('k 1', '1')) });
      expect(await listed()).toHaveLength(2);
    });

    it('case 20: are not none where a captive portal answers', async () => {
      proxy.strike({ match: isListOfUploads, fault: captivePortal });
      expect(await errorOf(listed())).toMatchObject({ code: 'not-s3' });
    });
  });
});
