import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListedObject } from '../../../electron/s3/bucket.ts';
import { compareKeys } from '../../../electron/s3/key-order.ts';
import { type ListPage, NotAList, scanList } from '../../../electron/s3/list-scanner.ts';
import { readPage } from '../../../electron/s3/listing.ts';
import { MalformedXml } from '../../../electron/s3/xml-cursor.ts';
import { type LoopbackServer, listenOnLoopback } from '../../support/loopback.ts';
import { requestFacts } from '../../support/request-context.ts';

const scan = (xml: string): ListPage => scanList(Buffer.from(xml));
const HEAD = '<Name>photos</Name><IsTruncated>false</IsTruncated>';
const list = (inner: string): string => `<?xml version="1.0"?><ListBucketResult>${inner}</ListBucketResult>`;
const contents = (inner: string): ListedObject[] => scan(list(`${HEAD}<Contents>${inner}</Contents>`)).objects;
const NOTHING = { bytes: 0, modified: 0, etag: '' };

/** A petabyte: S3's largest object is a fraction of it. */
const MOST_BYTES = 1e15;

const objects: fc.Arbitrary<ListedObject[]> = fc.array(
  fc.record({
    key: fc
      .oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.stringMatching(/^[&<>"';# +%/\]\r\n가😀a-f0-9;x]{1,20}$/u))
      .map((key) => Buffer.from(key).toString()),
    bytes: fc.maxSafeNat().map((bytes) => bytes % MOST_BYTES),
    modified: fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }).map(Number),
    etag: fc.stringMatching(/^[0-9a-f]{32}(-[0-9]{1,4})?$/),
  }),
  { maxLength: 8 },
);

/** How a writer of XML may go about it. */
interface Style {
  url: boolean;
  reference: 'named' | 'decimal' | 'hexadecimal';
  prefix: '' | 's3:';
  blank: string;
  isReversed: boolean;
}

const styles: fc.Arbitrary<Style> = fc.record({
  url: fc.boolean(),
  reference: fc.constantFrom('named', 'decimal', 'hexadecimal'),
  prefix: fc.constantFrom('', 's3:'),
  blank: fc.constantFrom('', '\n  ', '<!-- <Key>no</Key> -->'),
  isReversed: fc.boolean(),
});

const NAMES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

const LAST_BLANK = 0x20;

function escapeXml(text: string, reference: Style['reference']): string {
  return text.replace(/[\s\S]/g, (character) => {
    const name = NAMES[character];
    const code = character.charCodeAt(0);
    if (name === undefined && code > LAST_BLANK) return character;
    if (reference === 'named' && name !== undefined) return `&${name};`;
    return reference === 'hexadecimal' ? `&#x${code.toString(16)};` : `&#${code};`;
  });
}

/** Writes a list in its own way, so that the scanner is not held against itself. */
function write(listed: readonly ListedObject[], { url, reference, prefix, blank, isReversed }: Style): string {
  const element = (name: string, inner: string): string => `${blank}<${prefix}${name}>${inner}</${prefix}${name}>`;
  const inOrder = (parts: string[]): string => (isReversed ? parts.reverse() : parts).join('');
  const encode = (key: string): string => (url ? encodeURIComponent(key).replaceAll('%20', '+') : key);
  const written = listed.map(({ key, bytes, modified, etag }) =>
    element(
      'Contents',
      inOrder([
        element('Key', escapeXml(encode(key), reference)),
        element('LastModified', new Date(modified).toISOString()),
        element('ETag', escapeXml(`"${etag}"`, reference)),
        element('Size', `${bytes}`),
        element('Owner', element('ID', 'someone') + element('DisplayName', '')),
        `<${prefix}StorageClass/>`,
      ]),
    ),
  );
  const parts = [
    element('Name', 'photos'),
    element('IsTruncated', 'true'),
    element('NextContinuationToken', escapeXml('a&b==', reference)),
    element('KeyCount', `${listed.length}`),
    url ? element('EncodingType', 'url') : '',
    ...(isReversed ? written.reverse() : written),
    element('CommonPrefixes', element('Prefix', 'a/')),
  ];
  return `\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<${prefix}ListBucketResult xmlns="http://s3/" a='>'>${inOrder(parts)}${blank}</${prefix}ListBucketResult>\n`;
}

