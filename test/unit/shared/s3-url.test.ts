import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseS3Url } from '../../../shared/s3-url.ts';

const found = { bucket: 'my.bucket', key: 'post/사진 1+2%.webp' };
const path = 'post/%EC%82%AC%EC%A7%84%201+2%25.webp';

describe('parseS3Url', () => {
  it('takes the key of an s3:// URL as it stands', () => {
    expect(parseS3Url('  s3://my.bucket/post/사진 1+2%.webp\n')).toEqual(found);
    expect(parseS3Url('S3://b/a?b#c%20d')).toEqual({ bucket: 'b', key: 'a?b#c%20d' });
  });

  it.each([
    `https://s3.amazonaws.com/my.bucket/${path}`,
    `https://s3.ap-northeast-2.amazonaws.com/my.bucket/${path}`,
    `https://s3-us-west-2.amazonaws.com/my.bucket/${path}`,
    `https://s3.dualstack.eu-central-1.amazonaws.com/my.bucket/${path}`,
    `https://s3-fips.us-gov-west-1.amazonaws.com/my.bucket/${path}`,
    `https://s3.cn-north-1.amazonaws.com.cn/my.bucket/${path}`,
    `https://my.bucket.s3.amazonaws.com/${path}`,
    `http://my.bucket.s3.amazonaws.com:80/${path}`,
    `https://my.bucket.s3.ap-northeast-2.amazonaws.com/${path}`,
    `https://my.bucket.s3-ap-northeast-2.amazonaws.com/${path}`,
    `https://my.bucket.s3.dualstack.ap-northeast-2.amazonaws.com/${path}`,
    `https://my.bucket.s3-accelerate.amazonaws.com/${path}`,
    `HTTPS://MY.BUCKET.S3.AMAZONAWS.COM/${path}?X-Amz-Signature=ab%2F&X-Amz-Expires=60#top`,
  ])('knows Amazon by %s', (url) => {
    expect(parseS3Url(url)).toEqual(found);
  });

  it.each([
    '',
    'post/a.webp',
    's3://bucket',
    's3://bucket/',
    's3:///key',
    'https://s3.amazonaws.com/bucket',
    'https://s3.amazonaws.com/bucket/',
    'https://bucket.s3.amazonaws.com/',
    'https://bucket.s3.amazonaws.com',
    'https://bucket.s3-website-us-east-1.amazonaws.com/a.png',
    'https://bucket.s3-website.eu-central-1.amazonaws.com/a.png',
    'https://s3-accelerate.amazonaws.com/bucket/a.png',
    'https://bucket.s3.amazonaws.com.example.org/a.png',
    'https://user:secret@bucket.s3.amazonaws.com/a.png',
    'https://example.org/bucket/a.png',
    'javascript:alert(1)',
    'http://127.0.0.1:9000/bucket/a.png',
  ])('says no to %j', (text) => {
    expect(parseS3Url(text)).toBeNull();
  });

  it("knows the connection's own endpoint, path-style and virtual-hosted", () => {
    const endpoint = 'http://127.0.0.1:9000';
    expect(parseS3Url(`http://127.0.0.1:9000/my.bucket/${path}?x=1`, endpoint)).toEqual(found);
    expect(parseS3Url(`http://my.bucket.s3.example.org/${path}`, 'http://S3.example.org/')).toEqual(found);
    expect(parseS3Url(`https://s3.example.org:443/base/my.bucket/${path}`, 'https://s3.example.org/base/')).toEqual(
      found,
    );
    expect(parseS3Url('http://127.0.0.1:9001/bucket/a.png', endpoint)).toBeNull();
    expect(parseS3Url('https://s3.example.org/other/bucket/a.png', 'https://s3.example.org/base')).toBeNull();
  });

  it('keeps slashes and dots of a key: nothing is resolved like a path', () => {
    expect(parseS3Url('https://b.s3.amazonaws.com//a//../b.png')).toEqual({ bucket: 'b', key: '/a//../b.png' });
  });

  it('takes a path that is not percent-encoded as it stands', () => {
    expect(parseS3Url('https://b.s3.amazonaws.com/100%.png')).toEqual({ bucket: 'b', key: '100%.png' });
  });

  it('finds any key again from its URL in every style', () => {
    const key = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() === text);
    fc.assert(
      fc.property(key, (text) => {
        const encoded = encodeURIComponent(text).replaceAll('%2F', '/');
        const expected = { bucket: 'bucket', key: text };
        expect(parseS3Url(`s3://bucket/${text}`)).toEqual(expected);
        expect(parseS3Url(`https://s3.amazonaws.com/bucket/${encoded}`)).toEqual(expected);
        expect(parseS3Url(`https://bucket.s3.eu-west-1.amazonaws.com/${encoded}?a=b`)).toEqual(expected);
        expect(parseS3Url(`http://localhost:1/bucket/${encoded}`, 'http://localhost:1')).toEqual(expected);
      }),
    );
  });
});
