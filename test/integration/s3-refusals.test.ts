import { createServer } from 'node:net';
import { DeleteBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import type { AppError } from '../../shared/app-error.ts';
import { listKeys, putText, readText } from '../support/bucket-content.ts';
import { EMBEDDED_KEYS, startEmbeddedServer, TEST_PACE } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { startFaultingProxy } from '../support/faulting-proxy.ts';
import { listenLoopback, refusingEndpoint } from '../support/loopback.ts';
import type { RgwServer } from '../support/rgw.ts';
import { newBucket, rgwLabel, rgwMissing, runningRgw } from '../support/s3-servers.ts';

const { signal } = new AbortController();

describe.skipIf(rgwMissing !== null)(`refusals of a server that checks who asks: ${rgwLabel}`, () => {
  let server: RgwServer;
  let name: string;
  let own: Bucket;

  beforeAll(async () => {
    server = runningRgw();
    name = await newBucket(server);
    own = server.openBucket(name);
    await putText(own, 'k', 'mine');
    return async () => {
      own.close();
      await server.stop();
    };
  });

  it('says that an unknown key id is wrong', async () => {
    const keys = { accessKeyId: 'NOBODYHASTHISKEY0001', secretAccessKey: 'nothing' };
    const bucket = server.openBucket(name, { keys });
    const error = { code: 'wrong-keys', bucket: name, endpoint: server.endpoint, reason: 'key' };
    expect(await errorOf(bucket.list({ signal }).next())).toEqual(error);
    bucket.close();
  });

  it('says that a wrong secret is wrong, for every kind of request with a body', async () => {
    const bucket = server.openBucket(name, { keys: { ...server.keys, secretAccessKey: 'mistyped' } });
    const error = { code: 'wrong-keys', bucket: name, endpoint: server.endpoint, reason: 'signature' };
    expect(await errorOf(bucket.list({ signal }).next())).toEqual(error);
    expect(await errorOf(bucket.head('k', { signal }))).toEqual(error);
    expect(await errorOf(bucket.getBytes('k', { signal, maxBytes: 9 }))).toEqual(error);
    expect(await errorOf(putText(bucket, 'k'))).toEqual(error);
    expect((await bucket.deleteKeys(['k'], { signal })).failed).toEqual([{ key: 'k', error }]);
    bucket.close();
  });

  it('says what a stranger is denied, and changes nothing', async () => {
    const bucket = server.openBucket(name, { keys: server.stranger });
    const denied = (action: string, key: string | null) => ({ code: 'access-denied', action, bucket: name, key });
    expect(await errorOf(bucket.list({ signal }).next())).toEqual(denied('list', null));
    expect(await errorOf(bucket.head('k', { signal }))).toEqual(denied('get', 'k'));
    expect(await errorOf(bucket.getBytes('k', { signal, maxBytes: 9 }))).toEqual(denied('get', 'k'));
    expect(await errorOf(putText(bucket, 'k', 'theirs'))).toEqual(denied('put', 'k'));
    expect(await bucket.deleteKeys(['k'], { signal })).toEqual({
      deleted: [],
      failed: [{ key: 'k', error: denied('delete', 'k') }],
    });
    bucket.close();
    expect(await readText(own, 'k')).toBe('mine');
  });

  it('case 16: a clock that is off by an hour is found out, and 50 requests at once succeed', async () => {
    const proxy = await startFaultingProxy(server.endpoint);
    const bucket = server.openBucket(name, { endpoint: proxy.endpoint });
    onTestFinished(async () => {
      vi.useRealTimers();
      bucket.close();
      await proxy.stop();
    });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    // A HEAD cannot say why it was refused: the date of the reply has to tell.
    const reads = Array.from({ length: 25 }, () => readText(bucket, 'k'));
    const heads = Array.from({ length: 25 }, () => bucket.head('k', { signal }).then(({ bytes }) => bytes));
    expect(await Promise.all(reads)).toEqual(Array(25).fill('mine'));
    expect(await Promise.all(heads)).toEqual(Array(25).fill('mine'.length));
    // Some were refused for their date, or this shows nothing.
    expect(proxy.requests.length).toBeGreaterThan(50);
  });

  it('case 22: a delete that is denied for some keys takes only the others, and the rest can be tried again', async () => {
    const client = new S3Client({ ...server, credentials: server.keys, forcePathStyle: true });
    for (const key of ['open/1', 'kept/1', 'open/2']) await putText(own, key);
    const protect = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:DeleteObject',
      Resource: `arn:aws:s3:::${name}/kept/*`,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [protect] });
    await client.send(new PutBucketPolicyCommand({ Bucket: name, Policy }));
    const outcome = await own.deleteKeys(['open/1', 'kept/1', 'open/2'], { signal });
    expect(outcome.deleted).toEqual(['open/1', 'open/2']);
    expect(outcome.failed).toEqual([
      { key: 'kept/1', error: { code: 'access-denied', action: 'delete', bucket: name, key: 'kept/1' } },
    ]);
    expect(await listKeys(own, { prefix: 'kept/' })).toEqual(['kept/1']);

    await client.send(new DeleteBucketPolicyCommand({ Bucket: name }));
    const again = outcome.failed.map(({ key }) => key);
    expect(await own.deleteKeys(again, { signal })).toEqual({ deleted: ['kept/1'], failed: [] });
    client.destroy();
  });
});

describe('an endpoint that is no S3 server', () => {
  it('is unreachable where nothing listens', async () => {
    const endpoint = await refusingEndpoint();
    expect(await listErrorAt(endpoint)).toEqual({ code: 'unreachable', endpoint, detail: 'ECONNREFUSED' });
  });

  it('is unreachable where its name does not resolve', async () => {
    const endpoint = 'http://no-such-host.invalid';
    const error = await listErrorAt(endpoint);
    expect(error).toMatchObject({
      code: 'unreachable',
      endpoint,
      detail: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
    });
  });

  it('has no TLS where it is asked of a server without it', async () => {
    const server = await startEmbeddedServer();
    const endpoint = server.endpoint.replace('http:', 'https:');
    expect(await listErrorAt(endpoint)).toMatchObject({ code: 'tls-failed', endpoint, reason: 'handshake' });
    await server.stop();
  });

  it('is timed out where it accepts and says nothing', async () => {
    const silent = createServer();
    const endpoint = `http://127.0.0.1:${await listenLoopback(silent)}`;
    expect(await listErrorAt(endpoint)).toEqual({ code: 'timed-out', endpoint });
    silent.close();
  });

  it('is not S3 where it speaks another protocol', async () => {
    const mail = createServer((socket) => socket.end('220 mail.example ESMTP ready\r\n'));
    const endpoint = `http://127.0.0.1:${await listenLoopback(mail)}`;
    expect(await listErrorAt(endpoint)).toMatchObject({ code: 'not-s3', endpoint });
    mail.close();
  });
});

/** What listing a bucket at an endpoint fails with. */
async function listErrorAt(endpoint: string): Promise<AppError> {
  const bucket = createS3Bucket({
    name: 'some-bucket',
    prefix: '',
    region: 'us-east-1',
    endpoint,
    pathStyle: true,
    credentials: fixedCredentials(EMBEDDED_KEYS),
    pace: { ...TEST_PACE, idleMs: 300 },
  });
  const error = await errorOf(bucket.list({ signal }).next());
  bucket.close();
  return error;
}
