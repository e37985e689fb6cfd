import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createNetworkWatch, type NetworkWatch } from '../../electron/connections/network-watch.ts';
import type { Bucket } from '../../electron/s3/bucket.ts';
import type { BucketCredentials, Refusal } from '../../electron/s3/bucket-credentials.ts';
import { createEndpointMemory } from '../../electron/s3/endpoint-features.ts';
import type { RequestObserver } from '../../electron/s3/request-observer.ts';
import { createServerProbe } from '../../electron/s3/server-probe.ts';
import { type AppError, AppFailure } from '../../shared/app-error.ts';
import type { NetworkState } from '../../shared/connection.ts';
import { bytesOf, listKeys, MEGABYTE, putText, readText } from '../support/bucket-content.ts';
import { type OpenBucketOptions, startEmbeddedServer, TEST_PACE, type TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { captivePortal, type Fault, s3Error, slowDown } from '../support/fault.ts';
import { clockAheadBy, keyIdOf, keysExpireAfter } from '../support/fault-scripts.ts';
import {
  type FaultingProxy,
  isDelete,
  isGet,
  isList,
  isMethod,
  isPut,
  startFaultingProxy,
} from '../support/faulting-proxy.ts';
import { newBucket, serverKinds } from '../support/s3-servers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { signal } = new AbortController();
const CONTENT = bytesOf(300_000);
const everything = () => true;
const HOUR_MS = 3_600_000;

/** Keys that are replaced once for each refusal of the ones in use, as a session does for all who share it. */
function rotatingKeys(): BucketCredentials & { renewals: number } {
  const keys = {
    renewals: 0,
    provide: () => Promise.resolve({ accessKeyId: `KEY${keys.renewals}`, secretAccessKey: 'secret' }),
    generation: () => keys.renewals,
    accepted: () => undefined,
    renew: async ({ generation }: Refusal) => {
      if (generation === keys.renewals) keys.renewals++;
    },
  };
  return keys;
}

describe('a server before which a proxy plays', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let name: string;
  let direct: Bucket;
  const open = (options: OpenBucketOptions = {}): Bucket => {
    const bucket = server.openBucket(name, { endpoint: proxy.endpoint, ...options });
    onTestFinished(() => bucket.close());
    return bucket;
  };

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    name = await newBucket(server);
    direct = server.openBucket(name);
    return async () => {
      direct.close();
      await proxy.stop();
      await server.stop();
    };
  });
  beforeEach(async () => {
    proxy.reset();
    await direct.put('photo', CONTENT, { contentType: 'image/webp', signal });
  });

  describe('where keys expire', () => {
    it('case 15: a download goes on at the byte where the token expired', async () => {
      const file = path.join(await temporaryFolder(), 'photo');
      const bucket = open({ credentials: rotatingKeys() });
      proxy.strike({ match: isGet, fault: [{ kind: 'cut', afterBytes: 100_000 }] });
      const expires = keysExpireAfter(0);
      proxy.strike({ match: (request) => isGet(request) && keyIdOf(request) === 'KEY0', fault: expires });
      await bucket.getFile('photo', file, { signal });
      expect((await readFile(file)).equals(CONTENT)).toBe(true);
      const gets = proxy.requests.filter(isGet);
      const resumed = expect.stringMatching(/^bytes=[1-9]\d*-$/);
      expect(gets.map((request) => [keyIdOf(request), request.headers.range])).toEqual([
        ['KEY0', undefined],
        ['KEY0', resumed],
        ['KEY1', resumed],
      ]);
      expect(gets[1]?.headers.range).toBe(gets[2]?.headers.range);
    });

    it('an upload of a file is sent again whole with the new keys', async () => {
      const file = path.join(await temporaryFolder(), 'photo');
      await writeFile(file, CONTENT);
      const bucket = open({ credentials: rotatingKeys() });
      proxy.strike({ match: isPut, fault: [s3Error(400, 'ExpiredToken')] });
      await bucket.put('sent', { path: file, bytes: CONTENT.length }, { contentType: 'image/webp', signal });
      expect(proxy.requests.filter(isPut).map(keyIdOf)).toEqual(['KEY0', 'KEY1']);
      expect((await direct.getBytes('sent', { signal, maxBytes: MEGABYTE })).content.equals(CONTENT)).toBe(true);
      await direct.deleteKeys(['sent'], { signal });
    });

    it('a hundred requests at once outlive keys that last for thirty requests each', async () => {
      const credentials = rotatingKeys();
      const bucket = open({ credentials });
      proxy.strike({ match: everything, fault: keysExpireAfter(30) });
      const reads = Array.from({ length: 100 }, () => readText(bucket, 'photo').then((text) => text.length));
      expect(new Set(await Promise.all(reads)).size).toBe(1);
      expect(credentials.renewals).toBeGreaterThanOrEqual(3);
    });

    it('a HEAD, which cannot say that the token expired, is renewed as well', async () => {
      const credentials = rotatingKeys();
      const bucket = open({ credentials });
      proxy.strike({ match: (request) => keyIdOf(request) === 'KEY0', fault: s3Error(400, 'ExpiredToken') });
      expect(await bucket.head('photo', { signal })).toMatchObject({ bytes: CONTENT.length });
      expect(credentials.renewals).toBe(1);
    });

    it.each([
      ['that expired', s3Error(400, 'ExpiredToken')],
      ['that were replaced', s3Error(403, 'InvalidAccessKeyId')],
    ])('an upload that looks first whether its name is free outlives keys %s', async (_, refusal) => {
      const credentials = rotatingKeys();
      const endpoints = createEndpointMemory([[proxy.endpoint, { conditionalWrites: false }]]);
      const bucket = open({ credentials, endpoints });
      proxy.strike({ match: (request) => keyIdOf(request) === 'KEY0', fault: refusal });
      const put = (key: string) => bucket.put(key, CONTENT, { contentType: 'image/webp', onlyNew: true, signal });
      await put('looked-for');
      expect(credentials.renewals).toBe(1);
      expect(proxy.requests.filter(isPut).map(keyIdOf)).toEqual(['KEY1']);
      expect(await errorOf(put('looked-for'))).toEqual({ code: 'already-exists', key: 'looked-for' });
      await direct.deleteKeys(['looked-for'], { signal });
    });

    it('new keys sign the next request, though the old ones had no end', async () => {
      const credentials = rotatingKeys();
      const bucket = open({ credentials });
      await readText(bucket, 'photo');
      credentials.renewals = 5;
      await readText(bucket, 'photo');
      expect(proxy.requests.map(keyIdOf)).toEqual(['KEY0', 'KEY5']);
    });

    it('keys that cannot be had fail every request with their own reason, and nothing is sent', async () => {
      const loginNeeded = new AppFailure({ code: 'login-needed', profile: 'studio' });
      const provide = () => Promise.reject(loginNeeded);
      const credentials = { provide, generation: () => 0, accepted: () => undefined, renew: provide };
      const bucket = open({ credentials });
      const failures = [
        errorOf(bucket.list({ signal }).next()),
        errorOf(bucket.head('photo', { signal })),
        errorOf(readText(bucket, 'photo')),
        errorOf(putText(bucket, 'never')),
      ];
      expect(await Promise.all(failures)).toEqual(Array(4).fill(loginNeeded.error));
      const { failed } = await bucket.deleteKeys(['photo'], { signal });
      expect(failed).toEqual([{ key: 'photo', error: loginNeeded.error }]);
      expect(proxy.requests).toEqual([]);
    });
  });

  describe.each([
    ['ahead', HOUR_MS],
    ['behind', -HOUR_MS],
  ])('where the server’s clock is an hour %s', (_, ahead) => {
    it('case 16: fifty requests of every kind at once succeed, and the next ones at the first try', async () => {
      const bucket = open();
      proxy.strike({ match: everything, fault: clockAheadBy(ahead) });
      const requests = Array.from({ length: 10 }, async (_, i) => {
        const one = await Promise.all([
          readText(bucket, 'photo').then((text) => text.length > 0),
          bucket.head('photo', { signal }).then(({ bytes }) => bytes),
          putText(bucket, `clock/${i}`).then(({ etag }) => etag !== ''),
          listKeys(bucket, { prefix: 'phot' }),
          bucket.deleteKeys([`gone/${i}`], { signal }),
        ]);
        return one;
      });
      const outcomes = await Promise.all(requests);
      expect(outcomes).toEqual(
        Array.from({ length: 10 }, (_, i) => [
          true,
          CONTENT.length,
          true,
          ['photo'],
          { deleted: [`gone/${i}`], failed: [] },
        ]),
      );
      // Some were refused for their date, or this shows nothing.
      expect(proxy.requests.length).toBeGreaterThan(50);
      const before = proxy.requests.length;
      await readText(bucket, 'photo');
      expect(proxy.requests.length).toBe(before + 1);
      await direct.deleteKeys(
        Array.from({ length: 10 }, (_, i) => `clock/${i}`),
        { signal },
      );
    });
  });

  it('a clock that is off beyond what the server’s own time mends is told as such', async () => {
    proxy.strike({ match: everything, fault: s3Error(403, 'RequestTimeTooSkewed') });
    expect(await errorOf(readText(open(), 'photo'))).toEqual({ code: 'clock-skew', endpoint: proxy.endpoint });
  });

  describe('that goes away', () => {
    let watch: NetworkWatch;
    let states: NetworkState[];
    const refuse: Fault = { kind: 'refuse' };

    beforeEach(() => {
      states = [];
      const access = { region: server.region, endpoint: proxy.endpoint, pathStyle: true, pace: TEST_PACE };
      const probe = createServerProbe(name, access);
      watch = createNetworkWatch({
        probe: probe.probe,
        onChange: (state) => states.push(state),
        pace: { firstProbeMs: 5, longestProbeMs: 20 },
      });
      return () => {
        watch.close();
        probe.close();
      };
    });
    const offlineFor = (looks: number) =>
      vi.waitFor(() => expect(states.filter(({ state }) => state === 'offline').length).toBeGreaterThanOrEqual(looks));

    it('an upload waits until it is back, and a read fails meanwhile', async () => {
      const file = path.join(await temporaryFolder(), 'photo');
      await writeFile(file, CONTENT);
      const bucket = open({ observer: watch, network: watch });
      proxy.strike({ match: everything, fault: refuse });
      const upload = bucket.put('queued', { path: file, bytes: CONTENT.length }, { contentType: 'a/b', signal });
      const deletion = bucket.deleteKeys(['old'], { signal });
      await offlineFor(5);
      expect(await errorOf(readText(bucket, 'photo'))).toMatchObject({ code: 'unreachable' });
      expect(watch.state()).toMatchObject({ state: 'offline', error: { code: 'unreachable' } });
      proxy.reset();
      const { etag } = await upload;
      expect(await deletion).toEqual({ deleted: ['old'], failed: [] });
      expect(await direct.head('queued', { signal })).toMatchObject({ etag, bytes: CONTENT.length });
      expect(watch.state()).toEqual({ state: 'online' });
      await direct.deleteKeys(['queued'], { signal });
    });

    it('an upload that is cancelled while it waits ends at once', async () => {
      const bucket = open({ observer: watch, network: watch });
      const controller = new AbortController();
      proxy.strike({ match: everything, fault: refuse });
      const upload = errorOf(bucket.put('never', CONTENT, { contentType: 'image/webp', signal: controller.signal }));
      await offlineFor(2);
      controller.abort();
      expect(await upload).toEqual({ code: 'cancelled' });
    });

    it('case 20: a login page of the network is no return', async () => {
      const bucket = open({ observer: watch, network: watch });
      proxy.strike({ match: everything, fault: refuse, times: 6 });
      proxy.strike({ match: everything, fault: captivePortal });
      const upload = putText(bucket, 'patient');
      await vi.waitFor(() => expect(states.at(-1)).toMatchObject({ state: 'offline', error: { code: 'not-s3' } }));
      proxy.reset();
      await upload;
      expect(watch.state()).toEqual({ state: 'online' });
      await direct.deleteKeys(['patient'], { signal });
    });

    it('a refusal of whoever asks is a sign of life', async () => {
      const bucket = open({ observer: watch });
      proxy.strike({ match: everything, fault: refuse, times: 8 });
      proxy.strike({ match: isList, fault: s3Error(403, 'InvalidAccessKeyId') });
      await errorOf(readText(bucket, 'photo'));
      await offlineFor(1);
      await vi.waitFor(() => expect(watch.state()).toEqual({ state: 'online' }));
    });
  });
});

