import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  distinctName,
  fileNameFor,
  MAX_FILE_NAME_BYTES,
  type NameFacts,
  nameKey,
  safeFileName,
  splitExtension,
  utf8Length,
} from '../../../shared/file-name.ts';

const RUNS = 3000;
const uuid = 'f06bb30d-c640-41bc-b287-9b22111ac762';
const named = (name: string | null, rest: Partial<NameFacts> = {}): string =>
  fileNameFor({ name, base: uuid, size: 512, extension: 'png', foreign: false, ...rest });

/** Names as people and attackers make them: any code unit, the forbidden ones often, device names, long ones. */
const hostileName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom(...'/\\:*?"<>|. \u0000\n\u202E\u200D\uD800\uDC00é', 'e\u0301', '한', '👩‍👩‍👧', '\u0338'),
  }),
  fc
    .tuple(fc.constantFrom('CON', 'nul', 'CLOCK$', 'COM¹', 'lpt3', 'aux ', '..', '.'), fc.string({ maxLength: 300 }))
    .map(([start, rest]) => start + rest),
);

function expectSafe(name: string): void {
  expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}\u202A-\u202E\u2066-\u2069\p{Noncharacter_Code_Point}]/u);
  expect(name).not.toMatch(/[\u{D800}-\u{DFFF}]/u);
  expect(name).not.toMatch(/^[. ]|[. ]$/u);
  expect(name).not.toMatch(/^(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[\d¹²³]) *(\.|$)/iu);
  expect(name).toBe(name.normalize('NFC'));
  expect(name.length).toBeGreaterThan(0);
  expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES);
  expect(name.length).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES);
}

