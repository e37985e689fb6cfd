import { describe, expect, it } from 'vitest';
import { md5OfEtag, quoteEtag, unquoteEtag } from '../../../electron/s3/etag.ts';

const MD5 = '5d41402abc4b2a76b9719d911017c592';
const plain = { etag: MD5, encryption: undefined, customerKey: undefined };

describe('an ETag', () => {
  it.each([
    ['"abc"', 'abc'],
    ['W/"abc"', 'abc'],
    ['abc', 'abc'],
    ['', ''],
  ])('%s loses its quotes', (etag, bare) => {
    expect(unquoteEtag(etag)).toBe(bare);
  });

  it('gets them back for If-Match', () => {
    expect(quoteEtag('abc')).toBe('"abc"');
  });

  it('is the MD5 of a plain object, and of one that S3 encrypts with its own key', () => {
    expect(md5OfEtag(plain)).toBe(MD5);
    expect(md5OfEtag({ ...plain, etag: MD5.toUpperCase() })).toBe(MD5);
    expect(md5OfEtag({ ...plain, encryption: 'AES256' })).toBe(MD5);
  });

  it.each([
    ['a multipart upload', { ...plain, etag: `${MD5}-3` }],
    ['encryption by KMS', { ...plain, encryption: 'aws:kms' }],
    ['encryption by the caller’s key', { ...plain, customerKey: 'AES256' }],
    ['another digest', { ...plain, etag: 'f'.repeat(31) }],
    ['nothing', { ...plain, etag: '' }],
  ])('is no MD5 for %s', (_, facts) => {
    expect(md5OfEtag(facts)).toBeNull();
  });
});
