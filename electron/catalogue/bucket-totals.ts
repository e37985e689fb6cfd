import * as v from 'valibot';
import { type GroupTable, MARKER } from './group-table.ts';

const total = v.pipe(v.number(), v.minValue(0));
/** Sums over groups, as a snapshot keeps them. */
export const totalsSchema = v.object({
  groups: total,
  objects: total,
  bytes: total,
  /** Groups without a thumbnail. */
  unmarked: total,
});
type Totals = v.InferOutput<typeof totalsSchema>;

const nothing = (): Totals => ({ groups: 0, objects: 0, bytes: 0, unmarked: 0 });

/** Sums over all groups and over those of each album, what is hidden for itself. Each row is taken out before it changes and put in again after it. */
export class BucketTotals {
  readonly #table: GroupTable;
  readonly #shown = nothing();
  readonly #hidden = nothing();

  constructor(table: GroupTable) {
    this.#table = table;
  }

  /** Without what is hidden. */
  get shown(): Readonly<Totals> {
    return this.#shown;
  }

  /** With what is hidden: what the bucket holds, and what a snapshot keeps. */
  all(): Totals {
    const [shown, hidden] = [this.#shown, this.#hidden];
    return {
      groups: shown.groups + hidden.groups,
      objects: shown.objects + hidden.objects,
      bytes: shown.bytes + hidden.bytes,
      unmarked: shown.unmarked + hidden.unmarked,
    };
  }

  /** Nothing is hidden at a start. Those of albums are the table's to restore. */
  restore({ groups, objects, bytes, unmarked }: Totals): void {
    Object.assign(this.#shown, { groups, objects, bytes, unmarked });
  }

  /** Rows that are gone count nothing. */
  count(row: number, sign: 1 | -1): void {
    const table = this.#table;
    if (!table.isLive(row)) return;
    const bytes = sign * table.bytes(row);
    const isHidden = table.hidden.has(row);
    const totals = isHidden ? this.#hidden : this.#shown;
    totals.groups += sign;
    totals.bytes += bytes;
    totals.objects += sign * table.objects(row);
    if (!table.has(row, MARKER)) totals.unmarked += sign;
    if (isHidden) table.albums.addHidden(table.albumNumber(row), sign, bytes);
    else table.albums.add(table.albumNumber(row), sign, bytes);
  }
}
