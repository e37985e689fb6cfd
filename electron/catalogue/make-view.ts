import type { Section } from '../../shared/pictures.ts';
import type { ViewQuery } from './catalogue.ts';
import type { GroupAnswers } from './group-answers.ts';
import type { GroupTable } from './group-table.ts';
import type { Naming } from './naming.ts';
import type { Orders } from './orders.ts';
import { searchFilter } from './search.ts';
import { monthSections, plainSection } from './sections.ts';
import { sortRows } from './sort-rows.ts';
import { TimeSlice } from './time-slice.ts';

interface MadeView {
  ids: Uint32Array;
  bytes: number;
  sections: Section[];
}

/** What a view is made from. What is incomplete is judged at the time of the call. */
interface ViewSources {
  table: GroupTable;
  naming: Naming;
  orders: Orders;
  answers: Pick<GroupAnswers, 'isIncomplete'>;
}

/** Selects, orders and divides the groups that a query names, giving the thread back between stretches of work. */
export async function makeView(query: ViewQuery, sources: ViewSources): Promise<MadeView> {
  const slice = new TimeSlice();
  const { ids, bytes } = await select(query, sources, slice);
  const byDate = query.sort === 'newest' || query.sort === 'oldest';
  const sections = byDate
    ? monthSections(ids.length, (index) => sources.table.modified.get(ids[index] ?? 0))
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
  if (isWhole) {
    const all = await orders.all(query.sort, slice);
    return { ids: await withoutHidden(all, table, slice), bytes: table.albums.bytes() };
  }
  const fits = await judge(query, sources, slice);
  const ordered = await orders.upToDate(query.sort, slice);
  if (ordered !== null) return { ids: await among(ordered, fits, slice), bytes: fits.bytes };
  const ids = await among(null, fits, slice);
  return { ids: await sortRows(ids, query.sort, sources, slice), bytes: fits.bytes };
}

/** Which rows a query names: 1 by number of the row. */
interface Fits {
  marks: Uint8Array;
  count: number;
  bytes: number;
}

/** Goes through the rows as they lie in memory: in the order of a view most of the time would be spent waiting for it. */
async function judge(query: ViewQuery, { table, naming, answers }: ViewSources, slice: TimeSlice): Promise<Fits> {
  const album = query.album === null ? null : table.albums.find(query.album);
  const isWanted = query.search.trim() === '' ? null : searchFilter(query.search, table, naming);
  // What a whole album has is known: no need to read each of its rows.
  const knownBytes = album === null || isWanted !== null || query.incompleteOnly ? null : table.albums.bytesOf(album);
  const fits: Fits = { marks: new Uint8Array(table.count), count: 0, bytes: knownBytes ?? 0 };
  const { marks } = fits;
  await slice.each(marks.length, (from, to) => {
    if (album === null) marks.fill(1, from, to);
    else table.markAlbum(album, marks, from, to);
    for (let row = from; row < to; row += 1) {
      if (marks[row] === 0) continue;
      const fit =
        table.isShown(row) && (isWanted?.(row) ?? true) && (!query.incompleteOnly || answers.isIncomplete(row));
      if (fit) {
        fits.count += 1;
        if (knownBytes === null) fits.bytes += table.bytes(row);
      } else marks[row] = 0;
    }
  });
  return fits;
}

async function withoutHidden(rows: Uint32Array, { hidden }: GroupTable, slice: TimeSlice): Promise<Uint32Array> {
  if (hidden.size === 0) return rows;
  const shown = new Uint32Array(rows.length);
  let count = 0;
  await slice.each(rows.length, (from, to) => {
    for (let at = from; at < to; at += 1) {
      const row = rows[at] ?? 0;
      if (!hidden.has(row)) shown[count++] = row;
    }
  });
  return shown.subarray(0, count);
}

/** Those of `rows` that fit; null for all, by number. */
async function among(
  rows: Uint32Array | null,
  { marks, count }: Fits,
  slice: TimeSlice,
): Promise<Uint32Array<ArrayBuffer>> {
  const chosen = new Uint32Array(count);
  let next = 0;
  await slice.each(rows?.length ?? marks.length, (from, to) => {
    for (let at = from; at < to; at += 1) {
      const row = rows === null ? at : (rows[at] ?? 0);
      if (marks[row] === 1) chosen[next++] = row;
    }
  });
  return chosen.subarray(0, next);
}
