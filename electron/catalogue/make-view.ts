import type { Section } from '../../shared/pictures.ts';
import type { ViewQuery } from './catalogue.ts';
import type { GroupTable } from './group-table.ts';
import type { Naming } from './naming.ts';
import type { Orders } from './orders.ts';
import { searchFilter } from './search.ts';
import { monthSections, plainSection } from './sections.ts';
import { sortRows } from './sort-rows.ts';
import { TimeSlice } from './time-slice.ts';

export interface MadeView {
  ids: Uint32Array;
  bytes: number;
  sections: Section[];
}

/** What a view is made from. `isIncomplete` judges at the time of the call. */
export interface ViewSources {
  table: GroupTable;
  naming: Naming;
  orders: Orders;
  isIncomplete: (row: number) => boolean;
}

/** Selects, orders and divides the groups that a query names, giving the thread back between stretches of work. */
export async function makeView(query: ViewQuery, sources: ViewSources): Promise<MadeView> {
  const slice = new TimeSlice();
  const { ids, bytes } = await select(query, sources, slice);
  const byDate = query.sort === 'newest' || query.sort === 'oldest';
  const sections = byDate
    ? await monthSections(ids.length, (index) => sources.table.modified.get(ids[index] ?? 0), slice)
    : plainSection(ids.length);
  return { ids, bytes, sections };
}

/** The rows that a query names, in their order. */
async function select(
  query: ViewQuery,
  sources: ViewSources,
  slice: TimeSlice,
): Promise<{ ids: Uint32Array; bytes: number }> {
  const { table, orders } = sources;
  const isWhole = query.album === null && query.search.trim() === '' && !query.incompleteOnly;
  if (isWhole) return { ids: await orders.all(query.sort, slice), bytes: table.albums.bytes() };
  const ordered = await orders.upToDate(query.sort, slice);
  const { ids, bytes } = await filter(ordered, query, sources, slice);
  return { ids: ordered === null ? await sortRows(ids, query.sort, sources, slice) : ids, bytes };
}

/** Those of `rows` (null for all, in the order of their numbers) that a query names. */
async function filter(
  rows: Uint32Array | null,
  query: ViewQuery,
  { table, naming, isIncomplete }: ViewSources,
  slice: TimeSlice,
): Promise<{ ids: Uint32Array<ArrayBuffer>; bytes: number }> {
  const album = query.album === null ? null : table.albums.find(query.album);
  const fits = searchFilter(query.search, table, naming);
  const selected = new Uint32Array(rows?.length ?? table.count);
  let count = 0;
  let bytes = 0;
  await slice.each(selected.length, (from, to) => {
    for (let at = from; at < to; at += 1) {
      const row = rows === null ? at : (rows[at] ?? 0);
      if ((album !== null && table.albumNumber(row) !== album) || !table.isLive(row)) continue;
      if ((query.incompleteOnly && !isIncomplete(row)) || !fits(row)) continue;
      selected[count] = row;
      count += 1;
      bytes += table.bytes(row);
    }
  });
  return { ids: selected.slice(0, count), bytes };
}
