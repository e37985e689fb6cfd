import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type BucketCredentials, fixedCredentials } from '../../../electron/s3/bucket-credentials.ts';
import { createS3Bucket, type S3BucketOptions } from '../../../electron/s3/s3-bucket.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { parseS3Url } from '../../../shared/s3-url.ts';
import { TEST_PACE } from '../../support/embedded-server.ts';
import { errorOf } from '../../support/failures.ts';
import { listenOnLoopback } from '../../support/loopback.ts';

const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'the-secret-key', sessionToken: 'the-token' };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const asked = { seconds: 3600, contentDisposition: 'attachment' };

function bucketOf(changes: Partial<S3BucketOptions> = {}) {
  const bucket = createS3Bucket({
    name: 'photos',
    prefix: '',
    region: 'ap-northeast-2',
    endpoint: '',
    pathStyle: false,
    credentials: fixedCredentials(keys),
    ...changes,
  });
  onTestFinished(() => bucket.close());
  return bucket;
}

describe('the public address of an object', () => {
  it.each([
    [{}, 'https://photos.s3.ap-northeast-2.amazonaws.com/a/b.webp'],
    [{ pathStyle: true }, 'https://s3.ap-northeast-2.amazonaws.com/photos/a/b.webp'],
    [{ name: 'my.photos' }, 'https://s3.ap-northeast-2.amazonaws.com/my.photos/a/b.webp'],
    [{ region: 'cn-north-1' }, 'https://photos.s3.cn-north-1.amazonaws.com.cn/a/b.webp'],
    [{ endpoint: 'http://127.0.0.1:9000', pathStyle: true }, 'http://127.0.0.1:9000/photos/a/b.webp'],
    [{ endpoint: 'https://s3.example/base/', pathStyle: true }, 'https://s3.example/base/photos/a/b.webp'],
    [{ endpoint: 'https://s3.example' }, 'https://photos.s3.example/a/b.webp'],
  ] satisfies [Partial<S3BucketOptions>, string][])('with %j is %s', async (changes, url) => {
    expect(await bucketOf(changes).publicUrl('a/b.webp')).toBe(url);
  });

  it.each([
    'with space.webp',
    'plus+plus.webp',
    '100%.webp',
    '%41.webp',
    '사진/여름.webp',
    '📷.webp',
    'a//b.webp',
    'a?b#c&d=e.webp',
    `quote'(paren)!*.webp`,
    'ends/with/',
  ])('leads back to the key %s', async (key) => {
    const url = await bucketOf().publicUrl(key);
    expect(url).toMatch(/^[\w:/.%~-]+$/);
    expect(parseS3Url(url)).toEqual({ bucket: 'photos', key });
    // A browser sends what stands there.
    expect(new URL(url).href).toBe(url);
  });
});

describe('a presigned address', () => {
  it('names the reply’s disposition, expires when asked, and holds no secret key', async () => {
    const before = Date.now();
    const { url, expiresAt } = await bucketOf().presign('a/여름 1.webp', { ...asked, seconds: 60 });
    const { searchParams, pathname } = new URL(url);
    expect(pathname).toBe('/a/%EC%97%AC%EB%A6%84%201.webp');
    expect(searchParams.get('response-content-disposition')).toBe('attachment');
    expect(searchParams.get('X-Amz-Expires')).toBe('60');
    expect(searchParams.get('X-Amz-Security-Token')).toBe(keys.sessionToken);
    expect([...searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
    expect(url).not.toContain(keys.secretAccessKey);
    expect(expiresAt).toBeGreaterThanOrEqual(before + 60_000);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 60_000);
  });

  it('expires with the keys that sign it', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 22) });
    onTestFinished(() => void vi.useRealTimers());
    const end = Date.now() + 900_000;
    const credentials: BucketCredentials = { ...fixedCredentials(keys), expiresAt: () => end };
    const { url, expiresAt } = await bucketOf({ credentials }).presign('k', asked);
    expect(expiresAt).toBe(end);
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('900');
  });

  it('expires with the keys that are renewed for it', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 22) });
    onTestFinished(() => void vi.useRealTimers());
    let end = Date.now() + 1_000;
    const provide = () => {
      end = Date.now() + 900_000;
      return Promise.resolve(keys);
    };
    const credentials: BucketCredentials = { ...fixedCredentials(keys), provide, expiresAt: () => end };
    expect((await bucketOf({ credentials }).presign('k', asked)).expiresAt).toBe(Date.now() + 900_000);
  });

  it('lives for a second at least, however near the end of its keys is', async () => {
    const credentials: BucketCredentials = { ...fixedCredentials(keys), expiresAt: () => Date.now() + 10 };
    const { url } = await bucketOf({ credentials }).presign('k', asked);
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('1');
  });

  it('case 16: is signed with the time of a server whose clock is another one', async () => {
    const ahead = () => new Date(Date.now() + HOUR_MS);
    const server = await listenOnLoopback((_, response) => {
      response.writeHead(403, {
        'content-type': 'application/xml',
        'x-amz-request-id': '1',
        date: ahead().toUTCString(),
      });
      response.end('<Error><Code>RequestTimeTooSkewed</Code></Error>');
    });
    onTestFinished(() => server.stop());
    const bucket = bucketOf({ endpoint: server.endpoint, pathStyle: true, pace: TEST_PACE });
    expect((await errorOf(bucket.list({ signal: new AbortController().signal }).next())).code).toBe('clock-skew');
    const { url } = await bucket.presign('k', asked);
    const [, ...digits] =
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/.exec(new URL(url).searchParams.get('X-Amz-Date') ?? '') ?? [];
    const [year = 0, month = 0, day, hour, minute] = digits.map(Number);
    expect(Math.abs(Date.UTC(year, month - 1, day, hour, minute) - ahead().getTime())).toBeLessThan(2 * MINUTE_MS);
  });

  it('fails with why there are no keys', async () => {
    const error = { code: 'login-needed', profile: 'work' } as const;
    const credentials: BucketCredentials = {
      ...fixedCredentials(keys),
      provide: () => Promise.reject(new AppFailure(error)),
    };
    expect(await errorOf(bucketOf({ credentials }).presign('k', asked))).toEqual(error);
  });
});
