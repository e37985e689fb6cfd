const WORD_BITS = 32;
const WORD_SHIFT = 5;
const BIT_MASK = 31;

/**
 * An immutable set of group ids, which are dense row numbers: one bit each, so that a million of them take 125 kB and a
 * change is one short copy.
 */
export class IdSet {
  static readonly empty = new IdSet(new Uint32Array(0), 0);
  readonly #words: Uint32Array;
  readonly size: number;

  private constructor(words: Uint32Array, size: number) {
    this.#words = words;
    this.size = size;
  }

  static of(ids: ArrayLike<number>): IdSet {
    return IdSet.empty.with(ids);
  }

  has(id: number): boolean {
    return (((this.#words[id >>> WORD_SHIFT] ?? 0) >>> (id & BIT_MASK)) & 1) === 1;
  }

  /** With the id where it is not in the set, else without it. */
  toggled(id: number): IdSet {
    const words = grown(this.#words, id);
    const at = id >>> WORD_SHIFT;
    words[at] = ((words[at] ?? 0) ^ (1 << (id & BIT_MASK))) >>> 0;
    return IdSet.#made(words, this.size + (this.has(id) ? -1 : 1));
  }

  /** With all `ids` in it, in any order. */
  with(ids: ArrayLike<number>): IdSet {
    if (ids.length === 0) return this;
    const words = grown(this.#words, largestOf(ids));
    let size = this.size;
    for (let at = 0; at < ids.length; at++) {
      const id = ids[at] ?? 0;
      const word = words[id >>> WORD_SHIFT] ?? 0;
      const bit = 1 << (id & BIT_MASK);
      if ((word & bit) !== 0) continue;
      words[id >>> WORD_SHIFT] = word | bit;
      size += 1;
    }
    return size === this.size ? this : IdSet.#made(words, size);
  }

  /** Only what is among `ids` as well; the same set where that is all of it. */
  within(ids: ArrayLike<number>): IdSet {
    const kept = new Uint32Array(this.#words.length);
    let size = 0;
    for (let at = 0; at < ids.length; at++) {
      const id = ids[at] ?? 0;
      const bit = (this.#words[id >>> WORD_SHIFT] ?? 0) & (1 << (id & BIT_MASK));
      const word = kept[id >>> WORD_SHIFT] ?? 0;
      if (bit === 0 || (word & bit) !== 0) continue;
      kept[id >>> WORD_SHIFT] = word | bit;
      size += 1;
    }
    return size === this.size ? this : IdSet.#made(kept, size);
  }

  /** The ids, ascending. */
  toUint32Array(): Uint32Array<ArrayBuffer> {
    const ids = new Uint32Array(this.size);
    let count = 0;
    for (let at = 0; at < this.#words.length; at++) {
      let word = this.#words[at] ?? 0;
      while (word !== 0) {
        const bit = BIT_MASK - Math.clz32(word & -word);
        ids[count++] = at * WORD_BITS + bit;
        word &= word - 1;
      }
    }
    return ids;
  }

  /** The one id of a set of one; undefined for all others. */
  only(): number | undefined {
    return this.size === 1 ? this.toUint32Array()[0] : undefined;
  }

  static #made(words: Uint32Array, size: number): IdSet {
    return size === 0 ? IdSet.empty : new IdSet(words, size);
  }
}

/** A copy that has room for an id. */
function grown(words: Uint32Array, id: number): Uint32Array {
  const copy = new Uint32Array(Math.max(words.length, (id >>> WORD_SHIFT) + 1));
  copy.set(words);
  return copy;
}

function largestOf(ids: ArrayLike<number>): number {
  let largest = 0;
  for (let at = 0; at < ids.length; at++) largest = Math.max(largest, ids[at] ?? 0);
  return largest;
}
