import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteKeys, orderOfKeys } from '../../../electron/catalogue/byte-keys.ts';
import { NAME_KEY_BYTES, nameSortKey, writeNameKey } from '../../../electron/catalogue/name-order.ts';
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

/** Made of what is alike for long, of few bytes, and of any. */
const byteKeys = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 4, max: 2 }),
    fc.uint8Array({ maxLength: 6 }),
    fc.uint8Array({ maxLength: 2 }).map((end) => Uint8Array.of(...Array(40).fill(7), ...end)),
  ),
  { maxLength: 200 },
);

async function orderOf(keys: readonly Uint8Array[]): Promise<number[]> {
  const packed = new ByteKeys(keys.length);
  for (const key of keys) packed.add(key, key.length);
  return [...(await orderOfKeys(packed, new TimeSlice()))];
}

const sorted = (keys: readonly Uint8Array[]): number[] =>
  [...keys.keys()].sort((a, b) => Buffer.compare(keys[a] ?? Buffer.of(), keys[b] ?? Buffer.of()));

describe('orderOfKeys', () => {
  it('orders like a stable sort by bytes, for any keys', async () => {
    await fc.assert(
      fc.asyncProperty(byteKeys, async (keys) => {
        expect(await orderOf(keys)).toEqual(sorted(keys));
      }),
      { numRuns: 200 },
    );
  });

  it.each([0, 1, 24, 25, 4095, 4096, 4097, 30_000])('orders %i keys, many of them alike', async (count) => {
    const keys = Array.from({ length: count }, (_, at) => Buffer.from(`IMG_${(at * 7919) % 1009}`));
    expect(await orderOf(keys)).toEqual(sorted(keys));
  });

  it('keeps keys of any length apart', async () => {
    const keys = [70_000, 65_535, 65_534, 1].map((length) => Buffer.alloc(Math.min(length, 65_535), 5));
    expect(await orderOf(keys)).toEqual([3, 2, 0, 1]);
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

  it('is the same by bytes', () => {
    const unit = fc.constantFrom(
      'a',
      'B',
      '0',
      '7',
      '12',
      '00',
      'é',
      'e\u0301',
      'İ',
      '가',
      '각',
      '山',
      '😀',
      '\uffee',
      '_',
      ' ',
    );
    const name = fc.oneof(
      fc.string({ unit, maxLength: 12 }),
      fc.string({ unit: 'binary' }),
      fc.constant('9'.repeat(2000)),
    );
    const bytesOf = (text: string): Buffer => {
      const bytes = new Uint8Array(NAME_KEY_BYTES);
      return Buffer.from(bytes.subarray(0, writeNameKey(text, bytes, 0)));
    };
    fc.assert(
      fc.property(name, name, (a, b) => {
        const [left, right] = [nameSortKey(a), nameSortKey(b)];
        expect(Math.sign(Buffer.compare(bytesOf(a), bytesOf(b)))).toBe(left < right ? -1 : left > right ? 1 : 0);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves room for the longest of keys', () => {
    const bytes = new Uint8Array(NAME_KEY_BYTES + 1);
    for (const unit of ['\ufb2c', '1a', '힣', '\u{1d160}'])
      expect(writeNameKey(unit.repeat(3000), bytes, 0)).toBeLessThanOrEqual(NAME_KEY_BYTES);
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
