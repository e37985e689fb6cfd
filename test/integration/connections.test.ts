import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBucket, type WatchedBucket } from '../../electron/connections/open-bucket.ts';
import type { Bucket } from '../../electron/s3/bucket.ts';
import type { BucketConnection, NetworkState } from '../../shared/connection.ts';
import { type AwsFiles, useAwsFiles } from '../support/aws-files.ts';
import { listKeys } from '../support/bucket-content.ts';
import { impatientParts } from '../support/connection-parts.ts';
import { startEmbeddedServer, TEST_PACE, type TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { captivePortal, s3Error } from '../support/fault.ts';
import {
  type FaultingProxy,
  isList,
  isMethod,
  type RequestMatch,
  startFaultingProxy,
} from '../support/faulting-proxy.ts';
import { refusingEndpoint } from '../support/loopback.ts';
import { newBucket, rgwLabel, rgwMissing, runningRgw, serverKinds } from '../support/s3-servers.ts';

const { signal } = new AbortController();
const options = { signal, pace: TEST_PACE };

const request = (changes: Partial<BucketConnection>): BucketConnection => ({
  kind: 'bucket',
  source: { kind: 'profile', profile: 'gallery' },
  preset: 'other',
  bucket: 'photos',
  prefix: '',
  region: '',
  endpoint: '',
  pathStyle: true,
  ...changes,
});

/** A page of a listing; what is asked to find out whether the server knows start-after is not one. */
const isWholePage: RequestMatch = (seen) => isList(seen) && seen.path.includes('max-keys=1000');

const profileText = (name: string, keys: TestServer['keys']): string =>
  `[${name}]\naws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${keys.secretAccessKey}\n`;

describe.each(serverKinds)('a connection to $label through a profile', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    let proxy: FaultingProxy;
    let files: AwsFiles;
    let name: string;
    let opened: Bucket[];

    beforeAll(async () => {
      server = await start();
      proxy = await startFaultingProxy(server.endpoint);
      name = await newBucket(server);
      await server.putObjects(name, [
        { key: 'post/a.webp', content: 'a' },
        { key: 'other.webp', content: 'b' },
      ]);
      return async () => {
        await proxy.stop();
        await server.stop();
      };
    });
    beforeEach(async () => {
      opened = [];
      proxy.reset();
      files = await useAwsFiles();
      await files.writeCredentials(profileText('gallery', server.keys));
      return files.remove;
    });
    afterEach(() => {
      for (const bucket of opened) bucket.close();
    });

    const open = async (changes: Partial<BucketConnection>): Promise<Bucket> => {
      const { bucket } = await openBucket(
        request({ bucket: name, endpoint: server.endpoint, ...changes }),
        impatientParts(),
        options,
      );
      opened.push(bucket);
      return bucket;
    };

    it('opens, lists, and says where it is', async () => {
      const bucket = await open({});
      expect(bucket).toMatchObject({ name, prefix: '', region: 'us-east-1', endpoint: server.endpoint });
      expect(await listKeys(bucket)).toEqual(['other.webp', 'post/a.webp']);
    });

    it('takes a prefix without its leading slash, and an endpoint without scheme', async () => {
      const bucket = await open({ prefix: '/post/', endpoint: server.endpoint.replace('http://', '') });
      expect(bucket).toMatchObject({ prefix: 'post/', endpoint: server.endpoint });
      expect(await listKeys(bucket)).toEqual(['post/a.webp']);
    });

    it('takes the endpoint that the profile names where none is given', async () => {
      await files.writeConfig(`[profile gallery]\nendpoint_url = ${server.endpoint}\n`);
      expect((await open({ endpoint: '' })).endpoint).toBe(server.endpoint);
    });

    it('case 17: finds the right region by what the server says, once', async () => {
      const isElsewhere = ({ headers }: { headers: { authorization?: unknown } }) =>
        !String(headers.authorization).includes('/us-east-1/');
      const region = '<Region>us-east-1</Region>';
      proxy.strike({ match: isElsewhere, fault: s3Error(400, 'AuthorizationHeaderMalformed', region) });
      const bucket = await open({ region: 'eu-west-1', endpoint: proxy.endpoint });
      expect(bucket.region).toBe('us-east-1');
      await Promise.all(Array.from({ length: 20 }, () => bucket.getBytes('post/a.webp', { signal, maxBytes: 9 })));
      expect(proxy.count(isElsewhere)).toBe(1);
    });

    it('case 17: asks where the bucket is where the refusal does not say', async () => {
      const elsewhere = (method: string) => (seen: { method: string; headers: { authorization?: unknown } }) =>
        seen.method === method && !String(seen.headers.authorization).includes('/us-east-1/');
      const headers = { 'x-amz-request-id': 'tx1', 'x-amz-bucket-region': 'us-east-1' };
      proxy.strike({ match: elsewhere('GET'), fault: s3Error(301, 'PermanentRedirect') });
      proxy.strike({ match: elsewhere('HEAD'), fault: { kind: 'answer', status: 301, headers } });
      const bucket = await open({ region: 'eu-west-1', endpoint: proxy.endpoint });
      expect(bucket.region).toBe('us-east-1');
      expect(proxy.count(isMethod('HEAD'))).toBe(1);
    });

    it('case 17: begins with the region that it found the last time', async () => {
      const isElsewhere = ({ headers }: { headers: { authorization?: unknown } }) =>
        !String(headers.authorization).includes('/us-east-1/');
      const region = '<Region>us-east-1</Region>';
      proxy.strike({ match: isElsewhere, fault: s3Error(400, 'AuthorizationHeaderMalformed', region) });
      const parts = impatientParts();
      const elsewhere = request({ bucket: name, region: 'eu-west-1', endpoint: proxy.endpoint });
      for (const _ of ['first', 'second']) {
        const { bucket } = await openBucket(elsewhere, parts, options);
        opened.push(bucket);
        expect(bucket.region).toBe('us-east-1');
      }
      expect(proxy.count(isElsewhere)).toBe(1);
    });

    it('says that the region is wrong where nobody tells the right one', async () => {
      proxy.strike({ match: () => true, fault: s3Error(301, 'PermanentRedirect') });
      const error = { code: 'wrong-region', bucket: name, region: 'eu-west-1', actual: null };
      expect(await errorOf(open({ region: 'eu-west-1', endpoint: proxy.endpoint }))).toEqual(error);
    });

    const openKnown = async (changes: Partial<BucketConnection>, onRegion = (_region: string): void => undefined) => {
      const given = request({ bucket: name, endpoint: proxy.endpoint, ...changes });
      const watched = await openBucket(given, impatientParts(), { ...options, wasOpen: async () => true, onRegion });
      opened.push(watched.bucket);
      return watched;
    };

    it('opens without a request where the bucket was open before, and lists it when it is asked', async () => {
      const { bucket, isProven } = await openKnown({});
      expect(isProven).toBe(false);
      expect(proxy.requests).toEqual([]);
      expect(await listKeys(bucket)).toEqual(['other.webp', 'post/a.webp']);
    });

    it('says by its first listing that a bucket that was open before is gone', async () => {
      const { bucket } = await openKnown({ bucket: 'gone-since-then' });
      expect(await errorOf(listKeys(bucket))).toEqual({ code: 'no-such-bucket', bucket: 'gone-since-then' });
    });

    it('case 17: finds the right region of a bucket that was open before, and tells', async () => {
      const isElsewhere = ({ headers }: { headers: { authorization?: unknown } }) =>
        !String(headers.authorization).includes('/us-east-1/');
      const region = '<Region>us-east-1</Region>';
      proxy.strike({ match: isElsewhere, fault: s3Error(400, 'AuthorizationHeaderMalformed', region) });
      const regions: string[] = [];
      const { bucket } = await openKnown({ region: 'eu-west-1' }, (found) => void regions.push(found));
      expect(bucket.region).toBe('eu-west-1');
      expect(await listKeys(bucket)).toEqual(['other.webp', 'post/a.webp']);
      expect(bucket.region).toBe('us-east-1');
      expect(regions).toEqual(['us-east-1']);
    });

    it('lists the first page once: the one that proved the bucket', async () => {
      const bucket = await open({ endpoint: proxy.endpoint });
      const wholeKeys = async (): Promise<string[]> => {
        const keys: string[] = [];
        for await (const page of bucket.listAll({ signal })) keys.push(...page.map(({ key }) => key));
        return keys.sort();
      };
      const keys = await wholeKeys();
      expect(keys.length).toBeGreaterThan(0);
      expect(proxy.count(isWholePage)).toBe(1);
      expect(await wholeKeys()).toEqual(keys);
      expect(proxy.count(isWholePage)).toBe(2);
    });

    it('case 20: is refused by a captive portal', async () => {
      proxy.strike({ match: isList, fault: captivePortal });
      expect(await errorOf(open({ endpoint: proxy.endpoint }))).toMatchObject({
        code: 'not-s3',
        endpoint: proxy.endpoint,
      });
    });

    it('says that the bucket does not exist', async () => {
      const error = { code: 'no-such-bucket', bucket: 'no-such-bucket-here' };
      expect(await errorOf(open({ bucket: 'no-such-bucket-here' }))).toEqual(error);
    });

    it('ends with cancelled where it is given up', async () => {
      const given = request({ bucket: name, endpoint: server.endpoint });
      expect(await errorOf(openBucket(given, impatientParts(), { signal: AbortSignal.abort() }))).toEqual({
        code: 'cancelled',
      });
    });
  });
});

