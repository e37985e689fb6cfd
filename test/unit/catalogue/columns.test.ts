import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { albumLabel } from '../../../electron/catalogue/albums.ts';
import { BigNumberColumn } from '../../../electron/catalogue/big-numbers.ts';
import { ByteArena } from '../../../electron/catalogue/byte-arena.ts';
import { bytes8, doubles } from '../../../electron/catalogue/columns.ts';
import { EtagColumn } from '../../../electron/catalogue/etags.ts';
import { ExtraVariants } from '../../../electron/catalogue/extra-variants.ts';
import { FactsColumn } from '../../../electron/catalogue/facts.ts';
import { finishHash, mixHash, StemIndex } from '../../../electron/catalogue/stem-index.ts';
import { emptyUuid, packUuid, UuidColumn } from '../../../electron/catalogue/uuids.ts';
import { uuidOf } from './support.ts';

describe('a column', () => {
  it('grows by whole chunks and reads 0 where nothing was set', () => {
    const column = doubles();
    expect(column.byteLength).toBe(0);
    column.set(4095, 1.5);
    expect(column.byteLength).toBe(4096 * 8);
    column.set(4096, 2.5);
    expect(column.byteLength).toBe(2 * 4096 * 8);
    expect([4094, 4095, 4096, 99_999].map((index) => column.get(index))).toEqual([0, 1.5, 2.5, 0]);
    column.clear();
    expect(column.get(4095)).toBe(0);
  });

  it('of bytes takes 1 byte an entry', () => {
    const column = bytes8();
    column.set(0, 255);
    expect([column.get(0), column.byteLength]).toEqual([255, 4096]);
  });

  it('of sizes keeps those beyond 4 GB exact, and forgets them when they shrink', () => {
    const column = new BigNumberColumn();
    const sizes = [0, 0xffff_fffe, 0xffff_ffff, 2 ** 32, 2 ** 50];
    sizes.forEach((size, index) => {
      column.set(index, size);
    });
    expect(sizes.map((_, index) => column.get(index))).toEqual(sizes);
    column.set(4, 7);
    expect(column.get(4)).toBe(7);
  });
});

