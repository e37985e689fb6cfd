import { describe, expect, it } from 'vitest';
import { layOut } from '../../../renderer/grid/layout.ts';
import { areSame, groupsBetween } from '../../../renderer/grid/shown-groups.ts';
import { PAGE_ROWS, type RowPages } from '../../../renderer/store/row-pages.ts';

const layout = layOut([300], 800, 190);
const page = (number: number) =>
  Array.from({ length: PAGE_ROWS }, (_, at) => ({
    groupId: 1000 + number * PAGE_ROWS + at,
    state: 'complete' as const,
    modified: 0,
    name: '',
    version: '',
    placeholder: null,
  }));
const all: RowPages = new Map([
  [0, page(0)],
  [1, page(1)],
]);

describe('the groups in the window', () => {
  it('are those of the lines between two offsets, from the top to the bottom', () => {
    const top = (layout.sections[0]?.top ?? 0) + 3 * layout.cell;
    const shown = [...groupsBetween(layout, all, top, top + 2 * layout.cell)];
    expect(shown.length % layout.columns).toBe(0);
    expect(shown).toEqual(Array.from(shown, (_, at) => (shown[0] ?? 0) + at));
    expect(shown.length).toBeLessThanOrEqual(4 * layout.columns);
  });

  it('leave out rows that are not here yet', () => {
    expect([...groupsBetween(layout, new Map([[1, page(1)]]), 0, layout.height)]).toEqual(
      Array.from({ length: 300 - PAGE_ROWS }, (_, at) => 1000 + PAGE_ROWS + at),
    );
    expect([...groupsBetween(layout, new Map(), 0, layout.height)]).toEqual([]);
  });

  it('are told again only where they are others', () => {
    expect(areSame(Uint32Array.from([1, 2]), Uint32Array.from([1, 2]))).toBe(true);
    expect(areSame(Uint32Array.from([1, 2]), Uint32Array.from([2, 1]))).toBe(false);
    expect(areSame(Uint32Array.from([1]), Uint32Array.from([1, 2]))).toBe(false);
  });
});