describe('scanning a list', () => {
  it('gives what was written, in whatever way', () => {
    fc.assert(
      fc.property(objects, styles, (listed, style) => {
        const keys = listed.map(({ key }) => key);
        const { isInOrder, ...page } = scan(write(listed, style));
        if (isInOrder) expect(keys).toEqual([...new Set(keys)].sort(compareKeys));
        expect(page).toEqual({
          name: 'photos',
          objects: listed,
          isTruncated: true,
          nextToken: 'a&b==',
          keyCount: listed.length,
          encodingType: style.url ? 'url' : undefined,
        });
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, string[], boolean]>([
    ['that rise', ['a', 'a/1', 'a/10', 'a/2', 'b'], true],
    ['that do not rise', ['a', 'a/1', 'b', 'a/2'], false],
    ['of which one comes twice', ['a', 'b', 'b'], false],
    ['that rise as long as they are encoded', ['a', 'a%7F', 'a!'], false],
    ['of which there are none', [], true],
  ])('knows whether keys are in order: keys %s', (_, keys, isInOrder) => {
    const written = keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`);
    expect(scan(list(`${HEAD}<EncodingType>url</EncodingType>${written.join('')}`)).isInOrder).toBe(isInOrder);
  });

  it.each<[string, string, Partial<ListedObject>]>([
    ['CDATA', '<Key><![CDATA[a<b>&amp;]]>c</Key>', { key: 'a<b>&amp;c' }],
    ['an ampersand that is none of XML’s', '<Key>a&b&nbsp;c</Key>', { key: 'a&b&nbsp;c' }],
    ['a comment in a text', '<Key>a<!-- b -->c</Key>', { key: 'ac' }],
    ['empty elements', '<Key>k</Key><Size/><ETag></ETag><LastModified/>', { key: 'k' }],
    ['an ETag without quotes', '<Key>k</Key><ETag>abc</ETag>', { key: 'k', etag: 'abc' }],
    ['a weak ETag', '<Key>k</Key><ETag>W/"abc"</ETag>', { key: 'k', etag: 'abc' }],
    [
      'a date without fractions',
      '<Key>k</Key><LastModified>1970-01-01T00:00:01Z</LastModified>',
      { key: 'k', modified: 1_000 },
    ],
    [
      'a date with an offset',
      '<Key>k</Key><LastModified>1970-01-01T01:00:01+01:00</LastModified>',
      { key: 'k', modified: 1_000 },
    ],
    ['elements within others', '<Owner><Key>no</Key></Owner><Key>k</Key>', { key: 'k' }],
  ])('reads %s', (_, xml, object) => {
    expect(contents(xml)).toEqual([{ ...NOTHING, ...object }]);
  });

  it('reads an object that says a thing twice, the second time as nothing, as it reads the one before it', () => {
    const twice = (key: string) => `<Contents><Key>${key}</Key><Size>1</Size><Size/></Contents>`;
    const read = scan(list(`${HEAD}${twice('a')}${twice('b')}`)).objects;
    expect(read).toEqual([
      { ...NOTHING, key: 'a' },
      { ...NOTHING, key: 'b' },
    ]);
  });

  it.each([
    ['nothing', ''],
    ['a page of HTML', '<html><body>Login</body></html>'],
    ['an error', '<Error><Code>SlowDown</Code></Error>'],
    ['a list without a name', list('<IsTruncated>false</IsTruncated>')],
    ['a list that does not say whether it is the last', list('<Name>photos</Name>')],
    ['an object without a key', list(`${HEAD}<Contents><Size>1</Size></Contents>`)],
  ])('is refused for %s', (_, xml) => {
    expect(() => scan(xml)).toThrow(NotAList);
  });

  it.each([
    ['a document type', `<!DOCTYPE html>${list(HEAD)}`],
    ['a truth that is none', list('<Name>photos</Name><IsTruncated>maybe</IsTruncated>')],
    ['a size that is none', list(`${HEAD}<Contents><Key>k</Key><Size>-1</Size></Contents>`)],
    [
      'a date that is none',
      list(`${HEAD}<Contents><Key>k</Key><LastModified>2026-13-45T99:99:99.000Z</LastModified></Contents>`),
    ],
    ['a key with elements in it', list(`${HEAD}<Contents><Key><b/></Key></Contents>`)],
    ['something after the list', `${list(HEAD)}<more/>`],
  ])('is refused for %s', (_, xml) => {
    expect(() => scan(xml)).toThrow(MalformedXml);
  });

  it('is refused wherever the list breaks off', () => {
    const whole = Buffer.from(
      write([{ key: 'a<b>', bytes: 1, modified: 0, etag: 'abc' }], {
        ...{ url: false, reference: 'named', prefix: '', blank: '\n', isReversed: false },
      }).trimEnd(),
    );
    for (let length = 0; length < whole.length; length++)
      expect(() => scanList(whole.subarray(0, length)), `${length} bytes`).toThrow(/./);
  });

  describe('beside the parser of the SDK', () => {
    let server: LoopbackServer;
    let client: S3Client;
    let xml = '';

    beforeAll(async () => {
      server = await listenOnLoopback((_, reply) =>
        reply.writeHead(200, { 'content-type': 'application/xml' }).end(xml),
      );
      const credentials = { accessKeyId: 'A', secretAccessKey: 'B' };
      client = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
    });
    afterAll(async () => {
      client.destroy();
      await server.stop();
    });

    it('gives the same of the same bytes', async () => {
      const plain = styles.map((style): Style => ({ ...style, prefix: '', blank: '' }));
      await fc.assert(
        fc.asyncProperty(objects, plain, async (drawn, style) => {
          // The SDK drops blanks around a text, also where they are written as references.
          const listed = drawn.filter(({ key }) => style.url || key.trim() === key);
          xml = write(listed, style).slice(1);
          const reply = await client.send(new ListObjectsV2Command({ Bucket: 'photos' }));
          expect({ ...scan(xml), isInOrder: false }).toEqual(
            readPage(reply, requestFacts({ action: 'list', key: null })),
          );
        }),
        { numRuns: 60 },
      );
    });
  });
});
