import PQueue, { type Queue, type QueueAddOptions } from 'p-queue';

type Run = () => Promise<unknown>;

interface RankedOptions extends QueueAddOptions {
  /** Asked whenever a place is free: the highest goes next, the earliest of equals. */
  rank: () => number;
}

interface Waiting {
  run: Run;
  id: string | undefined;
  rank: () => number;
}

const unranked = (): number => 0;

/** Work whose order is decided when its turn comes, not when it is added: what is on the screen changes meanwhile. */
class RankedWaiting implements Queue<Run, RankedOptions> {
  #waiting: Waiting[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  enqueue(run: Run, { id, rank = unranked }: Partial<RankedOptions> = {}): void {
    this.#waiting.push({ run, id, rank });
  }

  dequeue(): Run | undefined {
    let best = 0;
    let highest = Number.NEGATIVE_INFINITY;
    for (const [place, { rank }] of this.#waiting.entries()) {
      const own = rank();
      if (own <= highest) continue;
      highest = own;
      best = place;
    }
    return this.#waiting.splice(best, 1)[0]?.run;
  }

  remove(id: string): void {
    this.#waiting = this.#waiting.filter((one) => one.id !== id);
  }

  filter(): Run[] {
    return this.#waiting.map(({ run }) => run);
  }

  setPriority(): void {
    throw new Error('expected the rank of waiting work to be asked for but received a priority');
  }
}

export type RankedQueue = PQueue<RankedWaiting, RankedOptions>;

/** A queue of work by rank. Each piece needs an `id` of its own, by which it leaves when its signal aborts. */
export const createRankedQueue = (concurrency: number): RankedQueue =>
  new PQueue<RankedWaiting, RankedOptions>({ concurrency, queueClass: RankedWaiting });
