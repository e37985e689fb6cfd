import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageFormats } from '../../../shared/image-format.ts';
import { FOREIGN_IMAGE_EXTENSIONS, parseKey, stemOf, variantKey } from '../../../shared/object-key.ts';

const uuid = 'f06bb30d-c640-41bc-b287-9b22111ac762';

const hex = fc.constantFrom(...'0123456789abcdefABCDEF');
const hexOf = (length: number) => fc.string({ unit: hex, minLength: length, maxLength: length });
const anyUuid = fc.tuple(hexOf(8), hexOf(4), hexOf(4), hexOf(4), hexOf(12)).map((parts) => parts.join('-'));
const folder = fc
  .array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 3 })
  .map((parts) => parts.map((part) => `${part}/`).join(''));
const size = fc.oneof(
  fc.constant('thumbnail' as const),
  fc.constant('original' as const),
  fc.integer({ min: 1, max: 1e9 }),
);

describe('parseKey', () => {
  it('takes a variant of the earlier web application apart', () => {
    expect(parseKey(`post/${uuid}_512.webp`)).toEqual({
      kind: 'group',
      album: 'post/',
      uuid,
      stem: `post/${uuid}`,
      size: 512,
      extension: 'webp',
    });
    expect(parseKey(`${uuid}_thumbnail.webp`)).toMatchObject({ kind: 'group', album: '', size: 'thumbnail' });
    expect(parseKey(`a/b//${uuid}_original.JPG`)).toMatchObject({ album: 'a/b//', size: 'original', extension: 'JPG' });
  });

  it('keeps the case of a uuid', () => {
    expect(parseKey(`post/${uuid.toUpperCase()}_512.webp`)).toMatchObject({ uuid: uuid.toUpperCase() });
  });

  it.each([
    ['a width of zero', `${uuid}_0.webp`],
    ['a width with a leading zero', `${uuid}_0512.webp`],
    ['a width beyond any picture', `${uuid}_1000000001.webp`],
    ['a width of silly length', `${uuid}_${'9'.repeat(40)}.webp`],
    ['a width that is no WebP', `${uuid}_512.png`],
    ['an upper-case ending', `${uuid}_512.WEBP`],
    ['a thumbnail that is no WebP', `${uuid}_thumbnail.jpg`],
    ['a uuid without a size', `${uuid}.webp`],
    ['a camera name that looks like a size', 'IMG_1.jpg'],
    ['a base that only ends in a uuid', `x${uuid}_512.webp`],
  ])('does not group %s', (_, key) => {
    expect(parseKey(`post/${key}`).kind).toBe('foreign');
  });

  it('takes the largest width that counts', () => {
    expect(parseKey(`${uuid}_1000000000.webp`)).toMatchObject({ kind: 'group', size: 1e9 });
  });

  it.each(Object.values(imageFormats).flatMap(({ extensions }) => extensions))(
    'shows a picture that ends in .%s',
    (ending) => {
      expect(parseKey(`trip/IMG_1.${ending}`)).toMatchObject({ kind: 'foreign', extension: ending });
    },
  );

  it('knows other pictures by their ending, whatever its case', () => {
    expect(parseKey('trip/IMG_1.JPG')).toEqual({ kind: 'foreign', album: 'trip/', base: 'IMG_1', extension: 'JPG' });
    expect(parseKey('a.b.tiff')).toEqual({ kind: 'foreign', album: '', base: 'a.b', extension: 'tiff' });
  });

  it.each([
    '',
    '/',
    'folder/',
    'notes.txt',
    'no-extension',
    '.jpg',
    'a/.webp',
    'page.svg',
    'photo.heic',
    'jpg',
    'a.jpg/',
  ])('leaves %j to the others', (key) => {
    expect(parseKey(key)).toEqual({ kind: 'other' });
  });

  it('case 47: keeps spaces, +, %, emoji and double slashes of a foreign key', () => {
    const key = 'a b//100% + 1/사진 🎉.jpeg';
    expect(parseKey(key)).toEqual({ kind: 'foreign', album: 'a b//100% + 1/', base: '사진 🎉', extension: 'jpeg' });
  });

  it('round trips every key of our layout', () => {
    fc.assert(
      fc.property(
        folder,
        anyUuid,
        size,
        fc.constantFrom('png', 'JPG', 'tiff', 'webp'),
        (album, id, variant, extension) => {
          const key = variantKey(album, id, variant, extension);
          const parsed = parseKey(key);
          expect(parsed).toMatchObject({ kind: 'group', album, uuid: id, size: variant, stem: album + id });
          if (parsed.kind === 'group')
            expect(variantKey(parsed.album, parsed.uuid, parsed.size, parsed.extension)).toBe(key);
        },
      ),
    );
  });

  it('makes the same key again of whatever it takes apart', () => {
    const base = fc.oneof(fc.string({ unit: 'grapheme' }), anyUuid, fc.string());
    const ending = fc.oneof(fc.constantFrom(...FOREIGN_IMAGE_EXTENSIONS, 'WebP', 'txt'), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(folder, base, ending, (album, name, extension) => {
        const key = `${album}${name}.${extension}`;
        const parsed = parseKey(key);
        if (parsed.kind === 'foreign') expect(`${parsed.album}${parsed.base}.${parsed.extension}`).toBe(key);
        if (parsed.kind === 'group')
          expect(variantKey(parsed.album, parsed.uuid, parsed.size, parsed.extension)).toBe(key);
      }),
    );
  });
});

describe('stemOf', () => {
  it('is the same for all sizes of a picture, and the key itself for what is not of our layout', () => {
    const sizes = ['thumbnail', 512, 'original'] as const;
    for (const size of sizes) expect(stemOf(variantKey('a/b/', uuid, size, 'JPG'))).toBe(`a/b/${uuid}`);
    for (const key of ['a/IMG_1.jpg', 'a/IMG_1.png', 'a/notes.txt', `a/${uuid}_512.png`, 'a/', '']) {
      expect(stemOf(key)).toBe(key);
    }
  });
});
