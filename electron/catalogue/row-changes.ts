/** Beyond this many changes it is quicker to sort anew than to put each in its place. */
const KEPT_CHANGES = 1 << 13;

/** Which rows changed, in order of time: what an order of rows made at some point of it has to look at again. */
export class RowChanges {
  #rows: number[] = [];
  #start = 0;
  /** The row noted last, until someone takes a point after it. */
  #last = -1;

  /** The group of a row appeared, vanished, or is of another date, size or name now. */
  add(row: number): void {
    // The variants of one group come one after the other.
    if (this.#last === row) return;
    this.#last = row;
    if (this.#rows.length === KEPT_CHANGES) {
      this.#start += KEPT_CHANGES;
      this.#rows = [];
    }
    this.#rows.push(row);
  }

  /** The point that changes have reached. */
  point(): number {
    this.#last = -1;
    return this.#start + this.#rows.length;
  }

  /** Distinct rows that changed after a point; null where they are too many to be known. */
  since(point: number): Uint32Array<ArrayBuffer> | null {
    if (point < this.#start) return null;
    return Uint32Array.from(new Set(this.#rows.slice(point - this.#start)));
  }
}
