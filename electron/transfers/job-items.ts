import type { AppError } from '../../shared/app-error.ts';
import type { JobItem, JobItemState } from '../../shared/job.ts';

const isSettled = ({ state }: JobItem): boolean =>
  state === 'done' || state === 'skipped' || state === 'failed' || state === 'cancelled';

/** The items of one job and the sums over them, kept so that ten thousand items never have to be added up again. */
export class JobItems {
  readonly #items: JobItem[] = [];
  readonly #in: Record<JobItemState, number> = {
    waiting: 0,
    working: 0,
    sending: 0,
    done: 0,
    skipped: 0,
    failed: 0,
    cancelled: 0,
  };
  #bytesDone = 0;
  #bytesTotal = 0;
  /** In time, not by place. */
  #firstFailed: JobItem | null = null;

  get length(): number {
    return this.#items.length;
  }

  get bytesDone(): number {
    return Math.round(this.#bytesDone);
  }

  /** What was skipped, and what is left of what failed, is not to be moved and counts for nothing. */
  get bytesTotal(): number {
    return Math.round(this.#bytesTotal);
  }

  get firstFailure(): { name: string; error: AppError } | null {
    const item = this.#firstFailed;
    return item?.error == null ? null : { name: item.name, error: item.error };
  }

  /** How many are in a state. */
  in(state: JobItemState): number {
    return this.#in[state];
  }

  /** Whether an item is neither done nor skipped nor failed. */
  get areUnfinished(): boolean {
    return this.#in.done + this.#in.skipped + this.#in.failed < this.#items.length;
  }

  slice(from: number, count: number): JobItem[] {
    return this.#items.slice(from, from + count).map((item) => ({ ...item }));
  }

  /** The reason of the only item there is; null where there are several, or it has none. */
  get onlyError(): AppError | null {
    return this.#items.length === 1 ? (this.#items[0]?.error ?? null) : null;
  }

  add(items: readonly { name: string; bytes: number }[]): void {
    for (const { name, bytes } of items) {
      const item: JobItem = { name, state: 'waiting', progress: 0, bytes, error: null };
      this.#items.push(item);
      this.#count(item, 1);
    }
  }

  update(index: number, change: Partial<JobItem>): void {
    const item = this.#items[index];
    if (item === undefined) throw new Error(`expected an index below ${this.#items.length} but received ${index}`);
    this.#count(item, -1);
    Object.assign(item, change);
    if (item.state === 'done') item.progress = 1;
    if (item.state === 'failed') this.#firstFailed ??= item;
    this.#count(item, 1);
  }

  /** Gives every item that has no end yet this one. */
  settle(state: 'failed' | 'cancelled', error: AppError | null): void {
    if (!this.areUnfinished) return;
    for (const [index, item] of this.#items.entries()) {
      if (!isSettled(item)) this.update(index, { state, error });
    }
  }

  /** The indices of what failed or was cancelled. */
  left(): number[] {
    const indices: number[] = [];
    for (const [index, { state }] of this.#items.entries()) {
      if (state === 'failed' || state === 'cancelled') indices.push(index);
    }
    return indices;
  }

  #count({ state, progress, bytes }: JobItem, sign: 1 | -1): void {
    this.#in[state] += sign;
    if (state === 'skipped') return;
    this.#bytesDone += sign * progress * bytes;
    this.#bytesTotal += sign * (state === 'failed' ? progress * bytes : bytes);
  }
}
