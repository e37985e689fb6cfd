import type { SortOrder } from '../../shared/settings.ts';
import { ByteKeys, orderOfKeys } from './byte-keys.ts';
import type { GroupTable } from './group-table.ts';
import { NAME_KEY_BYTES, nameSortKey, writeNameKey } from './name-order.ts';
import type { Naming } from './naming.ts';
import { clampKey, MAX_SORT_KEY, sortByKey } from './order.ts';
import type { TimeSlice } from './time-slice.ts';
import { UUID_WORDS } from './uuids.ts';

/** Names are made and read in stretches of this many, which take some ms. */
const NAMES_AT_ONCE = 1024;
/** The first byte of a key: named groups by their names, then the nameless by uuid, as hex digits between names help nobody. */
const NAMED = 0;
const NAMELESS = 1;

interface SortSources {
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

/**
 * For a row, a function that tells of others below 0 or above 0 as they come before or after it in the order that
 * {@link sortRows} makes.
 */
export function comparisonWith(sort: SortOrder, sources: SortSources): (row: number) => (other: number) => number {
  if (sort === 'name') return (row) => nameComparison(row, sources);
  const keyOf = numberKey(sort, sources.table);
  return (row) => {
    const key = clampKey(keyOf(row));
    return (other) => clampKey(keyOf(other)) - key || other - row;
  };
}

function numberKey(sort: Exclude<SortOrder, 'name'>, table: GroupTable): (row: number) => number {
  if (sort === 'oldest') return (row) => table.modified.get(row);
  if (sort === 'newest') return (row) => MAX_SORT_KEY - table.modified.get(row);
  return (row) => MAX_SORT_KEY - table.bytes(row);
}

async function sortByName(
  rows: Uint32Array,
  sources: SortSources,
  slice: TimeSlice,
): Promise<Uint32Array<ArrayBuffer>> {
  const keys = new ByteKeys(rows.length);
  const key = new Uint8Array(1 + NAME_KEY_BYTES);
  await slice.each(
    rows.length,
    (from, to) => {
      for (const row of rows.subarray(from, to)) keys.add(key, writeKey(row, sources, key));
    },
    NAMES_AT_ONCE,
  );
  const order = await orderOfKeys(keys, slice);
  await slice.each(order.length, (from, to) => {
    for (let at = from; at < to; at += 1) order[at] = rows[order[at] ?? 0] ?? 0;
  });
  return order;
}

/** Writes what a row is ordered by and answers how long it is. */
function writeKey(row: number, { table, naming }: SortSources, into: Uint8Array): number {
  if (!naming.isNameless(row)) {
    into[0] = NAMED;
    return writeNameKey(naming.displayName(row), into, 1);
  }
  into[0] = NAMELESS;
  let end = 1;
  for (let word = 0; word < UUID_WORDS; word += 1) {
    const value = table.uuidWord(row, word);
    for (let shift = 24; shift >= 0; shift -= 8) into[end++] = value >>> shift;
  }
  return end;
}

function nameComparison(row: number, { table, naming }: SortSources): (other: number) => number {
  if (naming.isNameless(row)) {
    return (other) => (naming.isNameless(other) ? compareUuids(other, row, table) || other - row : -1);
  }
  const key = nameSortKey(naming.displayName(row));
  return (other) => {
    if (naming.isNameless(other)) return 1;
    const otherKey = nameSortKey(naming.displayName(other));
    return otherKey < key ? -1 : otherKey > key ? 1 : other - row;
  };
}

function compareUuids(a: number, b: number, table: GroupTable): number {
  for (let word = 0; word < UUID_WORDS; word += 1) {
    const difference = table.uuidWord(a, word) - table.uuidWord(b, word);
    if (difference !== 0) return difference;
  }
  return 0;
}