describe.skipIf(rgwMissing !== null)(`a profile at ${rgwLabel}`, () => {
  let server: ReturnType<typeof runningRgw>;
  let files: AwsFiles;
  let bucket: string;
  const opened: WatchedBucket[] = [];

  beforeEach(async () => {
    server = runningRgw();
    files = await useAwsFiles();
    bucket = await newBucket(server);
    return async () => {
      for (const one of opened.splice(0)) one.bucket.close();
      await files.remove();
      await server.stop();
    };
  });
  const open = async (keys: TestServer['keys']): Promise<WatchedBucket> => {
    await files.writeCredentials(profileText('gallery', keys));
    const watched = await openBucket(request({ bucket, endpoint: server.endpoint }), impatientParts(), options);
    opened.push(watched);
    return watched;
  };

  it('is told that nobody has these keys', async () => {
    const nobody = { accessKeyId: 'NOBODYHASTHISKEY0001', secretAccessKey: 'x' };
    expect(await errorOf(open(nobody))).toMatchObject({ code: 'wrong-keys', bucket, reason: 'key' });
  });

  it('is told that the secret is another', async () => {
    const mistyped = { ...server.keys, secretAccessKey: 'x' };
    expect(await errorOf(open(mistyped))).toMatchObject({ code: 'wrong-keys', bucket, reason: 'signature' });
  });

  it('case 48: opens a bucket that it may not list, and says so', async () => {
    const { abilities, bucket: denied } = await open(server.stranger);
    const error = { code: 'access-denied', action: 'list', bucket, key: null };
    expect(abilities()).toMatchObject({ list: { state: 'denied', error }, put: { state: 'unknown' } });
    expect(await errorOf(listKeys(denied))).toEqual(error);
  });
});

