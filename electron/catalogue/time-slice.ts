import { takeTurn } from '../turns.ts';

/** How long one stretch of work may hold the thread, in ms: half of what main's event loop may be late in one of 100 turns. */
const SLICE_MS = 5;
/** Items between two looks at the clock. */
const CHUNK = 4096;

/** Gives the thread back to others from time to time during long work. */
export class TimeSlice {
  #started = performance.now();

  /** Waits for a turn of its own where the slice is used up, else goes on at once. */
  async rest(): Promise<void> {
    if (performance.now() - this.#started < SLICE_MS) return;
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