describe('ETags', () => {
  const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

  it('come back as they were, packed or not', () => {
    const column = new EtagColumn();
    const etags = [md5, `${md5}-12`, '', 'opaque', md5.toUpperCase()];
    etags.forEach((etag, row) => {
      column.set(row, etag);
    });
    expect(etags.map((_, row) => column.get(row))).toEqual(etags);
    column.set(1, md5);
    column.set(0, '');
    expect([column.get(1), column.get(0), column.short(0)]).toEqual([md5, '', '']);
  });

  it('are ordered like their texts', () => {
    const etag = fc.oneof(
      fc.string({ unit: fc.constantFrom('0', '9', 'a', 'f'), minLength: 32, maxLength: 32 }),
      fc.constantFrom('', 'x', `${md5}-2`),
    );
    fc.assert(
      fc.property(etag, etag, (a, b) => {
        fc.pre(!/^0*$/.test(a) || a === '');
        const column = new EtagColumn();
        column.set(0, a);
        expect(Math.sign(column.compare(0, b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});

describe('uuids', () => {
  it('come back letter by letter, in any case', () => {
    const digit = fc.constantFrom(...'0123456789abcdefABCDEF');
    const part = (length: number) => fc.string({ unit: digit, minLength: length, maxLength: length });
    fc.assert(
      fc.property(fc.tuple(part(8), part(4), part(4), part(4), part(12)), (parts) => {
        const text = parts.join('-');
        const packed = emptyUuid();
        packUuid(text, packed);
        const column = new UuidColumn();
        column.set(3, packed);
        expect(column.text(3)).toBe(text);
        expect(column.equals(3, packed)).toBe(true);
        packUuid(text.toLowerCase(), packed);
        expect(column.equals(3, packed)).toBe(text === text.toLowerCase());
      }),
    );
  });
});

describe('the arena', () => {
  it('never splits a record over two blocks', () => {
    const arena = new ByteArena();
    const length = 700_000;
    const records = [1, 2, 3].map((value) => {
      const { address, block, offset } = arena.reserve(length);
      block.fill(value, offset, offset + length);
      return { address, value };
    });
    for (const { address, value } of records) {
      const { block, offset } = arena.at(address);
      expect(offset + length).toBeLessThanOrEqual(block.length);
      expect(new Set(block.subarray(offset, offset + length))).toEqual(new Set([value]));
    }
    expect(records[0]?.address).not.toBe(0);
  });

  it('fills a block to its last byte', () => {
    const arena = new ByteArena();
    arena.reserve(2 ** 20 - 1);
    expect(arena.reserve(1).address).toBe(2 ** 20);
    expect(arena.byteLength).toBe(2 * 2 ** 20);
  });
});

describe('the index', () => {
  it('finds every row again while it grows, also where all hashes collide', () => {
    for (const hashOf of [(row: number) => finishHash(mixHash(0, row)), () => 5]) {
      const index = new StemIndex(hashOf);
      const rows = 1600;
      for (let row = 0; row < rows; row += 1) index.add(hashOf(row), row);
      for (let row = 0; row < rows; row += 1) expect(index.find(hashOf(row), (found) => found === row)).toBe(row);
      expect(index.find(hashOf(rows), (found) => found === rows)).toBe(-1);
      expect(index.byteLength).toBeLessThan(rows * 16);
    }
  });
});

describe('extra variants', () => {
  it('are set, listed, removed and swept, and their room is used again', () => {
    const extras = new ExtraVariants();
    const original = { size: 'original' as const, extension: 'png', bytes: 5 };
    expect(extras.set(1, original, 1)).toBe(true);
    expect(extras.set(1, original, 2)).toBe(false);
    expect(extras.set(1, { ...original, extension: 'jpg' }, 1)).toBe(true);
    expect(extras.set(1, { size: 511, extension: 'webp', bytes: 2 ** 33 }, 2)).toBe(true);
    expect([extras.count(1), extras.bytes(1), extras.count(2)]).toEqual([3, 2 ** 33 + 10, 0]);
    expect(extras.sweep(1, 2)).toBe(true);
    expect(
      extras
        .list(1)
        .map(({ size, extension }) => [size, extension])
        .sort(),
    ).toEqual([
      [511, 'webp'],
      ['original', 'png'],
    ]);
    const used = extras.byteLength;
    expect(extras.remove(1, { size: 511, extension: 'webp' })).toBe(true);
    expect(extras.remove(1, { size: 511, extension: 'webp' })).toBe(false);
    expect(extras.set(2, { size: 700, extension: 'webp', bytes: 1 }, 2)).toBe(true);
    expect(extras.list(1)).toEqual([original]);
    expect(extras.byteLength).toBe(used);
  });
});

describe('facts', () => {
  it('come back, and setting the same again is no change', () => {
    const column = new FactsColumn();
    const facts = { name: '경복궁 🎉', extension: 'jpeg', width: 1, height: 1e9 };
    expect(column.get(4)).toBeNull();
    expect(column.set(4, facts)).toBe(true);
    expect(column.set(4, { ...facts })).toBe(false);
    expect(column.get(4)).toEqual(facts);
    expect(column.set(5, { name: null, extension: null, width: 3, height: null })).toBe(true);
    expect(column.get(5)).toEqual({ name: null, extension: null, width: 3, height: null });
    expect([column.hasName(4), column.hasName(5), column.name(5)]).toEqual([true, false, null]);
    column.forget(4);
    expect(column.get(4)).toBeNull();
  });
});

describe('the label of an album', () => {
  it.each([
    ['post/', '', 'post'],
    ['', '', ''],
    ['site/post/', 'site/', 'post'],
    ['site/post/', 'site/po', 'post'],
    ['site/', 'site/', ''],
    ['a//', '', 'a/'],
    [`${uuidOf(1)}/`, '', uuidOf(1)],
  ])('of %j under the prefix %j is %j', (album, prefix, label) => {
    expect(albumLabel(album, prefix)).toBe(label);
  });
});