describe.each(serverKinds)('a storm of 503 on the way to $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    /** Tells what no further try could mend. */
    const finalFailures = (): RequestObserver & { errors: AppError[] } => {
      const errors: AppError[] = [];
      const failed: RequestObserver['failed'] = (_, error, isFinal) => {
        if (isFinal) errors.push(error);
      };
      return { errors, succeeded: () => undefined, failed };
    };

    it('case 49: two hundred reads, uploads, lists and deletes at once all finish', async () => {
      const server = await start();
      const proxy = await startFaultingProxy(server.endpoint);
      const observer = finalFailures();
      const name = await newBucket(server);
      const bucket = server.openBucket(name, { endpoint: proxy.endpoint, observer });
      const direct = server.openBucket(name);
      onTestFinished(async () => {
        bucket.close();
        direct.close();
        await proxy.stop();
        await server.stop();
      });
      const file = path.join(await temporaryFolder(), 'photo');
      await writeFile(file, CONTENT);
      const old = Array.from({ length: 50 }, (_, i) => `old/${i}`);
      await Promise.all(old.map((key) => putText(direct, key, key)));
      // Of four tries for one path, three are refused: by status, by code, and with nothing but a page.
      const page: Fault = {
        kind: 'answer',
        status: 503,
        headers: { 'content-type': 'text/html' },
        body: '<html></html>',
      };
      const storms = [slowDown, s3Error(503, 'ServiceUnavailable'), page];
      let turn = 0;
      proxy.strike({ match: everything, share: 0.75, fault: () => storms[turn++ % storms.length] ?? null });

      const reads = old.map((key) => readText(bucket, key));
      const uploads = Array.from({ length: 50 }, (_, i) =>
        bucket.put(`new/${i}`, { path: file, bytes: CONTENT.length }, { contentType: 'image/webp', signal }),
      );
      const small = Array.from({ length: 50 }, (_, i) => putText(bucket, `small/${i}`));
      const lists = Array.from({ length: 25 }, (_, i) => listKeys(bucket, { prefix: `old/${i}` }));
      const heads = old.slice(0, 25).map((key) => bucket.head(key, { signal }));
      expect(await Promise.all(reads)).toEqual(old);
      await Promise.all([...uploads, ...small, ...lists, ...heads]);
      expect(await bucket.deleteKeys(old, { signal })).toEqual({ deleted: old, failed: [] });

      expect(observer.errors).toEqual([]);
      expect(proxy.count(isPut)).toBe(400);
      expect(proxy.count(isDelete)).toBe(4);
      expect(proxy.count(isMethod('GET'))).toBeGreaterThanOrEqual(200);
      const stored = await listKeys(direct);
      expect(stored.filter((key) => key.startsWith('new/'))).toHaveLength(50);
      expect(stored.filter((key) => key.startsWith('small/'))).toHaveLength(50);
      const { content } = await direct.getBytes('new/49', { signal, maxBytes: MEGABYTE });
      expect(content.equals(CONTENT)).toBe(true);
      await direct.deleteKeys(stored, { signal });
    });
  });
});
