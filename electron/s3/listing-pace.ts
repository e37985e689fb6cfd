import { PAGE_WORK_MS } from './timeouts.ts';

/** Streams to begin with: few, because most buckets are small. */
const FIRST_STREAMS = 4;
/** Leaves sockets of the client's to thumbnails. */
const MOST_STREAMS = 40;
const FEWEST_WITHOUT_THROTTLING = 4;

/**
 * How many pages to ask for at a time. Grows fast at first and then by one a round; a server that throttles halves it.
 * What is of use is bounded by the time that a reply takes without a queue: the shortest one seen.
 */
export class ListingPace {
  #limit = FIRST_STREAMS;
  /** Below it the limit grows fast. */
  #calm = MOST_STREAMS;
  #shortestMs = Number.POSITIVE_INFINITY;
  #round = 0;

  get limit(): number {
    return Math.max(1, Math.min(Math.floor(this.#limit), this.#mostUseful()));
  }

  /** Names the time in which a request begins, for `throttled`. */
  get round(): number {
    return this.#round;
  }

  listed(milliseconds: number): void {
    this.#shortestMs = Math.min(this.#shortestMs, milliseconds);
    this.#limit = Math.min(MOST_STREAMS, this.#limit + (this.#limit < this.#calm ? 1 : 1 / this.#limit));
  }

  /** Requests that began before the limit was lowered say nothing about the lowered one. */
  throttled(round: number): void {
    if (round !== this.#round) return;
    this.#round++;
    this.#limit = Math.max(1, this.limit / 2);
    this.#calm = this.#limit;
  }

  #mostUseful(): number {
    const answers = Math.ceil(this.#shortestMs / PAGE_WORK_MS);
    return Math.min(MOST_STREAMS, Math.max(FEWEST_WITHOUT_THROTTLING, answers));
  }
}
