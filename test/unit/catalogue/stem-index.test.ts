import { describe, expect, it } from 'vitest';
import { SectionWriter } from '../../../electron/catalogue/snapshot-sections.ts';
import { finishHash, StemIndex } from '../../../electron/catalogue/stem-index.ts';
import { TimeSlice } from '../../../electron/catalogue/time-slice.ts';

const ROWS = 20_000;

function indexOf(rows: number) {
  let asked = 0;
  const hashOf = (row: number): number => finishHash(row);
  const index = new StemIndex((row) => {
    asked += 1;
    return hashOf(row);
  });
  const find = (row: number): number => index.find(hashOf(row), (candidate) => candidate === row);
  const add = (row: number): number => {
    asked = 0;
    index.add(hashOf(row), row);
    return asked;
  };
  for (let row = 0; row < rows; row += 1) add(row);
  return { index, find, add };
}

describe('the index of stems', () => {
  it('finds what was added at every point of its growth, and nothing else', () => {
    const { find, add } = indexOf(0);
    for (let row = 0; row < ROWS; row += 1) {
      expect(find(row)).toBe(-1);
      add(row);
      expect(find(row)).toBe(row);
      expect(find(row >>> 1)).toBe(row >>> 1);
    }
    expect(Array.from({ length: ROWS }, (_, row) => find(row))).toEqual(Array.from({ length: ROWS }, (_, row) => row));
  });

  it('moves a few rows with each that is added, never all of them at once', () => {
    const { add } = indexOf(0);
    let most = 0;
    for (let row = 0; row < ROWS; row += 1) most = Math.max(most, add(row));
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(32);
  });

  it('has moved all where it was settled', async () => {
    const { index, find } = indexOf(769);
    const growing = index.byteLength;
    await index.settle(new TimeSlice());
    expect(index.byteLength).toBeLessThan(growing);
    expect(Array.from({ length: 769 }, (_, row) => find(row))).toEqual(Array.from({ length: 769 }, (_, row) => row));
  });

  it('is kept whole where it is in the middle of its growth', () => {
    // The next row after three quarters of 1,024 slots begins the larger index.
    const rows = 769;
    const { index, find } = indexOf(rows);
    const sections = new SectionWriter();
    index.save(sections);
    const [piece] = sections.sections[0]?.pieces ?? [];
    const slots = new Uint32Array(piece?.buffer ?? new ArrayBuffer(0));
    expect(slots.length).toBe(2048);
    expect(slots.filter((entry) => entry !== 0).length).toBe(rows);
    expect(find(0)).toBe(0);
    expect(find(rows - 1)).toBe(rows - 1);
  });
});
