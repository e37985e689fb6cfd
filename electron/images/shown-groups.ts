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

  /** The groups in the window now, from its top to its bottom. */
  show(groupIds: Uint32Array): void {
    this.#places = new Map([...groupIds.subarray(0, MAX_SHOWN)].map((groupId, place) => [groupId, place]));
  }

  /** Not in the window, while something else is. */
  isNear(groupId: number): boolean {
    return this.#places.size > 0 && !this.#places.has(groupId);
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
