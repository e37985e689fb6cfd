import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Account, type S3Account } from '../../../electron/s3/account.ts';
import type { Bucket } from '../../../electron/s3/bucket.ts';
import { fixedCredentials } from '../../../electron/s3/bucket-credentials.ts';
import { createS3Bucket } from '../../../electron/s3/s3-bucket.ts';
import { type AppError, AppFailure } from '../../../shared/app-error.ts';
import { errorReplies } from '../../support/error-replies/all.ts';
import type { Asked, ErrorReply } from '../../support/error-replies/reply.ts';
import { errorOf } from '../../support/failures.ts';
import { type LoopbackServer, listenLoopback, listenOnLoopback } from '../../support/loopback.ts';

const { signal } = new AbortController();
const key = 'a/b.webp';

/** A server as the product sees it: one bucket of it, and the account that the keys belong to. */
function openServer(endpoint: string): { bucket: Bucket; account: S3Account; close(): void } {
  const options = {
    region: 'us-east-1',
    endpoint,
    pathStyle: true,
    credentials: fixedCredentials({ accessKeyId: 'A', secretAccessKey: 'B' }),
    pace: { connectMs: 2_000, idleMs: 5_000, replyMs: 5_000, firstRepeatMs: 0, longestRepeatMs: 0 },
  };
  const bucket = createS3Bucket({ name: 'photos', prefix: '', ...options });
  const account = createS3Account(options);
  const close = () => {
    bucket.close();
    account.close();
  };
  return { bucket, account, close };
}

/** What asking for something fails with. */
function ask({ bucket, account }: ReturnType<typeof openServer>, asked: Asked): Promise<AppError> {
  switch (asked) {
    case 'list-buckets':
      return errorOf(account.listBuckets({ signal }));
    case 'create-bucket':
      return errorOf(account.createBucket('photos', { signal }));
    case 'list':
      return errorOf(bucket.list({ signal }).next());
    case 'get':
      return errorOf(bucket.getBytes(key, { signal, maxBytes: 1_000 }));
    case 'head':
      return errorOf(bucket.head(key, { signal }));
    case 'put':
      return errorOf(bucket.put(key, Buffer.from('picture'), { contentType: 'image/webp', signal }));
    case 'delete':
      return errorOf(
        bucket.deleteKeys([key], { signal }).then(({ failed }) => {
          for (const { error } of failed) throw new AppFailure(error);
        }),
      );
  }
}

describe('a real error reply', () => {
  let server: LoopbackServer;
  let opened: ReturnType<typeof openServer>;
  let answer: Pick<ErrorReply, 'status' | 'headers' | 'body'>;

  beforeAll(async () => {
    server = await listenOnLoopback((request, reply) => {
      request.resume();
      request.once('end', () => {
        reply.writeHead(answer.status, answer.headers);
        reply.end(request.method === 'HEAD' ? '' : answer.body);
      });
    });
    opened = openServer(server.endpoint);
  });
  afterAll(async () => {
    opened.close();
    await server.stop();
  });

  it.each(errorReplies)('is told with its facts: $from', async (row) => {
    answer = row;
    const { endpoint } = server;
    // Only errors that name an endpoint are compared with one.
    const told = await ask(opened, row.asked);
    const expected = 'endpoint' in told ? { ...row.error, endpoint } : row.error;
    expect(told).toEqual(expected);
  });

  it('comes in at least forty kinds here, of each server that the app knows', () => {
    expect(new Set(errorReplies.map(({ from }) => from)).size).toBeGreaterThanOrEqual(40);
    for (const name of ['Amazon', 'Ceph', 'MinIO', 'Cloudflare R2', 'Backblaze B2', 'Wasabi'])
      expect(errorReplies.some(({ from }) => from.startsWith(`${name}:`))).toBe(true);
  });
});

describe('a connection without a reply', () => {
  it.each<[string, Asked]>([
    ['listing', 'list'],
    ['reading', 'get'],
    ['uploading', 'put'],
    ['deleting', 'delete'],
  ])('is unreachable where it is reset: %s', async (_, asked) => {
    const resetting = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const endpoint = `http://127.0.0.1:${await listenLoopback(resetting)}`;
    const opened = openServer(endpoint);
    expect(await ask(opened, asked)).toMatchObject({
      code: 'unreachable',
      endpoint,
      detail: expect.stringMatching(/^(ECONNRESET|EPIPE)$/),
    });
    opened.close();
    resetting.close();
    await once(resetting, 'close');
  });

  it('is unreachable where it ends politely before a reply', async () => {
    const ending = createServer((socket) => socket.once('data', () => socket.end()));
    const endpoint = `http://127.0.0.1:${await listenLoopback(ending)}`;
    const opened = openServer(endpoint);
    expect(await ask(opened, 'list')).toEqual({ code: 'unreachable', endpoint, detail: 'ECONNRESET' });
    opened.close();
    ending.close();
    await once(ending, 'close');
  });
});