describe('fileNameFor', () => {
  it('joins name, size and extension', () => {
    expect(named('IMG_2041')).toBe('IMG_2041_512.png');
    expect(named('IMG_2041', { size: 'original', extension: 'jpg' })).toBe('IMG_2041_original.jpg');
    expect(named('IMG_2041', { size: 'thumbnail', extension: 'webp' })).toBe('IMG_2041_thumbnail.webp');
  });

  it('takes the base of the key where there is no name, or none that can be shown', () => {
    expect(named(null)).toBe(`${uuid}_512.png`);
    expect(named('')).toBe(`${uuid}_512.png`);
    expect(named(' \u202E ')).toBe(`${uuid}_512.png`);
    expect(named(null, { base: '\u200B' })).toBe('image_512.png');
  });

  it('gives a foreign image its own name without a size', () => {
    expect(named(null, { base: 'IMG_1', size: 'original', extension: 'jpg', foreign: true })).toBe('IMG_1.jpg');
    expect(named(null, { base: 'no extension', size: 'original', extension: '', foreign: true })).toBe('no extension');
  });

  it('keeps every part of a name with several dots', () => {
    expect(named('a.b.c')).toBe('a.b.c_512.png');
    expect(named('wait...')).toBe('wait..._512.png');
  });

  it('case 50: keeps Korean, Japanese, Arabic, Persian and emoji names as they are', () => {
    for (const name of ['경주 여행', '夏　の写真', 'صورة', 'می‌خواهم', '👩‍👩‍👧 가족', '🏴󠁧󠁢󠁳󠁣󠁴󠁿 tour']) {
      expect(named(name)).toBe(`${name}_512.png`);
    }
  });

  it('case 50: composes decomposed Korean, so that one name has one spelling', () => {
    expect(named('경주'.normalize('NFD'))).toBe('경주_512.png');
  });

  it('case 40: takes the danger out of paths, devices, hidden names and reversed text', () => {
    expect(named('../../etc/passwd')).toBe('___.._etc_passwd_512.png');
    expect(named('CON')).toBe('CON_512.png');
    expect(named('nul.tar.gz')).toBe('_nul.tar.gz_512.png');
    expect(named('com¹ .x')).toBe('_com¹ .x_512.png');
    expect(named(null, { base: 'CLOCK$', extension: 'jpg', foreign: true })).toBe('_CLOCK$.jpg');
    expect(named('photo\u202Egpj')).toBe('photogpj_512.png');
    expect(named('.env')).toBe('_env_512.png');
    expect(named('a\uD800b\u0000c')).toBe('a_b_c_512.png');
  });

  it('case 40: cuts at 255 bytes between graphemes and keeps size and extension', () => {
    expect(named('x'.repeat(300))).toBe(`${'x'.repeat(247)}_512.png`);
    expect(named('x'.repeat(247))).toBe(`${'x'.repeat(247)}_512.png`);
    expect(named('한'.repeat(100))).toBe(`${'한'.repeat(82)}_512.png`);
    expect(named(`nul.${'x'.repeat(300)}`)).toBe(`_nul.${'x'.repeat(242)}_512.png`);
    expect(named('👩‍👩‍👧'.repeat(20))).toBe(`${'👩‍👩‍👧'.repeat(13)}_512.png`);
  });

  it('cuts inside a single grapheme that alone is too long', () => {
    const name = named(`a${'\u0323'.repeat(400)}`);
    expectSafe(name);
    expect(name.startsWith('ạ')).toBe(true);
  });

  it('case 40: is safe, and keeps size and extension, for any name', () => {
    fc.assert(
      fc.property(fc.option(hostileName), hostileName, fc.boolean(), (name, base, foreign) => {
        const result = fileNameFor({ name, base, size: 1920, extension: 'webp', foreign });
        expectSafe(result);
        expect(result.endsWith(foreign ? '.webp' : '_1920.webp')).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('is safe for any extension', () => {
    fc.assert(
      fc.property(hostileName, hostileName, (name, extension) => expectSafe(named(name, { extension, foreign: true }))),
      { numRuns: RUNS },
    );
  });
});

describe('safeFileName', () => {
  it('keeps the name and extension of an object that is no image', () => {
    expect(safeFileName('보고서 최종.pdf')).toBe('보고서 최종.pdf');
    expect(safeFileName('aux.csv')).toBe('_aux.csv');
    expect(safeFileName('notes. ')).toBe('notes');
    expect(safeFileName('')).toBe('image');
    expect(safeFileName(`${'y'.repeat(300)}.csv`)).toBe(`${'y'.repeat(251)}.csv`);
  });

  it('case 40: is safe for any name', () => {
    fc.assert(
      fc.property(hostileName, (name) => expectSafe(safeFileName(name))),
      { numRuns: RUNS },
    );
  });
});

describe('splitExtension', () => {
  it('parts at the last dot only', () => {
    expect(splitExtension('a.b.JPG')).toEqual({ stem: 'a.b', extension: 'JPG' });
    expect(splitExtension('.hidden')).toEqual({ stem: '.hidden', extension: '' });
    expect(splitExtension('plain')).toEqual({ stem: 'plain', extension: '' });
    expect(splitExtension('ends.')).toEqual({ stem: 'ends.', extension: '' });
  });
});

describe('distinctName', () => {
  const takenBy = (names: string[]) => {
    const keys = new Set(names.map(nameKey));
    return (name: string) => keys.has(nameKey(name));
  };

  it('case 46: numbers a name that is taken, before the extension', () => {
    expect(distinctName('name_512.png', takenBy([]))).toBe('name_512.png');
    expect(distinctName('name_512.png', takenBy(['name_512.png']))).toBe('name_512 (2).png');
    expect(distinctName('name_512.png', takenBy(['name_512.png', 'name_512 (2).png']))).toBe('name_512 (3).png');
  });

  it('case 40: takes twins by case and by decomposition for the same name', () => {
    expect(distinctName('Foto_512.png', takenBy(['fOTO_512.PNG']))).toBe('Foto_512 (2).png');
    expect(distinctName('가_512.png', takenBy(['가_512.png'.normalize('NFD')]))).toBe('가_512 (2).png');
  });

  it('case 46: keeps the size when the longest name is numbered', () => {
    const longest = named('x'.repeat(300));
    expect(distinctName(longest, takenBy([longest]))).toBe(`${'x'.repeat(243)}_512 (2).png`);
  });

  it('case 46: gives every member of a batch its own safe name', () => {
    const names = fc.array(fc.oneof(hostileName, fc.constantFrom('a', 'A', 'é', 'e\u0301', 'x'.repeat(300))), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(names, (batch) => {
        const keys = new Set<string>();
        for (const name of batch) {
          const given = distinctName(named(name), (candidate) => keys.has(nameKey(candidate)));
          expectSafe(given);
          expect(keys.has(nameKey(given))).toBe(false);
          keys.add(nameKey(given));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('measures UTF-8 as an encoder does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
      }),
    );
  });
});
