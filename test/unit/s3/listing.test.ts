import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../../../electron/s3/bucket-context.ts';
import { decodeListedKey, readPage } from '../../../electron/s3/listing.ts';
import { AppFailure } from '../../../shared/app-error.ts';

const context: RequestContext = {
  action: 'list',
  bucket: 'photos',
  key: null,
  region: 'us-east-1',
  endpoint: 'https://s3.example',
  signal: new AbortController().signal,
};
const reply = (fields: Partial<ListObjectsV2CommandOutput>): ListObjectsV2CommandOutput => ({
  $metadata: {},
  Name: 'photos',
  IsTruncated: false,
  ...fields,
});

describe('a key of a list', () => {
  it.each([
    ['a+b.webp', 'a b.webp'],
    ['a%2Bb.webp', 'a+b.webp'],
    ['a%20b.webp', 'a b.webp'],
    ['100%25.webp', '100%.webp'],
    ['%F0%9F%98%80/%EA%B0%80.webp', '😀/가.webp'],
    ['a//b', 'a//b'],
    ['%00%0A', '\0\n'],
    ['100%.webp', '100%.webp'],
    ['%ff', '%ff'],
    ['', ''],
  ])('%s is decoded to %j', (encoded, key) => {
    expect(decodeListedKey(encoded)).toBe(key);
  });

  it('comes back from Amazon’s encoding, whatever it is', () => {
    const encode = (key: string) => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (key) => decodeListedKey(encode(key)) === key));
  });
});

describe('a page of a list', () => {
  const contents = [{ Key: 'a%2Bb', Size: 7, ETag: '"abc"', LastModified: new Date(1_000) }];

  it('gives key, bytes, date and ETag', () => {
    const page = readPage(reply({ EncodingType: 'url', Contents: contents }), context);
    expect(page).toEqual([{ key: 'a+b', bytes: 7, modified: 1_000, etag: 'abc' }]);
  });

  it('leaves keys as they are where the server did not encode them', () => {
    expect(readPage(reply({ Contents: contents }), context)[0]?.key).toBe('a%2Bb');
  });

  it('is empty where nothing is listed', () => {
    expect(readPage(reply({}), context)).toEqual([]);
  });

  it.each([
    ['the bucket’s name', { Name: undefined }],
    ['whether it is the last', { IsTruncated: undefined }],
    ['the key of an object', { Contents: [{ Size: 1 }] }],
  ])('is not believed without %s', (_, fields) => {
    expect(() => readPage(reply(fields as Partial<ListObjectsV2CommandOutput>), context)).toThrow(AppFailure);
    expect(() => readPage(reply(fields as Partial<ListObjectsV2CommandOutput>), context)).toThrow('not-s3');
  });
});
