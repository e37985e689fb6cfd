import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import { syllablesOf, withoutClusters } from '../../../electron/catalogue/initial-consonants.ts';
import { fold, isPlainUtf8, TextPattern } from '../../../electron/catalogue/text-pattern.ts';
import { object, uuidOf, wholeGroup } from './support.ts';

const isIn = (wanted: string, text: string): boolean => new TextPattern(wanted).isIn(text);

/** The names that a search finds among groups of our layout that are called so, and among foreign files. */
async function found(names: readonly string[], search: string): Promise<string[]> {
  const catalogue: LocalCatalogue = await createCatalogue({ prefix: '', namesPath: null });
  for (const [at, name] of names.entries()) {
    await catalogue.addObjects([...wholeGroup('ours/', uuidOf(at)), object(`theirs/${name}.jpg`)]);
    const group = await catalogue.groupOfKey(`ours/${uuidOf(at)}_512.webp`);
    await catalogue.learn(group ?? -1, { name: encodeURIComponent(name) });
  }
  const view = await catalogue.openView({ album: null, search, sort: 'oldest', incompleteOnly: false });
  const rows = await catalogue.rows(view.viewId, 0, view.count);
  return rows.map(({ name }) => name.normalize('NFC'));
}

describe('a search by initial consonants', () => {
  it('case 50: finds syllables that begin with them, whatever the composition', async () => {
    const names = ['경복궁 야경', '경복궁'.normalize('NFD'), '강변', 'Seoul'];
    expect(await found(names, 'ㄱㅂㄱ')).toEqual(['경복궁 야경', '경복궁 야경', '경복궁', '경복궁']);
    expect(await found(names, 'ㄱㅂ')).toHaveLength(6);
    expect(await found(names, '경ㅂ궁 ㅇ')).toEqual(['경복궁 야경', '경복궁 야경']);
    expect(await found(names, 'ㄱㅂ궁')).toHaveLength(4);
    expect(await found(names, 'ㄱㅎ')).toEqual([]);
  });

  it('knows each of the 19, from its first syllable to its last', () => {
    for (const [index, initial] of [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'].entries()) {
      const first = String.fromCodePoint(0xac00 + index * 588);
      expect(first.normalize('NFD')[0]).toBe(String.fromCodePoint(0x1100 + index));
      expect(syllablesOf(initial)).toEqual({ first: 0xac00 + index * 588, last: 0xac00 + index * 588 + 587 });
      expect(syllablesOf(String.fromCodePoint(0x1100 + index))).toEqual(syllablesOf(initial));
      expect([isIn(initial, first), isIn(initial, initial)]).toEqual([true, true]);
    }
    for (const other of ['ㅏ', 'ㄳ', '가', 'a', '']) expect(syllablesOf(other)).toBeNull();
    expect([isIn('ㄱ', '깋'), isIn('ㄱ', '까'), isIn('ㅎ', '힣')]).toEqual([true, false, true]);
  });

  it('takes two consonants that the keyboard made one for two', () => {
    expect(withoutClusters('ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ')).toBe('ㄱㅅㄴㅈㄴㅎㄹㄱㄹㅁㄹㅂㄹㅅㄹㅌㄹㅍㄹㅎㅂㅅ');
    expect([isIn('ㄳ', '가수'), isIn('ㅄ', '부산 버스'), isIn('ㄳ', '수가')]).toEqual([true, true, false]);
  });

  it('does not read syllables as their initials', () => {
    expect([isIn('가', '각'), isIn('각', '가'), isIn('가', '나가')]).toEqual([false, false, true]);
  });
});

describe('a search', () => {
  const words = fc.string({
    unit: fc.constantFrom('a', 'B', 'é', 'E\u0301', '가', '각', '한', 'ß', '山', '😀', ' ', '.', '_'),
    maxLength: 8,
  });

  it('finds what including the folded text finds, in names of any kind', () => {
    fc.assert(
      fc.property(
        words,
        words.filter((text) => text !== ''),
        (text, wanted) => {
          const expected = fold(text).includes(fold(wanted));
          expect(isIn(wanted, text)).toBe(expected);
          expect(isIn(wanted.normalize('NFD'), text.normalize('NFD'))).toBe(expected);
          const bytes = Buffer.from(text);
          if (!isPlainUtf8(bytes, 0, bytes.length)) return;
          expect(new TextPattern(wanted).isInBytes(bytes, 0, bytes.length)).toBe(expected);
        },
      ),
    );
  });

  it('reads bytes as they are only where folding would change nothing but Latin case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const bytes = Buffer.from(text);
        if (isPlainUtf8(bytes, 0, bytes.length))
          expect(fold(text)).toBe(text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
      }),
      { numRuns: 50 },
    );
    const plain = Buffer.from('IMG_1 경복궁 山');
    expect(isPlainUtf8(plain, 0, plain.length)).toBe(true);
    expect(isPlainUtf8(plain, 0, plain.length - 1)).toBe(false);
  });

  it('with a slash looks at album and key together', async () => {
    const catalogue = await createCatalogue({ prefix: '', namesPath: null });
    await catalogue.addObjects([
      object('여행/서울/IMG_1.jpg'),
      object('여행/IMG_2.jpg'),
      ...wholeGroup('post/', uuidOf(7)),
    ]);
    const count = async (search: string): Promise<number> =>
      (await catalogue.openView({ album: null, search, sort: 'name', incompleteOnly: false })).count;
    const counts = {
      '여행/': 2,
      '행/서': 1,
      '행/i': 1,
      '서울/img_1.j': 1,
      'POST/0000': 1,
      '/': 3,
      'img/': 0,
      'ㅇㅎ/': 2,
      'ㅇㅎ/i': 1,
      't/1': 0,
    };
    for (const [search, expected] of Object.entries(counts))
      expect([search, await count(search)]).toEqual([search, expected]);
  });
});
