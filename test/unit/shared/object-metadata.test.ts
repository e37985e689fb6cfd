import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMetadata,
  encodeMetadata,
  MAX_ENCODED_NAME_BYTES,
  MAX_METADATA_BYTES,
  type ObjectFacts,
} from '../../../shared/object-metadata.ts';

const nothing: ObjectFacts = {
  name: null,
  extension: null,
  width: null,
  height: null,
  uploaded: null,
  thumbhash: null,
  sha256: null,
};
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const pixels = fc.integer({ min: 1, max: 1e9 });
const bytesOf = (metadata: Record<string, string>) => Buffer.byteLength(Object.entries(metadata).flat().join(''));

describe('object metadata', () => {
  it('case 50: brings Korean, Japanese, Arabic and emoji names back', () => {
    for (const name of ['경복궁 야경', '写真 (1)', 'صورة', '🎉 party.final']) {
      expect(decodeMetadata(encodeMetadata({ name })).name).toBe(name);
    }
  });

  it('writes names composed, so that macOS and Windows agree', () => {
    const decomposed = '경복궁'.normalize('NFD');
    expect(decodeMetadata(encodeMetadata({ name: decomposed })).name).toBe('경복궁');
    expect(decodeMetadata({ name: encodeURIComponent(decomposed) }).name).toBe('경복궁');
  });

  it('cuts a name between code points at 1,000 encoded bytes', () => {
    const exact = 'a'.repeat(MAX_ENCODED_NAME_BYTES);
    expect(encodeMetadata({ name: exact }).name).toBe(exact);
    expect(encodeMetadata({ name: `${exact}b` }).name).toBe(exact);
    const emoji = decodeMetadata(encodeMetadata({ name: '🎉'.repeat(500) })).name;
    expect(emoji).toBe('🎉'.repeat(Math.floor(MAX_ENCODED_NAME_BYTES / 12)));
  });

  it('replaces half characters instead of failing on them', () => {
    expect(decodeMetadata(encodeMetadata({ name: 'a\uD83Cb' })).name).toBe('a\uFFFDb');
  });

  it('leaves out what is not known', () => {
    expect(encodeMetadata({})).toEqual({});
    expect(encodeMetadata(nothing)).toEqual({});
    expect(decodeMetadata({})).toEqual(nothing);
  });

  it('ignores malformed values one by one', () => {
    expect(
      decodeMetadata({
        name: '%E0%A4%A',
        extension: 'a/b',
        width: '-3',
        height: '1e3',
        uploaded: 'yesterday',
        thumbhash: '<script>',
        sha256: 'abc',
      }),
    ).toEqual(nothing);
    expect(decodeMetadata({ name: '=?UTF-8?B?7IKs7KeE?=', width: '640' })).toEqual({ ...nothing, width: 640 });
    expect(decodeMetadata({ name: '', extension: 'JPG', width: '99999999999' })).toEqual({
      ...nothing,
      extension: 'jpg',
    });
  });

  it('takes nothing from the prototype of the metadata', () => {
    expect(decodeMetadata(Object.create({ name: 'inherited' }) as Record<string, string>)).toEqual(nothing);
  });

  it('refuses facts that S3 or a reader could not take', () => {
    expect(
      encodeMetadata({ extension: 'a b', width: 0, height: 1.5, uploaded: Number.NaN, thumbhash: '한', sha256: 'x' }),
    ).toEqual({});
  });

  it('is ASCII, within 2 KB and comes back equal, whatever the facts', () => {
    const facts = fc.record({
      name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2000 }),
      extension: fc.constantFrom('jpg', 'jpeg', 'png', '사진'),
      width: pixels,
      height: pixels,
      uploaded: fc
        .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
        .map(Number),
      thumbhash: fc.uint8Array({ minLength: 5, maxLength: 25 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      sha256: hex(64),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const metadata = encodeMetadata(given);
        expect(Object.values(metadata).join('')).toMatch(/^[\x21-\x7e]*$/);
        expect(bytesOf(metadata)).toBeLessThanOrEqual(MAX_METADATA_BYTES);
        const back = decodeMetadata(metadata);
        expect(back).toEqual({ ...given, name: back.name });
        expect(
          given.name
            .normalize('NFC')
            .replace(/\p{Surrogate}/gu, '\uFFFD')
            .startsWith(back.name ?? '-'),
        ).toBe(true);
      }),
    );
  });

  it('never throws on metadata of others', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(nothing)), fc.string({ unit: 'binary' })),
        (metadata) => {
          const facts = decodeMetadata(metadata);
          expect(decodeMetadata(encodeMetadata(facts)).extension).toBe(facts.extension);
        },
      ),
    );
  });
});
