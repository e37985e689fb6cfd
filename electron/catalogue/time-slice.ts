import { setImmediate } from 'node:timers/promises';

/** How long one stretch of work may hold the thread, in ms: a frame of 60 a second is 16.7. */
const SLICE_MS = 6;
/** Items between two looks at the clock. */
const CHUNK = 4096;

/** Gives the thread back to others from time to time during long work. */
export class TimeSlice {
  #started = performance.now();

  /** Waits for one turn of the event loop where the slice is used up, else goes on at once. */
  async rest(): Promise<void> {
    if (performance.now() - this.#started < SLICE_MS) return;
    await setImmediate();
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
