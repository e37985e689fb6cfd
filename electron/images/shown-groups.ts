import { setTimeout as delay } from 'node:timers/promises';

/** Ranks of what is in the window: over every number that a count of requests reaches. */
const IN_WINDOW = 2 ** 40;

/** More than any screen has room for, whatever the page says. */
const MAX_SHOWN = 4096;

/**
 * In which order thumbnails are fetched: what is in the window, from its top to its bottom; then what was asked for last,
 * which is what is near the window now.
 */
export class ShownGroups {
  #places = new Map<number, number>();
  #requests = 0;
  /** By group: what goes on once it is in the window. */
  readonly #waiting = new Map<number, () => void>();

  /** The groups in the window now, from its top to its bottom. */
  show(groupIds: Uint32Array): void {
    this.#places = new Map([...groupIds.subarray(0, MAX_SHOWN)].map((groupId, place) => [groupId, place]));
    for (const [groupId, goOn] of this.#waiting) if (this.#places.has(groupId)) goOn();
  }

  /** Not in the window, while something else is. */
  isNear(groupId: number): boolean {
    return this.#places.size > 0 && !this.#places.has(groupId);
  }

  /** Ends after `ms`, or as soon as the group is in the window. Rejects when `signal` aborts. */
  async untilShown(groupId: number, ms: number, signal: AbortSignal): Promise<void> {
    let goOn = () => {};
    const isShown = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    this.#waiting.set(groupId, goOn);
    try {
      await Promise.race([isShown, delay(ms, undefined, { signal })]);
    } finally {
      if (this.#waiting.get(groupId) === goOn) this.#waiting.delete(groupId);
    }
  }

  /** The rank of a request that comes now: to be asked for again whenever it is to be compared. */
  ranking(groupId: number): () => number {
    this.#requests += 1;
    const request = this.#requests;
    return () => {
      const place = this.#places.get(groupId);
      return place === undefined ? request : IN_WINDOW - place;
    };
  }
}
