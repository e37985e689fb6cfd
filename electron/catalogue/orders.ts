import type { SortOrder } from '../../shared/contract.ts';
import type { GroupTable } from './group-table.ts';
import type { Naming } from './naming.ts';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';
import { rowComparison, sortRows } from './sort-rows.ts';
import { TimeSlice } from './time-slice.ts';

/** Orders that are kept. Oldest first follows from newest first. */
const KEPT = ['newest', 'size', 'name'] as const;
type Kept = (typeof KEPT)[number];

/** All rows in one order, as of a point among the changes of the table. Never changed: views share it. */
interface Order {
  rows: Uint32Array<ArrayBuffer>;
  point: number;
}

/** All groups in each order, kept and brought up to date rather than made anew: what changed is put in its place. */
export class Orders {
  readonly #table: GroupTable;
  readonly #naming: Naming;
  readonly #orders = new Map<Kept, Order>();
  #oldest: { of: Uint32Array; rows: Uint32Array<ArrayBuffer> } | null = null;

  constructor(table: GroupTable, naming: Naming) {
    this.#table = table;
    this.#naming = naming;
  }

  /** All live rows in an order. Not to be changed. */
  async all(sort: SortOrder, slice: TimeSlice): Promise<Uint32Array<ArrayBuffer>> {
    return (await this.upToDate(sort, slice)) ?? this.#oriented(sort, await this.#sortAll(keptFor(sort), slice), slice);
  }

  /** As {@link all}; null where that would mean to sort all of them. May hold rows that vanished meanwhile. */
  async upToDate(sort: SortOrder, slice: TimeSlice): Promise<Uint32Array<ArrayBuffer> | null> {
    const kept = keptFor(sort);
    const order = this.#orders.get(kept);
    const changed = order === undefined ? null : this.#table.changes.since(order.point);
    if (order === undefined || changed === null) return null;
    if (changed.length === 0) return this.#oriented(sort, order.rows, slice);
    const point = this.#table.changes.point();
    const rows = await this.#replaced(order.rows, changed, kept, slice);
    this.#orders.set(kept, { rows, point });
    return this.#oriented(sort, rows, slice);
  }

  /** Makes all orders until it `isOver`, for a snapshot that any view can be opened from at once. */
  async prepare(isOver: () => boolean): Promise<void> {
    const slice = new TimeSlice();
    for (const kept of KEPT) if (!isOver()) await this.all(kept, slice);
  }

  /** Those that are known, each with the rows that have changed since. */
  save(sections: SectionWriter): void {
    for (const [kept, { rows, point }] of this.#orders) {
      const changed = this.#table.changes.since(point);
      if (changed === null) continue;
      sections.add(`order-${kept}`, [new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength)]);
      sections.add(`order-${kept}-changes`, [new Uint8Array(changed.buffer)]);
    }
  }

  /** After the table and the names. */
  restore(sections: SectionReader): void {
    const point = this.#table.changes.point();
    for (const kept of KEPT) {
      if (!sections.has(`order-${kept}`)) continue;
      const rows = sections.words(`order-${kept}`);
      const changes = sections.words(`order-${kept}-changes`);
      const isRow = (row: number): boolean => row < this.#table.count;
      sections.expect(rows.length <= this.#table.count && rows.every(isRow) && changes.every(isRow), 'order');
      for (const row of changes) this.#table.changes.add(row);
      this.#orders.set(kept, { rows, point });
    }
  }

  async #sortAll(kept: Kept, slice: TimeSlice): Promise<Uint32Array<ArrayBuffer>> {
    const point = this.#table.changes.point();
    const live = new Uint32Array(this.#table.count);
    let count = 0;
    await slice.each(live.length, (from, to) => {
      for (let row = from; row < to; row += 1) {
        if (this.#table.isLive(row)) live[count++] = row;
      }
    });
    const rows = await sortRows(live.slice(0, count), kept, { table: this.#table, naming: this.#naming }, slice);
    this.#orders.set(kept, { rows, point });
    return rows;
  }

  /** `rows` with those in `changed` where they belong now. */
  async #replaced(
    rows: Uint32Array,
    changed: Uint32Array,
    kept: Kept,
    slice: TimeSlice,
  ): Promise<Uint32Array<ArrayBuffer>> {
    const table = this.#table;
    const isChanged = new Uint8Array(table.count);
    for (const row of changed) isChanged[row] = 1;
    const rest = new Uint32Array(rows.length);
    let count = 0;
    await slice.each(rows.length, (from, to) => {
      for (let at = from; at < to; at += 1) {
        const row = rows[at] ?? 0;
        if (isChanged[row] === 0) rest[count++] = row;
      }
    });
    const live = changed.filter((row) => table.isLive(row)).sort();
    const sources = { table, naming: this.#naming };
    const placed = await sortRows(live, kept, sources, slice);
    return insert(rest.subarray(0, count), placed, rowComparison(kept, sources), slice);
  }

  async #oriented(
    sort: SortOrder,
    rows: Uint32Array<ArrayBuffer>,
    slice: TimeSlice,
  ): Promise<Uint32Array<ArrayBuffer>> {
    if (sort !== 'oldest') return rows;
    if (this.#oldest?.of !== rows) this.#oldest = { of: rows, rows: await this.#reversed(rows, slice) };
    return this.#oldest.rows;
  }

  /** Groups of one moment keep their order among themselves. */
  async #reversed(rows: Uint32Array, slice: TimeSlice): Promise<Uint32Array<ArrayBuffer>> {
    const { modified } = this.#table;
    const reversed = new Uint32Array(rows.length);
    let end = rows.length;
    let at = 0;
    await slice.each(rows.length, (_, to) => {
      while (at < to) {
        const time = modified.get(rows[at] ?? 0);
        let next = at + 1;
        while (next < rows.length && modified.get(rows[next] ?? 0) === time) next += 1;
        end -= next - at;
        for (let offset = 0; at < next; at += 1, offset += 1) reversed[end + offset] = rows[at] ?? 0;
      }
    });
    return reversed;
  }
}

const keptFor = (sort: SortOrder): Kept => (sort === 'oldest' ? 'newest' : sort);

/** Both in order; the few go to their places among the many by halving. */
async function insert(
  many: Uint32Array,
  few: Uint32Array,
  compare: (a: number, b: number) => number,
  slice: TimeSlice,
): Promise<Uint32Array<ArrayBuffer>> {
  const all = new Uint32Array(many.length + few.length);
  let taken = 0;
  for (const [before, row] of few.entries()) {
    const place = placeOf(row, many, taken, compare);
    all.set(many.subarray(taken, place), taken + before);
    all[place + before] = row;
    taken = place;
    await slice.rest();
  }
  all.set(many.subarray(taken), taken + few.length);
  return all;
}

/** The first place from `from` on whose row does not come before `row`. */
function placeOf(row: number, rows: Uint32Array, from: number, compare: (a: number, b: number) => number): number {
  let low = from;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(rows[middle] ?? 0, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
