import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import { listKeys } from '../support/bucket-content.ts';
import { EMBEDDED_KEYS, TEST_PACE } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { type ListingServer, startListingServer } from '../support/listing-server.ts';
import { type LoopbackServer, listenOnLoopback } from '../support/loopback.ts';

const { signal } = new AbortController();
const PAGES = 5;

/** The first page goes all the way through the SDK; the further ones are made after it. */
describe('the further pages of a list', () => {
  let lists: ListingServer;
  let server: LoopbackServer;
  let bucket: Bucket;
  const asked: IncomingMessage[] = [];
  /** Answers a request (counted from 1) in its own way, or not. */
  let answer: (count: number, reply: ServerResponse) => boolean = () => false;

  beforeAll(async () => {
    lists = await startListingServer({ bucket: 'made-up', albums: [{ name: '사진 + 그림', groups: 250 * PAGES }] });
    server = await listenOnLoopback(async (request, reply) => {
      asked.push(request);
      if (answer(asked.length, reply)) return;
      const { status, headers, body } = await forward(`${lists.endpoint}${request.url}`);
      reply.writeHead(status, headers).end(body);
    });
  });
  // A new client each time: its first list is the one that goes through the SDK.
  beforeEach(() => {
    bucket = createS3Bucket({
      name: 'made-up',
      prefix: '',
      region: 'us-east-1',
      endpoint: server.endpoint,
      pathStyle: true,
      credentials: fixedCredentials(EMBEDDED_KEYS),
      pace: TEST_PACE,
    });
  });
  afterEach(() => {
    bucket.close();
    asked.length = 0;
    answer = () => false;
  });
  afterAll(async () => {
    await server.stop();
    await lists.stop();
  });

  it('are asked for, signed and read as the first one is', async () => {
    const keys = await listKeys(bucket);
    expect(keys).toHaveLength(1_000 * PAGES);
    expect(keys[0]).toMatch(/^사진 \+ 그림\//);
    expect(new Set(keys).size).toBe(keys.length);
    expect(asked).toHaveLength(PAGES);
    for (const { headers } of asked) {
      expect(headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=.*SignedHeaders=.*host.*Signature=[0-9a-f]{64}$/,
      );
      expect(headers['x-amz-date']).toMatch(/^\d{8}T\d{6}Z$/);
      expect(headers['user-agent']).toBe(asked[0]?.headers['user-agent']);
    }
    expect(new Set(asked.map(({ headers }) => headers.authorization)).size).toBe(PAGES);
  });

  it('carry no more than one of anything, and do not offer to be compressed', async () => {
    await listKeys(bucket);
    for (const { rawHeaders, headers } of asked) {
      const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
      expect(names).toEqual([...new Set(names)]);
      expect(headers['accept-encoding'] ?? 'identity').toBe('identity');
    }
  });

  it('are tried again where the server is busy', async () => {
    answer = (count, reply) => {
      if (count !== 3) return false;
      reply.writeHead(503, { 'content-type': 'application/xml', 'x-amz-request-id': 'r' }).end(errorXml('SlowDown'));
      return true;
    };
    expect(await listKeys(bucket)).toHaveLength(1_000 * PAGES);
    expect(asked).toHaveLength(PAGES + 1);
  });

  it.each<[string, number, string, object]>([
    ['a refusal', 403, errorXml('AccessDenied'), { code: 'access-denied', action: 'list' }],
    ['an error with status 200', 200, errorXml('AccessDenied'), { code: 'access-denied', action: 'list' }],
    ['a page of a login', 200, '<html><body>Login</body></html>', { code: 'not-s3' }],
    ['a list that breaks off', 200, '<?xml version="1.0"?><ListBucketResult><Name>made-up</Name>', { code: 'not-s3' }],
  ])('fail for %s as the first one does', async (_, status, body, error) => {
    for (const failing of [1, 2]) {
      asked.length = 0;
      answer = (count, reply) => {
        if (count !== failing) return false;
        reply.writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': 'r' }).end(body);
        return true;
      };
      expect(await errorOf(listKeys(bucket))).toMatchObject(error);
      expect(asked).toHaveLength(failing);
    }
  });

  it('are not believed where somebody compressed them unasked', async () => {
    answer = (count, reply) => {
      if (count !== 2) return false;
      const headers = { 'content-type': 'application/xml', 'content-encoding': 'gzip', 'x-amz-request-id': 'r' };
      reply.writeHead(200, headers).end(gzipSync('<ListBucketResult><Name>made-up</Name></ListBucketResult>'));
      return true;
    };
    expect(await errorOf(listKeys(bucket))).toMatchObject({ code: 'not-s3' });
  });

  it('end when the listing is cancelled', async () => {
    const cancelled = new AbortController();
    answer = (count) => {
      if (count === 2) cancelled.abort();
      return count === 2;
    };
    const list = async (): Promise<void> => {
      for await (const page of bucket.list({ signal: cancelled.signal })) expect(page).toHaveLength(1_000);
    };
    expect(await errorOf(list())).toMatchObject({ code: 'cancelled' });
  });

  it('come as fast as a server that throttles lets them, and every key once', async () => {
    lists.setMostLists(2);
    lists.setLatency(1);
    const keys: string[] = [];
    for await (const page of bucket.listAll({ signal })) keys.push(...page.map(({ key }) => key));
    lists.setMostLists(null);
    lists.setLatency(0);
    expect(keys).toHaveLength(1_000 * PAGES);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

async function forward(url: string): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  const reply = await fetch(url);
  const headers = { 'content-type': 'application/xml', 'x-amz-request-id': 'r' };
  return { status: reply.status, headers, body: Buffer.from(await reply.arrayBuffer()) };
}

function errorXml(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
}