describe('a connection whose server goes away', () => {
  it('is offline until the server is there again, and says both', async () => {
    const server = await startEmbeddedServer();
    const files = await useAwsFiles();
    await files.writeCredentials(profileText('gallery', server.keys));
    const proxy = await startFaultingProxy(server.endpoint);
    const told: NetworkState[] = [];
    const name = await newBucket(server);
    const watched = await openBucket(request({ bucket: name, endpoint: proxy.endpoint }), impatientParts(), {
      ...options,
      onNetwork: (state) => told.push(state),
    });
    proxy.strike({ match: () => true, fault: { kind: 'refuse' } });
    expect(await errorOf(listKeys(watched.bucket).then(() => listKeys(watched.bucket)))).toMatchObject({
      code: 'unreachable',
    });
    await vi.waitFor(() => expect(watched.network().state).toBe('offline'));
    proxy.reset();
    watched.tryNow();
    await vi.waitFor(() => expect(watched.network()).toEqual({ state: 'online' }));
    expect(told.map(({ state }) => state)).toEqual(['offline', 'online']);
    watched.bucket.close();
    await proxy.stop();
    await files.remove();
    await server.stop();
  });
});

describe('a connection that cannot be tried', () => {
  let files: AwsFiles;

  beforeEach(async () => {
    files = await useAwsFiles();
    await files.writeCredentials('[gallery]\naws_access_key_id = A\naws_secret_access_key = B\n');
    return files.remove;
  });
  const errorFor = (changes: Partial<BucketConnection>) =>
    errorOf(openBucket(request(changes), impatientParts(), options));
  const through = (profile: string): Partial<BucketConnection> => ({ source: { kind: 'profile', profile } });

  it('names a profile that does not exist', async () => {
    expect(await errorFor(through('nobody'))).toEqual({ code: 'no-such-profile', profile: 'nobody' });
  });

  it('names a profile without credentials', async () => {
    await files.writeConfig('[profile empty]\nregion = us-east-1\n');
    const endpoint = await refusingEndpoint();
    expect(await errorFor({ ...through('empty'), endpoint })).toMatchObject({
      code: 'no-credentials',
      source: 'empty',
    });
  });

  it('names a bucket that cannot be one', async () => {
    expect(await errorFor({ bucket: 'not a bucket' })).toEqual({ code: 'invalid-bucket-name', bucket: 'not a bucket' });
  });

  it('names a region that cannot be one: it would be part of a host name', async () => {
    expect(await errorFor({ region: 'evil.example/' })).toMatchObject({ code: 'wrong-region', actual: null });
  });

  it('names an endpoint where nothing listens', async () => {
    const endpoint = await refusingEndpoint();
    expect(await errorFor({ endpoint })).toEqual({ code: 'unreachable', endpoint, detail: 'ECONNREFUSED' });
  });

  it('names an SSO profile whose session was never begun', async () => {
    await files.writeConfig(
      '[sso-session work]\nsso_region = us-east-1\nsso_start_url = https://never-begun.example/start\n[profile sso]\nsso_session = work\nsso_account_id = 1\nsso_role_name = r\n',
    );
    const endpoint = await refusingEndpoint();
    expect(await errorFor({ ...through('sso'), endpoint })).toEqual({ code: 'login-needed', profile: 'sso' });
  });
});
