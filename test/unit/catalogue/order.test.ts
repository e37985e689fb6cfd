import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameSortKey, orderOfTexts } from '../../../electron/catalogue/name-order.ts';
import { MAX_SORT_KEY, sortByKey } from '../../../electron/catalogue/order.ts';
import { fold } from '../../../electron/catalogue/text-pattern.ts';
import { TimeSlice } from '../../../electron/catalogue/time-slice.ts';

const byKey = (a: string, b: string): number => (nameSortKey(a) < nameSortKey(b) ? -1 : 1);

describe('sortByKey', () => {
  it('orders like a stable sort by numbers, for any keys', async () => {
    const keys = fc.array(
      fc.oneof(fc.nat({ max: 3 }), fc.constantFrom(0, 65_535, 65_536, 2 ** 32, MAX_SORT_KEY), fc.maxSafeNat()),
    );
    await fc.assert(
      fc.asyncProperty(keys, async (given) => {
        const ids = Uint32Array.from(given.keys());
        await sortByKey(ids, (id) => given[id] ?? 0, new TimeSlice());
        const clamped = given.map((key) => Math.min(key, MAX_SORT_KEY));
        expect([...ids]).toEqual([...given.keys()].sort((a, b) => (clamped[a] ?? 0) - (clamped[b] ?? 0)));
      }),
      { numRuns: 50 },
    );
  });

  it('takes times before 1970 and fractions for whole numbers from 0', async () => {
    const keys = [2.5, -7, Number.NaN, 1, 2.1];
    const ids = Uint32Array.from(keys.keys());
    await sortByKey(ids, (id) => keys[id] ?? 0, new TimeSlice());
    expect([...ids]).toEqual([1, 2, 3, 0, 4]);
  });
});

describe('orderOfTexts', () => {
  it.each([0, 1, 511, 512, 513, 1024, 1025, 3000])('orders %i texts like a plain sort', async (count) => {
    const texts = Array.from({ length: count }, (_, at) => String((at * 7919) % 1009));
    const order = await orderOfTexts(texts, new TimeSlice());
    const expected = [...texts.keys()].sort((a, b) => {
      const [left = '', right = ''] = [texts[a], texts[b]];
      return left < right ? -1 : left > right ? 1 : a - b;
    });
    expect([...order]).toEqual(expected);
  });
});

describe('the order of names', () => {
  it('counts numbers by value, and neither case nor accents', () => {
    const sorted = [
      '(a)',
      '7',
      '007',
      '10',
      'Äpfel 2',
      'apfel 3',
      'IMG_9',
      'img_10',
      'IMG_0011',
      'Zoo',
      '가',
      '각',
      '나',
    ];
    expect(sorted.toReversed().sort(byKey).map(nameSortKey)).toEqual(sorted.map(nameSortKey));
    expect(nameSortKey('007')).toBe(nameSortKey('7'));
    expect(nameSortKey('ÄPFEL')).toBe(nameSortKey('apfel'));
    expect(nameSortKey('한글'.normalize('NFD'))).toBe(nameSortKey('한글'));
  });

  it('takes numbers of any length', () => {
    expect(['9'.repeat(300), '1'].sort(byKey)[0]).toBe('1');
    expect(nameSortKey('000')).toBe(nameSortKey('0'));
  });
});

describe('fold', () => {
  it('makes composed and decomposed, upper and lower case alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')));
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });
});
