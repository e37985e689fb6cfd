import { rename, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CredentialLease } from '../../electron/credentials/credentials.ts';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import { type AwsFiles, useAwsFiles } from '../support/aws-files.ts';
import { type CredentialScene, openCredentialScene } from '../support/credential-scene.ts';
import { startEmbeddedServer, TEST_PACE, type TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { s3Error } from '../support/fault.ts';
import { type FaultingProxy, type SeenRequest, startFaultingProxy } from '../support/faulting-proxy.ts';

const { signal } = new AbortController();
const KEY = 'post/a.txt';
const keysText = (keyId: string): string =>
  `[gallery]\naws_access_key_id = ${keyId}\naws_secret_access_key = secret-of-${keyId}\n`;
const keyIdOf = ({ headers }: SeenRequest): string =>
  /Credential=([^/]+)\//.exec(String(headers.authorization))?.[1] ?? '';

describe('keys that are changed while the bucket is open', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let files: AwsFiles;
  let scene: CredentialScene;
  let lease: CredentialLease;
  let bucket: Bucket;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket('photos');
    await server.putObjects('photos', [{ key: KEY, content: 'a' }]);
  });
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });
  beforeEach(async () => {
    proxy.reset();
    files = await useAwsFiles();
    await files.writeCredentials(keysText('AKIAOLD'));
    scene = openCredentialScene();
    lease = await scene.sessions.lease({ kind: 'profile', profile: 'gallery' });
    bucket = createS3Bucket({
      name: 'photos',
      prefix: '',
      region: server.region,
      endpoint: proxy.endpoint,
      pathStyle: true,
      credentials: lease,
      pace: TEST_PACE,
    });
  });
  afterEach(async () => {
    bucket.close();
    scene.sessions.close();
    await files.remove();
  });

  const read = (): Promise<unknown> => bucket.getBytes(KEY, { signal, maxBytes: 9 });
  const signedBy = (): string[] => proxy.requests.map(keyIdOf);
  /** As an editor saves. */
  const edit = async (text: string): Promise<void> => {
    await writeFile(`${files.credentialsFile}.new`, text);
    await rename(`${files.credentialsFile}.new`, files.credentialsFile);
  };

  it('case 11: sign the next request, without a restart', async () => {
    await read();
    await edit(keysText('AKIANEW'));
    await vi.waitFor(() => expect(scene.sourcesChanged()).toBeGreaterThan(0));
    await read();
    expect(signedBy()).toEqual(['AKIAOLD', 'AKIANEW']);
  });

  it('case 11: end the trouble with the old ones, and every request that waits goes on', async () => {
    proxy.strike({ match: (seen) => keyIdOf(seen) === 'AKIAOLD', fault: s3Error(403, 'InvalidAccessKeyId') });
    const reading = Promise.all(Array.from({ length: 10 }, read));
    expect(await scene.trouble()).toMatchObject({
      label: 'gallery',
      keyIdEnd: 'AOLD',
      remedy: 'new-keys',
      login: { kind: 'idle' },
      error: { code: 'wrong-keys', reason: 'key' },
    });
    await edit(keysText('AKIANEW'));
    await reading;
    expect(scene.sessions.troubles()).toEqual([]);
    expect(signedBy().filter((keyId) => keyId === 'AKIAOLD').length).toBeLessThanOrEqual(10);
  });

  it('are tried once for each reload where they are still the wrong ones', async () => {
    proxy.strike({ match: () => true, fault: s3Error(403, 'InvalidAccessKeyId') });
    const stopping = new AbortController();
    const reading = errorOf(bucket.getBytes(KEY, { signal: stopping.signal, maxBytes: 9 }));
    const first = await scene.trouble();
    expect(proxy.requests).toHaveLength(1);
    scene.sessions.reload(first.troubleId);
    const second = await scene.trouble(({ troubleId }) => troubleId !== first.troubleId);
    expect(proxy.requests).toHaveLength(2);
    expect(() => scene.sessions.reload(first.troubleId)).toThrow('unknown-trouble');
    expect(scene.sessions.troubles()).toEqual([second]);
    stopping.abort();
    expect(await reading).toEqual({ code: 'cancelled' });
  });

  it('are no trouble any more when the bucket is closed', async () => {
    proxy.strike({ match: () => true, fault: s3Error(403, 'InvalidAccessKeyId') });
    const reading = errorOf(read());
    await scene.trouble();
    lease.release();
    expect(await reading).toEqual({ code: 'cancelled' });
    expect([scene.sessions.troubles(), scene.told.at(-1)]).toEqual([[], []]);
  });
});
