import { type RowPages, rowAt } from '../store/row-pages.ts';
import { type GridLayout, linesBetween } from './layout.ts';

/** The groups between two offsets of the grid, from the top to the bottom; those whose rows are not here yet are left out. */
export function groupsBetween(
  layout: GridLayout,
  pages: RowPages,
  top: number,
  bottom: number,
): Uint32Array<ArrayBuffer> {
  const groupIds: number[] = [];
  for (const { first, count } of linesBetween(layout, top, bottom)) {
    for (let index = first; index < first + count; index += 1) {
      const row = rowAt(pages, index);
      if (row !== undefined) groupIds.push(row.groupId);
    }
  }
  return Uint32Array.from(groupIds);
}

export const areSame = (one: Uint32Array, other: Uint32Array): boolean =>
  one.length === other.length && one.every((groupId, place) => groupId === other[place]);
