import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { MIN_PART_BYTES } from '../../electron/s3/upload-limits.ts';
import type { UploadAcl } from '../../shared/connection.ts';
import { bytesOf, listKeys } from '../support/bucket-content.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { type Fault, s3Error } from '../support/fault.ts';
import { type FaultingProxy, isPut, type RequestMatch, startFaultingProxy } from '../support/faulting-proxy.ts';
import { newBucket, rgwLabel, rgwMissing, runningRgw, serverKinds } from '../support/s3-servers.ts';

const { signal } = new AbortController();
/** Larger than a part, so that it goes in two. */
const LARGE = bytesOf(MIN_PART_BYTES + 1);
const uploads = { partsAbove: MIN_PART_BYTES, partBytes: MIN_PART_BYTES };

const isBegin: RequestMatch = ({ method, path }) => method === 'POST' && /[?&]uploads/.test(path);
const asksForBlock: RequestMatch = ({ method, path }) => method === 'GET' && path.includes('publicAccessBlock');
const blockOf = (blocks: boolean): Fault => ({
  kind: 'answer',
  status: 200,
  headers: { 'content-type': 'application/xml', 'x-amz-request-id': 'tx1' },
  body: `<PublicAccessBlockConfiguration><BlockPublicAcls>${blocks}</BlockPublicAcls></PublicAccessBlockConfiguration>`,
});
/** As Amazon words it since 2025. */
const BLOCKED =
  '<Message>User: arn:aws:iam::1:user/me is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::photos/k" because public access control lists (ACLs) are blocked by the BlockPublicAcls setting</Message>';

describe.each(serverKinds)('the ACL of what is put at $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    let proxy: FaultingProxy;
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
      bucket = server.openBucket(await newBucket(server), { endpoint: proxy.endpoint, uploads });
      return () => bucket.close();
    });

    const put = (acl?: UploadAcl, content: Buffer = Buffer.from('x')) =>
      bucket.put('k', content, { contentType: 'image/png', signal, ...(acl === undefined ? {} : { acl }) });

    it.each([
      [undefined, undefined],
      ['bucket-default', undefined],
      ['private', 'private'],
      ['public-read', 'public-read'],
    ] as const)('where %s is asked for is sent as %s, for objects in parts too', async (acl, header) => {
      await put(acl);
      await put(acl, LARGE);
      const sent = proxy.requests.filter((request) => isBegin(request) || /k(\?x-id=PutObject)?$/.test(request.path));
      const acls = sent.filter(({ method }) => method !== 'HEAD').map(({ headers }) => headers['x-amz-acl']);
      expect(acls).toEqual([header, header]);
    });

    it.each([
      ['an object', isPut, Buffer.from('x')],
      ['one in parts', isBegin, LARGE],
    ] as const)('is refused for %s where the bucket has ACLs disabled', async (_, match, content) => {
      proxy.strike({ match, fault: s3Error(400, 'AccessControlListNotSupported') });
      expect(await errorOf(put('private', content))).toEqual({ code: 'acls-disabled', bucket: bucket.name });
      expect(await listKeys(bucket)).toEqual([]);
    });

    it('is refused for the block of public access that the reply names', async () => {
      proxy.strike({ match: isPut, fault: s3Error(403, 'AccessDenied', BLOCKED) });
      expect(await errorOf(put('public-read'))).toEqual({ code: 'public-access-blocked', bucket: bucket.name });
    });

    it.each([
      ['an object', isPut, Buffer.from('x')],
      ['one in parts', isBegin, LARGE],
    ] as const)(
      'is refused for %s where the bucket blocks it, though the reply does not say',
      async (_, match, content) => {
        proxy.strike({ match, fault: s3Error(403, 'AccessDenied') });
        proxy.strike({ match: asksForBlock, fault: blockOf(true) });
        expect(await errorOf(put('public-read', content))).toEqual({
          code: 'public-access-blocked',
          bucket: bucket.name,
        });
      },
    );

    it.each([
      ['the bucket blocks nothing', blockOf(false)],
      ['that may not be asked', s3Error(403, 'AccessDenied')],
    ])('is not blamed for a refusal where %s', async (_, fault) => {
      proxy.strike({ match: isPut, fault: s3Error(403, 'AccessDenied') });
      proxy.strike({ match: asksForBlock, fault });
      const denied = { code: 'access-denied', action: 'put', bucket: bucket.name, key: 'k' };
      expect(await errorOf(put('public-read'))).toEqual(denied);
      expect(await errorOf(put('private'))).toEqual(denied);
      expect(proxy.count(asksForBlock)).toBe(1);
    });
  });
});

describe.skipIf(rgwMissing !== null)(`who may read what was put: ${rgwLabel}`, () => {
  it.each([
    ['public-read', 200],
    ['private', 403],
    ['bucket-default', 403],
  ] as const)('with %s anyone gets status %i, for objects in parts too', async (acl, status) => {
    const server = runningRgw();
    const bucket = server.openBucket(await newBucket(server), { uploads });
    for (const content of [Buffer.from('small'), LARGE]) {
      await bucket.put('k', content, { contentType: 'image/png', acl, signal });
      const reply = await fetch(await bucket.publicUrl('k'));
      expect(reply.status).toBe(status);
      if (status === 200) expect(Buffer.from(await reply.arrayBuffer()).equals(content)).toBe(true);
      else await reply.body?.cancel();
    }
    bucket.close();
    await server.stop();
  });
});
