import type { AppError } from '../../shared/app-error.ts';
import type { JobContext } from './job.ts';

/** Items of a batch that are listed each; beyond them, one that is done gives its place to the next. */
export const MOST_LISTED = 1_000;

/** A picture of a batch that has its place in the list. */
export interface ListedItem {
  /** In the job's items. */
  readonly index: number;
}

/** Which picture is listed there, and what its file is called once that is decided. */
interface Slot {
  position: number;
  name: string | null;
}

/**
 * What a batch tells its job. The first pictures are listed one by one; then only those under way and those that
 * failed are, and the rest is counted, so that a batch of a million pictures is never a million objects.
 */
export class BatchItems {
  readonly #job: Pick<JobContext, 'addItems' | 'counted' | 'update'>;
  readonly #total: number;
  readonly #mostListed: number;
  readonly #slots: Slot[] = [];
  /** Places of what is settled well, to be given away. */
  readonly #free: { index: number; skipped: boolean; bytes: number }[] = [];
  #done = 0;
  #skipped = 0;
  #bytes = 0;

  constructor(job: Pick<JobContext, 'addItems' | 'counted' | 'update'>, total: number, mostListed = MOST_LISTED) {
    this.#job = job;
    this.#total = total;
    this.#mostListed = mostListed;
  }

  begin(position: number, name: string): ListedItem {
    const index = this.#takePlace(name);
    this.#slots[index] = { position, name: null };
    this.#job.update(index, { name, state: 'working', progress: 0, bytes: 0, error: null });
    return { index };
  }

  named({ index }: ListedItem, name: string): void {
    const slot = this.#slots[index];
    if (slot !== undefined) slot.name = name;
    this.#job.update(index, { name });
  }

  received({ index }: ListedItem, received: number, bytes: number): void {
    this.#job.update(index, { bytes, progress: bytes > 0 ? Math.min(1, received / bytes) : 0 });
  }

  done({ index }: ListedItem, bytes: number): void {
    this.#job.update(index, { state: 'done', bytes });
    this.#free.push({ index, skipped: false, bytes });
  }

  skipped({ index }: ListedItem): void {
    this.#job.update(index, { state: 'skipped' });
    this.#free.push({ index, skipped: true, bytes: 0 });
  }

  failed({ index }: ListedItem, error: AppError): void {
    this.#job.update(index, { state: 'failed', progress: 0, error });
  }

  /** The picture that is listed there. */
  at(index: number): Slot | null {
    return this.#slots[index] ?? null;
  }

  #takePlace(name: string): number {
    const free = this.#slots.length < this.#mostListed ? undefined : this.#free.shift();
    if (free === undefined) {
      this.#job.addItems([{ name, bytes: 0 }]);
      this.#slots.push({ position: -1, name: null });
    } else {
      if (free.skipped) this.#skipped += 1;
      else this.#done += 1;
      this.#bytes += free.bytes;
    }
    const [skipped, bytes, unlisted] = [this.#skipped, this.#bytes, this.#total - this.#slots.length];
    this.#job.counted(this.#done, { skipped, bytes, unlisted });
    return free?.index ?? this.#slots.length - 1;
  }
}
