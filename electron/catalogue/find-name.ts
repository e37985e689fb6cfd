import { FOREIGN, type GroupTable } from './group-table.ts';
import type { Naming } from './naming.ts';
import { fold, TextPattern } from './text-pattern.ts';
import { TimeSlice } from './time-slice.ts';

/** Looked at one by one in the order of the view before all rows are gone through as they lie in memory. */
const NEAR_ROWS = 1 << 14;

/** Where names are looked for. */
interface NameSources {
  table: GroupTable;
  naming: Naming;
}

/**
 * The place of the next row in `ids`, from `from` on and then from the start, whose shown name begins with `text`; -1
 * where none does, where the text is empty, or as soon as it `isOver`. Case and composition do not count, an initial
 * consonant stands for its syllables. Gives the thread back between stretches of work.
 */
export async function findName(
  ids: Uint32Array,
  text: string,
  from: number,
  sources: NameSources,
  isOver: () => boolean,
): Promise<number> {
  const wanted = fold(text);
  if (wanted === '') return -1;
  const slice = new TimeSlice();
  const begins = beginsWith(wanted, sources);
  const start = from > 0 && from < ids.length ? from : 0;
  const places = (at: number): number => (start + at < ids.length ? start + at : start + at - ids.length);
  const near = await firstOf(Math.min(NEAR_ROWS, ids.length), (at) => begins(ids[places(at)] ?? 0), isOver, slice);
  if (near >= 0) return places(near);
  if (ids.length <= NEAR_ROWS || isOver()) return -1;
  const marks = await markAll(ids, begins, sources.table.count, isOver, slice);
  const found = await firstOf(ids.length, (at) => marks[ids[places(at)] ?? 0] === 1, isOver, slice);
  return found < 0 ? -1 : places(found);
}

function beginsWith(wanted: string, { table, naming }: NameSources): (row: number) => boolean {
  const pattern = new TextPattern(wanted, 'start');
  return (row) => {
    // Its file name goes on with an extension that is not shown.
    if (table.has(row, FOREIGN)) return table.fileNameHas(row, pattern) && pattern.isIn(naming.displayName(row));
    return naming.facts.nameHas(row, pattern) ?? table.uuidHas(row, pattern);
  };
}

/** The rows of `ids` that fit, by number. Rows in the order of a view lie anywhere: most time would be spent waiting for memory. */
async function markAll(
  ids: Uint32Array,
  fits: (row: number) => boolean,
  count: number,
  isOver: () => boolean,
  slice: TimeSlice,
): Promise<Uint8Array> {
  const marks = new Uint8Array(count);
  if (ids.length * 2 < count) {
    await slice.each(ids.length, (begin, end) => {
      for (const row of ids.subarray(begin, isOver() ? begin : end)) if (fits(row)) marks[row] = 1;
    });
    return marks;
  }
  await slice.each(count, (begin, end) => {
    const stop = isOver() ? begin : end;
    for (let row = begin; row < stop; row += 1) if (fits(row)) marks[row] = 1;
  });
  return marks;
}

/** The first of `0..count` that fits, else -1. */
async function firstOf(
  count: number,
  fits: (at: number) => boolean,
  isOver: () => boolean,
  slice: TimeSlice,
): Promise<number> {
  let found = -1;
  await slice.each(count, (begin, end) => {
    if (found >= 0 || isOver()) return;
    for (let at = begin; at < end && found < 0; at += 1) if (fits(at)) found = at;
  });
  return found;
}
