import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type BucketCredentials, fixedCredentials } from '../../../electron/s3/bucket-credentials.ts';
import { createS3Bucket, type S3BucketOptions } from '../../../electron/s3/s3-bucket.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { parseS3Url } from '../../../shared/s3-url.ts';
import { errorOf } from '../../support/failures.ts';

const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'the-secret-key', sessionToken: 'the-token' };
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
  ] satisfies [Partial<S3BucketOptions>, string][])('with %j is %s', (changes, url) => {
    expect(bucketOf(changes).publicUrl('a/b.webp')).toBe(url);
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
  ])('leads back to the key %s', (key) => {
    const url = bucketOf().publicUrl(key);
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

  it('fails with why there are no keys', async () => {
    const error = { code: 'login-needed', profile: 'work' } as const;
    const credentials: BucketCredentials = {
      ...fixedCredentials(keys),
      provide: () => Promise.reject(new AppFailure(error)),
    };
    expect(await errorOf(bucketOf({ credentials }).presign('k', asked))).toEqual(error);
  });
});
