import type { SortOrder } from '../../shared/contract.ts';
import type { GroupTable } from './group-table.ts';
import { nameSortKey, orderOfTexts } from './name-order.ts';
import type { Naming } from './naming.ts';
import { clampKey, MAX_SORT_KEY, sortByKey } from './order.ts';
import type { TimeSlice } from './time-slice.ts';

const WORD = 2 ** 32;
const HALF_WORD = 2 ** 16;
const UUID_WORDS = 4;

export interface SortSources {
  table: GroupTable;
  naming: Naming;
}

/** Orders rows that are given in ascending order; those that are alike stay so. May order in place. */
export async function sortRows(
  rows: Uint32Array<ArrayBuffer>,
  sort: SortOrder,
  sources: SortSources,
  slice: TimeSlice,
): Promise<Uint32Array<ArrayBuffer>> {
  if (sort === 'name') return sortByName(rows, sources, slice);
  await sortByKey(rows, numberKey(sort, sources.table), slice);
  return rows;
}

/** Below 0 or above 0 as a row comes before or after another in the order that {@link sortRows} makes. */
export function rowComparison(sort: SortOrder, sources: SortSources): (a: number, b: number) => number {
  if (sort === 'name') return nameComparison(sources);
  const keyOf = numberKey(sort, sources.table);
  return (a, b) => clampKey(keyOf(a)) - clampKey(keyOf(b)) || a - b;
}

function numberKey(sort: Exclude<SortOrder, 'name'>, table: GroupTable): (row: number) => number {
  if (sort === 'oldest') return (row) => table.modified.get(row);
  if (sort === 'newest') return (row) => MAX_SORT_KEY - table.modified.get(row);
  return (row) => MAX_SORT_KEY - table.bytes(row);
}

/** Named groups by their names, then the nameless by uuid: a heap of hex digits between names helps nobody. */
async function sortByName(
  ids: Uint32Array,
  { table, naming }: SortSources,
  slice: TimeSlice,
): Promise<Uint32Array<ArrayBuffer>> {
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

function nameComparison({ table, naming }: SortSources): (a: number, b: number) => number {
  return (a, b) => {
    const nameless = naming.isNameless(a);
    if (nameless !== naming.isNameless(b)) return nameless ? 1 : -1;
    if (nameless) return compareUuids(a, b, table) || a - b;
    const [left, right] = [nameSortKey(naming.displayName(a)), nameSortKey(naming.displayName(b))];
    return left < right ? -1 : left > right ? 1 : a - b;
  };
}

function compareUuids(a: number, b: number, table: GroupTable): number {
  for (let word = 0; word < UUID_WORDS; word += 1) {
    const difference = table.uuidWord(a, word) - table.uuidWord(b, word);
    if (difference !== 0) return difference;
  }
  return 0;
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
