import type { SortOrder } from '../../shared/settings.ts';
import { largest } from './columns.ts';
import type { GroupTable } from './group-table.ts';
import type { Naming } from './naming.ts';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';
import { comparisonWith, sortRows } from './sort-rows.ts';
import { TimeSlice } from './time-slice.ts';

/** Where more than one of so many rows changed, sorting anew is quicker than putting each in its place. */
const ROWS_PER_CHANGE = 16;
/** Looks at the clock after so many of them. */
const INSERTED_AT_ONCE = 16;
/** Fewer are always put in their places. */
const FEW_CHANGES = 64;

const KEPT: readonly SortOrder[] = ['newest', 'oldest', 'size', 'name'];

/** All rows in one order, as of a point among the changes of the table. Never changed: views share it. */
interface Order {
  rows: Uint32Array<ArrayBuffer>;
  point: number;
}

/** An order that was restored is read when it is first wanted. */
interface RestoredOrder {
  read: () => Promise<Uint32Array<ArrayBuffer>>;
  point: number;
}

/** All groups in each order, kept and brought up to date rather than made anew: what changed is put in its place. */
export class Orders {
  readonly #table: GroupTable;
  readonly #naming: Naming;
  readonly #orders = new Map<SortOrder, Order>();
  readonly #restored = new Map<SortOrder, RestoredOrder>();

  constructor(table: GroupTable, naming: Naming) {
    this.#table = table;
    this.#naming = naming;
  }

  /** All live rows in an order. Not to be changed. */
  async all(sort: SortOrder, slice: TimeSlice): Promise<Uint32Array<ArrayBuffer>> {
    return (await this.upToDate(sort, slice)) ?? this.#sortAll(sort, slice);
  }

  /** As {@link all}; null where that would mean to sort all of them. May hold rows that vanished meanwhile. */
  async upToDate(sort: SortOrder, slice: TimeSlice): Promise<Uint32Array<ArrayBuffer> | null> {
    await this.#read(sort);
    const order = this.#orders.get(sort);
    const changed = order === undefined ? null : this.#table.changes.since(order.point);
    if (order === undefined || changed === null) return null;
    if (changed.length === 0) return order.rows;
    if (changed.length > FEW_CHANGES && changed.length * ROWS_PER_CHANGE > order.rows.length) return null;
    const point = this.#table.changes.point();
    const rows = await this.#replaced(order.rows, changed, sort, slice);
    this.#keep(sort, { rows, point });
    return rows;
  }

  /** Makes all orders until it `isOver`, for a snapshot that any view can be opened from at once. */
  async prepare(isOver: () => boolean): Promise<void> {
    const slice = new TimeSlice();
    for (const sort of KEPT) if (!isOver()) await this.all(sort, slice);
    await this.#table.settle(slice);
  }

  /** Those that are known, each with the rows that have changed since; of those that were restored, the ones that were read. */
  save(sections: SectionWriter): void {
    for (const [sort, { rows, point }] of this.#orders) {
      const changed = this.#table.changes.since(point);
      if (changed === null) continue;
      sections.add(`order-${sort}`, [new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength)]);
      sections.add(`order-${sort}-changes`, [new Uint8Array(changed.buffer)]);
    }
  }

  /** After the table and the names. */
  restore(sections: SectionReader): void {
    const point = this.#table.changes.point();
    for (const sort of KEPT) {
      if (!sections.has(`order-${sort}`)) continue;
      const { count } = this.#table;
      const changes = sections.words(`order-${sort}-changes`);
      sections.expect(areBelow(changes, count), 'order');
      for (const row of changes) this.#table.changes.add(row);
      const read = async (): Promise<Uint32Array<ArrayBuffer>> => {
        await sections.lazy(`order-${sort}`).load();
        const rows = sections.words(`order-${sort}`);
        sections.expect(rows.length <= count && areBelow(rows, count), 'order');
        return rows;
      };
      this.#restored.set(sort, { read, point });
    }
  }

  /** Reads all that was restored. Rejects with `SnapshotUnusable` where it is not sound. */
  async settle(): Promise<void> {
    for (const sort of KEPT) await this.#read(sort);
  }

  async #read(sort: SortOrder): Promise<void> {
    const restored = this.#restored.get(sort);
    if (restored === undefined) return;
    const rows = await restored.read();
    this.#restored.delete(sort);
    this.#keep(sort, { rows, point: restored.point });
  }

  async #sortAll(sort: SortOrder, slice: TimeSlice): Promise<Uint32Array<ArrayBuffer>> {
    const point = this.#table.changes.point();
    const live = new Uint32Array(this.#table.count);
    let count = 0;
    await slice.each(live.length, (from, to) => {
      for (let row = from; row < to; row += 1) {
        if (this.#table.isLive(row)) live[count++] = row;
      }
    });
    const rows = await sortRows(live.slice(0, count), sort, { table: this.#table, naming: this.#naming }, slice);
    this.#keep(sort, { rows, point });
    return rows;
  }

  /** Two may be at the same order: the one that knows of more changes counts, whichever ends first. */
  #keep(sort: SortOrder, order: Order): void {
    const known = this.#orders.get(sort);
    if (known === undefined || known.point <= order.point) this.#orders.set(sort, order);
  }

  /** `rows` with those in `changed` where they belong now. */
  async #replaced(
    rows: Uint32Array,
    changed: Uint32Array,
    sort: SortOrder,
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
    const live = changed.filter((row) => table.isLive(row));
    const sources = { table, naming: this.#naming };
    const placed = await sortRows(live, sort, sources, slice);
    return insert(rest.subarray(0, count), placed, comparisonWith(sort, sources), slice);
  }
}

/** Both in order; the few go to their places among the many by halving. */
async function insert(
  many: Uint32Array,
  few: Uint32Array,
  comparison: (row: number) => (other: number) => number,
  slice: TimeSlice,
): Promise<Uint32Array<ArrayBuffer>> {
  const all = new Uint32Array(many.length + few.length);
  let taken = 0;
  for (let before = 0; before < few.length; before += 1) {
    const row = few[before] ?? 0;
    const place = placeAmong(many, taken, comparison(row));
    all.set(many.subarray(taken, place), taken + before);
    all[place + before] = row;
    taken = place;
    if (before % INSERTED_AT_ONCE === 0) await slice.rest();
  }
  all.set(many.subarray(taken), taken + few.length);
  return all;
}

/** The first place from `from` on whose row does not come before the one that is compared with. */
function placeAmong(rows: Uint32Array, from: number, compare: (other: number) => number): number {
  let low = from;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(rows[middle] ?? 0) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const areBelow = (rows: Uint32Array, count: number): boolean => rows.length === 0 || largest(rows) < count;
