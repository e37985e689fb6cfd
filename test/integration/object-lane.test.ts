import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import { EMBEDDED_KEYS, TEST_PACE } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { type LoopbackServer, listenOnLoopback } from '../support/loopback.ts';

const { signal } = new AbortController();
const maxBytes = 1024 * 1024;
const KEY = "사진 + 그림/a (1)!*'~.webp";
const CONTENT = Buffer.from('the bytes of a picture');
/** MD5 of `CONTENT`, as openssl gives it too. */
const ETAG = '"15ecbdb3a49f63f9999deb864ba4c3e5"';

interface Asked {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  names: string[];
  body: string;
}

/** The first of a kind goes all the way through the SDK; the further ones are made after it. */
describe('a further request for an object', () => {
  let server: LoopbackServer;
  let bucket: Bucket;
  const asked: Asked[] = [];
  /** Answers a request (counted from 1) in its own way, or not. */
  let answer: (count: number, reply: ServerResponse) => boolean = () => false;

  beforeAll(async () => {
    server = await listenOnLoopback(async (request, reply) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const names = request.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
      const { method = '', url = '', headers } = request;
      asked.push({ method, url, headers, names, body: Buffer.concat(chunks).toString() });
      if (answer(asked.length, reply)) return;
      if (method === 'PUT') reply.writeHead(200, { 'x-amz-request-id': 'r', etag: ETAG, 'content-length': 0 }).end();
      else reply.writeHead(200, objectHeaders()).end(CONTENT);
    });
  });
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
  afterAll(() => server.stop());

  const read = (key: string = KEY) => bucket.getBytes(key, { signal, maxBytes });
  const put = (key: string = KEY) =>
    bucket.put(key, CONTENT, {
      contentType: 'image/webp',
      cacheControl: 'public',
      metadata: { name: '%EC%82%AC', Width: '10' },
      onlyNew: true,
      acl: 'public-read',
      signal,
    });

  it('gets what the first one gets, in the same words', async () => {
    const first = await read();
    expect(await read()).toEqual(first);
    expect(first).toMatchObject({ bytes: CONTENT.length, contentType: 'image/webp', metadata: { name: '%EC%82%AC' } });
    expect(first.modified).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
    expect(asked[1]?.url).toBe(asked[0]?.url);
    expect(asked[0]?.url).toContain('/made-up/%EC%82%AC%EC%A7%84%20%2B%20');
    expectAlike();
  });

  it('puts what the first one puts, in the same words', async () => {
    await put();
    await put();
    expect(asked[1]?.url).toBe(asked[0]?.url);
    expect(asked.map(({ body }) => body)).toEqual([CONTENT.toString(), CONTENT.toString()]);
    const told = ['content-type', 'cache-control', 'x-amz-acl', 'if-none-match', 'x-amz-checksum-crc32'];
    const metadata = ['x-amz-meta-name', 'x-amz-meta-width', 'content-length'];
    for (const name of [...told, ...metadata]) {
      expect(asked[0]?.headers[name], name).toBeDefined();
      expect(asked[1]?.headers[name], name).toBe(asked[0]?.headers[name]);
    }
    expectAlike();
  });

  it('carries its own range and condition and nobody else’s', async () => {
    await bucket.get(KEY, { signal, ifMatch: 'abc', range: { from: 1, to: 2 } }).then(({ body }) => body.destroy());
    await read();
    await bucket.get(KEY, { signal, ifMatch: 'def', range: { from: 3 } }).then(({ body }) => body.destroy());
    expect(asked.map(({ headers }) => [headers.range, headers['if-match']])).toEqual([
      ['bytes=1-2', '"abc"'],
      [undefined, undefined],
      ['bytes=3-', '"def"'],
    ]);
  });

  it('gets the version that it is asked for, and of the next no version', async () => {
    await read();
    await bucket.get(KEY, { signal, version: 'v 1' }).then(({ body }) => body.destroy());
    await read();
    expect(asked.map(({ url = '' }) => new URL(url, 'http://x').searchParams.get('versionId'))).toEqual([
      null,
      'v 1',
      null,
    ]);
  });

  it('case 16: is signed by the clock of the server, where that differs', async () => {
    const ahead = new Date(Date.now() + 3_600_000);
    answer = (_, reply) => {
      reply.setHeader('date', ahead.toUTCString());
      return false;
    };
    for (let time = 0; time < 3; time += 1) await read();
    const signedAt = ({ headers }: (typeof asked)[number]): number =>
      Date.parse(String(headers['x-amz-date']).replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    for (const request of asked.slice(1)) expect(Math.abs(signedAt(request) - ahead.getTime())).toBeLessThan(60_000);
  });

  it.each<[string, number, string, string, object]>([
    ['a refusal', 403, 'application/xml', errorXml('AccessDenied'), { code: 'access-denied', action: 'get' }],
    ['a key that is gone', 404, 'application/xml', errorXml('NoSuchKey'), { code: 'key-vanished', key: KEY }],
    ['a condition that fails', 412, 'application/xml', errorXml('PreconditionFailed'), { code: 'object-changed' }],
    ['a page of a login', 200, 'text/html', '<html>Login</html>', { code: 'not-s3' }],
  ])('fails for %s as the first one does', async (_, status, type, body, error) => {
    for (const failing of [1, 2]) {
      bucket.close();
      asked.length = 0;
      answer = (count, reply) => {
        if (count !== failing) return false;
        const ours: Record<string, string> = type === 'text/html' ? {} : { 'x-amz-request-id': 'r' };
        reply.writeHead(status, { 'content-type': type, ...ours }).end(body);
        return true;
      };
      for (let before = 1; before < failing; before++) await read();
      expect(await errorOf(read())).toMatchObject(error);
    }
  });

  it.each<[string, number, string, object]>([
    ['a refusal', 403, errorXml('AccessDenied'), { code: 'access-denied', action: 'put' }],
    ['a key that is taken', 412, errorXml('PreconditionFailed'), { code: 'already-exists' }],
    ['an error with status 200', 200, errorXml('AccessDenied'), { code: 'access-denied', action: 'put' }],
  ])('fails to put for %s as the first one does', async (_, status, body, error) => {
    for (const failing of [1, 2]) {
      asked.length = 0;
      answer = (count, reply) => {
        if (count < failing || asked.at(-1)?.method !== 'PUT') return false;
        reply.writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': 'r' }).end(body);
        return true;
      };
      for (let before = 1; before < failing; before++) await put(`before-${failing}`);
      expect(await errorOf(put())).toMatchObject(error);
    }
  });

  it('is tried again where its body is cut, short or other than its digest', async () => {
    const faults: ((reply: ServerResponse) => void)[] = [
      (reply) => reply.writeHead(200, objectHeaders()).write(CONTENT.subarray(0, 5), () => reply.destroy()),
      (reply) => reply.writeHead(200, objectHeaders()).end(CONTENT.toString().toUpperCase()),
      (reply) => reply.writeHead(503, { 'x-amz-request-id': 'r' }).end(errorXml('SlowDown')),
    ];
    await read();
    answer = (count, reply) => {
      faults[count - 2]?.(reply);
      return faults[count - 2] !== undefined;
    };
    expect((await read()).content).toEqual(CONTENT);
    expect(asked).toHaveLength(2 + faults.length);
  });

  it('ends where it is cancelled in mid-body', async () => {
    await read();
    const cancelled = new AbortController();
    answer = (_, reply) => {
      reply.writeHead(200, objectHeaders()).write(CONTENT.subarray(0, 5), () => cancelled.abort());
      return true;
    };
    const failure = await errorOf(bucket.getBytes(KEY, { signal: cancelled.signal, maxBytes }));
    expect(failure).toMatchObject({ code: 'cancelled' });
  });

  /** Signed, each for itself; the same headers, none twice. */
  function expectAlike(): void {
    const [first, second] = asked;
    expect(second?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=.*host.*Signature=[0-9a-f]{64}$/);
    expect(second?.headers['user-agent']).toBe(first?.headers['user-agent']);
    expect(second?.names).toEqual([...new Set(second?.names)]);
    const sdkOnly = new Set(['amz-sdk-invocation-id', 'amz-sdk-request', 'x-amz-checksum-mode', 'accept-encoding']);
    const told = (names: readonly string[] = []): string[] => names.filter((name) => !sdkOnly.has(name)).sort();
    expect(told(second?.names)).toEqual(told(first?.names));
  }
});

const objectHeaders = (): Record<string, string | number> => ({
  'x-amz-request-id': 'r',
  'x-amz-meta-name': '%EC%82%AC',
  'content-type': 'image/webp',
  'content-length': CONTENT.length,
  'last-modified': 'Fri, 02 Jan 2026 03:04:05 GMT',
  etag: ETAG,
});

function errorXml(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
}
