import type { GroupRow } from '../../shared/pictures.ts';

/** Rows are asked for in stretches of this many: a few windows' worth, far under the contract's limit. */
export const PAGE_ROWS = 200;

/** The renderer keeps no more pages than this (4,800 rows, about 1 MB), however large the bucket. */
export const MAX_PAGES = 24;

/** Rows of the current view by page number. */
export type RowPages = ReadonlyMap<number, readonly GroupRow[]>;

/** The row at a place in the view; undefined while it is not here. */
export const rowAt = (pages: RowPages, index: number): GroupRow | undefined =>
  pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];

/** Numbers of the pages that cover `count` rows from `from`, within a view of `total` rows. */
export function pagesCovering(from: number, count: number, total: number): number[] {
  const first = Math.max(0, from);
  const end = Math.min(total, from + count);
  if (end <= first) return [];
  const firstPage = Math.floor(first / PAGE_ROWS);
  const lastPage = Math.floor((end - 1) / PAGE_ROWS);
  return Array.from({ length: lastPage - firstPage + 1 }, (_, offset) => firstPage + offset);
}

/** `pages` with `added` in it, bounded to the pages used last. `lastUsed` gives each page's tick; the lowest leave. */
export function withPages(pages: RowPages, added: RowPages, lastUsed: ReadonlyMap<number, number>): RowPages {
  const all = new Map([...pages, ...added]);
  if (all.size <= MAX_PAGES) return all;
  const byUse = [...all.keys()].sort((a, b) => (lastUsed.get(b) ?? 0) - (lastUsed.get(a) ?? 0));
  for (const page of byUse.slice(MAX_PAGES)) all.delete(page);
  return all;
}

/** `pages` with new names for groups that are in them; the same object where none is. */
export function withNames(pages: RowPages, names: readonly { groupId: number; name: string }[]): RowPages {
  const nameOf = new Map(names.map(({ groupId, name }) => [groupId, name]));
  const changed = new Map<number, GroupRow[]>();
  for (const [page, rows] of pages) {
    if (!rows.some((row) => nameOf.has(row.groupId))) continue;
    changed.set(
      page,
      rows.map((row) => {
        const name = nameOf.get(row.groupId);
        return name === undefined ? row : { ...row, name };
      }),
    );
  }
  return changed.size === 0 ? pages : new Map([...pages, ...changed]);
}
