import type { ListObjectsV2Command, ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeListedKey } from '../../../electron/s3/listed-values.ts';
import { listPages, readPage } from '../../../electron/s3/listing.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { bucketOf, requestFacts } from '../../support/request-context.ts';

const context = requestFacts({ action: 'list', key: null });
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
    const { objects: page } = readPage(reply({ EncodingType: 'url', Contents: contents }), context);
    expect(page).toEqual([{ key: 'a+b', bytes: 7, modified: 1_000, etag: 'abc' }]);
  });

  it('leaves keys as they are where the server did not encode them', () => {
    expect(readPage(reply({ Contents: contents }), context).objects[0]?.key).toBe('a%2Bb');
  });

  it('is empty where nothing is listed', () => {
    expect(readPage(reply({}), context).objects).toEqual([]);
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

describe('the pages of a list', () => {
  /** More than any list here has: one that never ends is a failure, not a test that hangs. */
  const MOST_PAGES = 5;

  /** Keys of each page that a server with these replies leads to, and what was asked for each. */
  async function pagesFrom(replies: (request: ListObjectsV2Command['input']) => Partial<ListObjectsV2CommandOutput>) {
    const asked: ListObjectsV2Command['input'][] = [];
    const send = ({ input }: ListObjectsV2Command) => {
      asked.push(input);
      return Promise.resolve(reply(replies(input)));
    };
    const client = { send } as unknown as S3Client;
    const pages: string[][] = [];
    const list = listPages(bucketOf(client), { prefix: '' }, context.signal);
    for await (const page of list) {
      pages.push(page.map(({ key }) => key));
      if (pages.length > MOST_PAGES) break;
    }
    return { pages, asked };
  }
  const page = (...keys: string[]) => ({ IsTruncated: true, Contents: keys.map((Key) => ({ Key })) });

  it('go on by the token that the server names', async () => {
    const { pages, asked } = await pagesFrom(({ ContinuationToken: token }) =>
      token === undefined ? { ...page('a'), NextContinuationToken: 't' } : { Contents: [{ Key: 'b' }] },
    );
    expect(pages).toEqual([['a'], ['b']]);
    expect(asked.map(({ ContinuationToken }) => ContinuationToken)).toEqual([undefined, 't']);
  });

  it('go on after the last key where the server names no token', async () => {
    const { pages, asked } = await pagesFrom(({ StartAfter }) =>
      StartAfter === undefined ? page('a', 'b') : { Contents: [{ Key: 'c' }] },
    );
    expect(pages).toEqual([['a', 'b'], ['c']]);
    expect(asked.map(({ StartAfter }) => StartAfter)).toEqual([undefined, 'b']);
  });

  it.each([
    ['names one token for ever', { ...page('a'), NextContinuationToken: 't' }],
    ['gives one page for ever and no token', page('a')],
    ['says that there is more and gives nothing', page()],
  ])('end with not-s3 where the server %s', async (_, always) => {
    await expect(pagesFrom(() => always)).rejects.toMatchObject({ error: { code: 'not-s3' } });
  });

  it('end with not-s3 where the tokens of the server lead in a circle', async () => {
    const next = new Map([
      [undefined, 'a'],
      ['a', 'b'],
      ['b', 'a'],
    ]);
    await expect(
      pagesFrom(({ ContinuationToken: token }) => ({ ...page('x'), NextContinuationToken: next.get(token) })),
    ).rejects.toMatchObject({ error: { code: 'not-s3' } });
  });
});
