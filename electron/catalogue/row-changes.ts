import { largest } from './columns.ts';

/** At least so many changes are known: an order made before them is sorted anew. */
const KEPT_CHANGES = 1 << 16;
/** More of them are put in order by marking them, in time that grows with the rows: to sort them takes longer. */
const SORTED_CHANGES = 1 << 12;

/** Which rows changed, in order of time: what an order of rows made at some point of it has to look at again. */
export class RowChanges {
  readonly #rows = new Uint32Array(2 * KEPT_CHANGES);
  #count = 0;
  /** Changes that are forgotten. */
  #start = 0;
  /** The row noted last, until someone takes a point after it. */
  #last = -1;

  /** The group of a row appeared, vanished, or is of another date, size or name now. */
  add(row: number): void {
    // The variants of one group come one after the other.
    if (this.#last === row) return;
    this.#last = row;
    if (this.#count === this.#rows.length) {
      this.#rows.copyWithin(0, KEPT_CHANGES);
      this.#start += KEPT_CHANGES;
      this.#count = KEPT_CHANGES;
    }
    this.#rows[this.#count] = row;
    this.#count += 1;
  }

  /** The point that changes have reached. */
  point(): number {
    this.#last = -1;
    return this.#start + this.#count;
  }

  /** Distinct rows that changed after a point, in ascending order; null where they are too many to be known. */
  since(point: number): Uint32Array<ArrayBuffer> | null {
    if (point < this.#start) return null;
    const rows = this.#rows.slice(point - this.#start, this.#count);
    if (rows.length > SORTED_CHANGES) return marked(rows);
    rows.sort();
    let count = 0;
    for (let at = 0; at < rows.length; at += 1) {
      if (at > 0 && rows[at] === rows[at - 1]) continue;
      rows[count] = rows[at] ?? 0;
      count += 1;
    }
    return rows.slice(0, count);
  }
}

/** The distinct ones of some rows, in ascending order. */
function marked(rows: Uint32Array): Uint32Array<ArrayBuffer> {
  const marks = new Uint8Array(largest(rows) + 1);
  let count = 0;
  for (const row of rows) {
    if (marks[row] === 0) count += 1;
    marks[row] = 1;
  }
  const distinct = new Uint32Array(count);
  let next = 0;
  for (let row = 0; row < marks.length; row += 1) if (marks[row] === 1) distinct[next++] = row;
  return distinct;
}
