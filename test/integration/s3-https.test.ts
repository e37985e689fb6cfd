import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import { bytesOf, MEGABYTE } from '../support/bucket-content.ts';
import { startConnectProxy } from '../support/connect-proxy.ts';
import { EMBEDDED_KEYS, startEmbeddedServer, TEST_PACE, type TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { listenLoopback } from '../support/loopback.ts';
import { forwardTo } from '../support/plain-forward.ts';
import { newBucket } from '../support/s3-servers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { TLS_CERTIFICATE, TLS_HOST, TLS_PRIVATE_KEY } from '../support/tls-identity.ts';

const { signal } = new AbortController();
/** More than the SDK sends at one go: from 2 MB on it asks first whether it may. */
const LARGE = bytesOf(3 * MEGABYTE);

describe('an HTTPS endpoint of its own authority', () => {
  let server: TestServer;
  let secure: Server;
  let port: number;
  let name: string;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    name = await newBucket(server);
    secure = createServer({ cert: TLS_CERTIFICATE, key: TLS_PRIVATE_KEY }, forwardTo(server.endpoint));
    port = await listenLoopback(secure);
    return async () => {
      secure.closeAllConnections();
      secure.close();
      await server.stop();
    };
  });
  afterEach(() => {
    delete process.env.HTTPS_PROXY;
  });

  /** A bucket that believes the server's own authority besides the well-known ones. */
  const openTrusting = async (endpoint: string): Promise<Bucket> => {
    const caBundle = path.join(await temporaryFolder(), 'ca.pem');
    await writeFile(caBundle, TLS_CERTIFICATE);
    return open(endpoint, caBundle);
  };
  const open = (endpoint: string, caBundle = ''): Bucket => {
    const bucket = createS3Bucket({
      name,
      prefix: '',
      region: server.region,
      endpoint,
      pathStyle: true,
      credentials: fixedCredentials(EMBEDDED_KEYS),
      caBundle,
      pace: TEST_PACE,
    });
    onTestFinished(() => bucket.close());
    return bucket;
  };
  const storeAndRead = async (bucket: Bucket) => {
    await bucket.put('large', LARGE, { contentType: 'image/webp', signal });
    const { content } = await bucket.getBytes('large', { signal, maxBytes: LARGE.length });
    expect(content.equals(LARGE)).toBe(true);
  };

  it('is believed through its CA bundle, for large uploads too', async () => {
    await storeAndRead(await openTrusting(`https://localhost:${port}`));
  });

  it('is not trusted without, and told so', async () => {
    const endpoint = `https://localhost:${port}`;
    expect(await errorOf(open(endpoint).list({ signal }).next())).toEqual({
      code: 'tls-failed',
      endpoint,
      reason: 'authority',
      detail: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });

  it('is not trusted under another name', async () => {
    const endpoint = `https://127.0.0.1:${port}`;
    expect(await errorOf((await openTrusting(endpoint)).list({ signal }).next())).toEqual({
      code: 'tls-failed',
      endpoint,
      reason: 'name',
      detail: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('is reached through the proxy of HTTPS_PROXY, with the name left to the proxy to resolve', async () => {
    const proxy = await startConnectProxy(port);
    onTestFinished(proxy.stop);
    process.env.HTTPS_PROXY = proxy.address;
    await storeAndRead(await openTrusting(`https://${TLS_HOST}`));
    expect(new Set(proxy.asked)).toEqual(new Set([`${TLS_HOST}:443`]));
  });

  it('is reached directly on loopback whatever HTTPS_PROXY says', async () => {
    const proxy = await startConnectProxy(port);
    onTestFinished(proxy.stop);
    process.env.HTTPS_PROXY = proxy.address;
    await storeAndRead(await openTrusting(`https://localhost:${port}`));
    expect(proxy.asked).toEqual([]);
  });

  it('says that the proxy asks for a login', async () => {
    const proxy = await startConnectProxy(port, 407);
    onTestFinished(proxy.stop);
    process.env.HTTPS_PROXY = proxy.address;
    const endpoint = `https://${TLS_HOST}`;
    expect(await errorOf(open(endpoint).list({ signal }).next())).toEqual({
      code: 'not-s3',
      endpoint,
      detail: 'a proxy asks for a login (status 407)',
    });
  });
});
