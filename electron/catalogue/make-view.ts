import type { SortOrder } from '../../shared/contract.ts';
import type { Section } from '../../shared/pictures.ts';
import type { ViewQuery } from './catalogue.ts';
import type { GroupTable } from './group-table.ts';
import { nameSortKey, orderOfTexts } from './name-order.ts';
import type { Naming } from './naming.ts';
import { MAX_SORT_KEY, sortByKey } from './order.ts';
import { searchFilter } from './search.ts';
import { monthSections, plainSection } from './sections.ts';
import { TimeSlice } from './time-slice.ts';

const WORD = 2 ** 32;
const HALF_WORD = 2 ** 16;

export interface MadeView {
  ids: Uint32Array;
  bytes: number;
  sections: Section[];
}

/** What a view is made from. `isIncomplete` judges at the time of the call. */
export interface ViewSources {
  table: GroupTable;
  naming: Naming;
  isIncomplete: (row: number) => boolean;
}

/** Selects, orders and divides the groups that a query names, giving the thread back between stretches of work. */
export async function makeView(query: ViewQuery, sources: ViewSources): Promise<MadeView> {
  const slice = new TimeSlice();
  const { ids, bytes } = await select(query, sources, slice);
  const sorted = await sort(ids, query.sort, sources, slice);
  const byDate = query.sort === 'newest' || query.sort === 'oldest';
  const sections = byDate
    ? await monthSections(sorted.length, (index) => sources.table.modified.get(sorted[index] ?? 0), slice)
    : plainSection(sorted.length);
  return { ids: sorted, bytes, sections };
}

async function select(
  query: ViewQuery,
  { table, naming, isIncomplete }: ViewSources,
  slice: TimeSlice,
): Promise<{ ids: Uint32Array; bytes: number }> {
  const album = query.album === null ? null : table.albums.find(query.album);
  const fits = searchFilter(query.search, table, naming);
  const selected = new Uint32Array(table.count);
  let count = 0;
  let bytes = 0;
  await slice.each(selected.length, (from, to) => {
    for (let row = from; row < to; row += 1) {
      if (!table.isLive(row) || (album !== null && table.albumNumber(row) !== album)) continue;
      if ((query.incompleteOnly && !isIncomplete(row)) || !fits(row)) continue;
      selected[count] = row;
      count += 1;
      bytes += table.bytes(row);
    }
  });
  return { ids: selected.slice(0, count), bytes };
}

async function sort(ids: Uint32Array, order: SortOrder, sources: ViewSources, slice: TimeSlice): Promise<Uint32Array> {
  const { table } = sources;
  if (order === 'name') return sortByName(ids, sources, slice);
  if (order === 'oldest') await sortByKey(ids, (row) => table.modified.get(row), slice);
  else if (order === 'newest') await sortByKey(ids, (row) => MAX_SORT_KEY - table.modified.get(row), slice);
  else await sortByKey(ids, (row) => MAX_SORT_KEY - table.bytes(row), slice);
  return ids;
}

/** Named groups by their names, then the nameless by uuid: a heap of hex digits between names helps nobody. */
async function sortByName(ids: Uint32Array, { table, naming }: ViewSources, slice: TimeSlice): Promise<Uint32Array> {
  const named: number[] = [];
  const keys: string[] = [];
  const nameless: number[] = [];
  await slice.each(ids.length, (from, to) => {
    for (const row of ids.subarray(from, to)) {
      if (naming.isNameless(row)) nameless.push(row);
      else {
        named.push(row);
        keys.push(nameSortKey(naming.displayName(row)));
      }
    }
  });
  const places = await orderOfTexts(keys, slice);
  const rest = Uint32Array.from(nameless);
  await sortByUuid(rest, table, slice);
  const sorted = new Uint32Array(ids.length);
  sorted.set(places.map((place) => named[place] ?? 0));
  sorted.set(rest, named.length);
  return sorted;
}

/** 128 bits in three stable rounds, the least significant first. */
async function sortByUuid(ids: Uint32Array, table: GroupTable, slice: TimeSlice): Promise<void> {
  await sortByKey(ids, (row) => table.uuidWord(row, 3), slice);
  await sortByKey(ids, (row) => (table.uuidWord(row, 1) % HALF_WORD) * WORD + table.uuidWord(row, 2), slice);
  await sortByKey(
    ids,
    (row) => table.uuidWord(row, 0) * HALF_WORD + Math.floor(table.uuidWord(row, 1) / HALF_WORD),
    slice,
  );
}
