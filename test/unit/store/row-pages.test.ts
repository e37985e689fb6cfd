import { describe, expect, it } from 'vitest';
import {
  MAX_PAGES,
  PAGE_ROWS,
  pagesCovering,
  type RowPages,
  rowAt,
  withNames,
  withPages,
} from '../../../renderer/store/row-pages.ts';
import { MAX_ROWS } from '../../../shared/contract.ts';
import type { GroupRow } from '../../../shared/pictures.ts';

const row = (groupId: number): GroupRow => ({
  groupId,
  state: 'complete',
  modified: 0,
  name: `n${groupId}`,
  version: '1',
  placeholder: null,
});
const page = (number: number): readonly GroupRow[] =>
  Array.from({ length: PAGE_ROWS }, (_, at) => row(number * PAGE_ROWS + at));

describe('pages of rows', () => {
  it('ask for no more rows at once than an answer carries', () => {
    expect(PAGE_ROWS).toBeLessThanOrEqual(MAX_ROWS);
  });

  it('cover a stretch with the fewest pages', () => {
    expect(pagesCovering(0, PAGE_ROWS, 10_000)).toEqual([0]);
    expect(pagesCovering(0, PAGE_ROWS + 1, 10_000)).toEqual([0, 1]);
    expect(pagesCovering(PAGE_ROWS - 1, 2, 10_000)).toEqual([0, 1]);
    expect(pagesCovering(PAGE_ROWS, 1, 10_000)).toEqual([1]);
  });

  it('end with the view, and are none for an empty one or beyond its end', () => {
    expect(pagesCovering(0, 5000, PAGE_ROWS)).toEqual([0]);
    expect(pagesCovering(0, 100, 0)).toEqual([]);
    expect(pagesCovering(500, 100, 500)).toEqual([]);
    expect(pagesCovering(-50, 60, 500)).toEqual([0]);
  });

  it('find a row by its place, and none where its page is not here', () => {
    const pages: RowPages = new Map([[1, page(1)]]);
    expect(rowAt(pages, PAGE_ROWS + 3)?.groupId).toBe(PAGE_ROWS + 3);
    expect(rowAt(pages, 3)).toBeUndefined();
  });

  it('keep a bounded number, those used last', () => {
    const full: RowPages = new Map(Array.from({ length: MAX_PAGES }, (_, number) => [number, page(number)]));
    const lastUsed = new Map(Array.from({ length: MAX_PAGES }, (_, number) => [number, MAX_PAGES - number]));
    lastUsed.set(99, 1000);
    const kept = withPages(full, new Map([[99, page(99)]]), lastUsed);
    expect(kept.size).toBe(MAX_PAGES);
    expect(kept.has(99)).toBe(true);
    expect(kept.has(MAX_PAGES - 1)).toBe(false);
    expect(kept.has(0)).toBe(true);
  });

  it('take new names, and stay the same object where none belongs to them', () => {
    const pages: RowPages = new Map([[0, page(0)]]);
    expect(withNames(pages, [{ groupId: 99_999, name: 'far away' }])).toBe(pages);
    const named = withNames(pages, [{ groupId: 2, name: '제주 새벽' }]);
    expect(rowAt(named, 2)?.name).toBe('제주 새벽');
    expect(rowAt(named, 3)).toBe(rowAt(pages, 3));
  });
});
