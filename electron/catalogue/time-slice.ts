import { takeTurn } from '../turns.ts';

/**
 * How long one stretch of work may hold the thread, in ms: with what the event loop does beside it, main is to be at most
 * 10 ms late in 99 of 100 turns.
 */
const SLICE_MS = 4;
/** Items between two looks at the clock. */
const CHUNK = 4096;

/** Gives the thread back to others from time to time during long work. */
export class TimeSlice {
  readonly #sliceMs: number;
  #started = performance.now();

  /** `sliceMs` is shorter for work that goes on for long while a person looks at what it brings. */
  constructor(sliceMs: number = SLICE_MS) {
    this.#sliceMs = sliceMs;
  }

  /** Waits for a turn of its own where the slice is used up, else goes on at once. */
  async rest(): Promise<void> {
    if (performance.now() - this.#started < this.#sliceMs) return;
    await takeTurn();
    this.#started = performance.now();
  }

  /** Calls `work` for stretches `[from, to)` of `0..count`, resting between them. */
  async each(count: number, work: (from: number, to: number) => void, chunk: number = CHUNK): Promise<void> {
    for (let from = 0; from < count; from += chunk) {
      work(from, Math.min(count, from + chunk));
      await this.rest();
    }
  }
}
