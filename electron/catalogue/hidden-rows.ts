/** Rows of groups that are about to be deleted. Each may be hidden more than once, and is shown after as many reveals. */
export class HiddenRows {
  /** How often each row was hidden; rows beyond its end were not. */
  #times = new Uint8Array(0);
  #size = 0;

  /** How many rows are hidden. */
  get size(): number {
    return this.#size;
  }

  has(row: number): boolean {
    return (this.#times[row] ?? 0) > 0;
  }

  /** Answers whether the row was not hidden before. */
  hide(row: number): boolean {
    if (row >= this.#times.length) this.#grow(row);
    const times = this.#times[row] ?? 0;
    this.#times[row] = Math.min(times + 1, MOST_TIMES);
    if (times === 0) this.#size += 1;
    return times === 0;
  }

  /** Answers whether the row was hidden and is not any more. */
  reveal(row: number): boolean {
    const times = this.#times[row] ?? 0;
    if (times === 0) return false;
    this.#times[row] = times - 1;
    if (times > 1) return false;
    this.#shrink();
    return true;
  }

  /** The row's group vanished: where it comes back, it is shown. */
  forget(row: number): void {
    if (!this.has(row)) return;
    this.#times[row] = 0;
    this.#shrink();
  }

  #grow(row: number): void {
    const times = new Uint8Array(Math.max(row + 1, 2 * this.#times.length));
    times.set(this.#times);
    this.#times = times;
  }

  #shrink(): void {
    this.#size -= 1;
    if (this.#size === 0) this.#times = new Uint8Array(0);
  }
}

/** A count is one byte. */
const MOST_TIMES = 255;
