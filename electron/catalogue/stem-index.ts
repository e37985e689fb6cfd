import type { SectionReader, SectionWriter } from './snapshot-sections.ts';
import type { TimeSlice } from './time-slice.ts';

/** The index moves to one of twice its size when more than this share of it is taken. */
const MAX_LOAD = 0.75;
const FIRST_CAPACITY = 1 << 10;
/** Slots that move with each row that is added: all have moved long before the larger index is full. */
const MOVED_AT_ONCE = 32;
/** Takes well under 1 ms. */
const SETTLED_AT_ONCE = 4096;

/** Mixes one 32-bit word into a hash (MurmurHash3's mixing step). */
export function mixHash(hash: number, word: number): number {
  let mixed = Math.imul(word, 0xcc9e2d51);
  mixed = (mixed << 15) | (mixed >>> 17);
  mixed = hash ^ Math.imul(mixed, 0x1b873593);
  mixed = (mixed << 13) | (mixed >>> 19);
  return (Math.imul(mixed, 5) + 0xe6546b64) | 0;
}

/** Spreads a hash over all 32 bits. Not negative. */
export function finishHash(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/**
 * Finds rows by hash: an open-addressing table of row numbers, 4 bytes a slot. Rows are never taken out, as a group
 * that vanished keeps its row. It grows a little with each row: to move a million at once would hold the thread.
 */
export class StemIndex {
  readonly #hashOf: (row: number) => number;
  #slots = new Uint32Array(FIRST_CAPACITY);
  /** The smaller index that rows still move from, whole as it was; those from `#moved` on are nowhere else. */
  #former: Uint32Array | null = null;
  #moved = 0;
  /** Reads the slots of an index that was restored, when they are first wanted. */
  #adopted: (() => Uint32Array<ArrayBuffer>) | null = null;
  #rows = 0;

  /** `hashOf` gives a row's hash again when the index grows. */
  constructor(hashOf: (row: number) => number) {
    this.#hashOf = hashOf;
  }

  /** The row with this hash that `matches`, or -1. */
  find(hash: number, matches: (row: number) => boolean): number {
    this.#readAdopted();
    const row = findIn(this.#slots, hash, matches);
    return row < 0 && this.#former !== null ? findIn(this.#former, hash, matches) : row;
  }

  /** Adds a row that is not there yet. */
  add(hash: number, row: number): void {
    this.#readAdopted();
    if (this.#former !== null) this.#move(MOVED_AT_ONCE);
    else if (this.#rows + 1 > this.#slots.length * MAX_LOAD) this.#grow();
    this.#place(hash, row);
    this.#rows += 1;
  }

  /** Ends the growth that is under way, for {@link save} to have nothing to move. */
  async settle(slice: TimeSlice): Promise<void> {
    while (this.#former !== null) {
      this.#move(SETTLED_AT_ONCE);
      await slice.rest();
    }
  }

  /** A copy: the index is written to at random places. */
  save(sections: SectionWriter): void {
    this.#readAdopted();
    this.#move(Number.POSITIVE_INFINITY);
    sections.add('stem-index', [new Uint8Array(this.#slots.slice().buffer)]);
  }

  /** Takes over an index of `rows` rows. */
  restore(sections: SectionReader, rows: number): void {
    const slots = sections.lazy('stem-index').length / Uint32Array.BYTES_PER_ELEMENT;
    sections.expect(isIndexOf(slots, rows), 'index');
    this.#adopted = () => sections.words('stem-index');
    this.#rows = rows;
  }

  get byteLength(): number {
    this.#readAdopted();
    return this.#slots.byteLength + (this.#former?.byteLength ?? 0);
  }

  #readAdopted(): void {
    if (this.#adopted === null) return;
    this.#slots = this.#adopted();
    this.#adopted = null;
  }

  #place(hash: number, row: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = row + 1;
  }

  #grow(): void {
    this.#former = this.#slots;
    this.#moved = 0;
    this.#slots = new Uint32Array(this.#former.length * 2);
  }

  /** Moves the rows of the next `count` slots. */
  #move(count: number): void {
    const former = this.#former;
    if (former === null) return;
    const end = Math.min(former.length, this.#moved + count);
    for (; this.#moved < end; this.#moved += 1) {
      const entry = former[this.#moved] ?? 0;
      if (entry !== 0) this.#place(this.#hashOf(entry - 1), entry - 1);
    }
    if (end === former.length) this.#former = null;
  }
}

function findIn(slots: Uint32Array, hash: number, matches: (row: number) => boolean): number {
  const mask = slots.length - 1;
  for (let step = 0; step <= mask; step += 1) {
    const entry = slots[(hash + step) & mask] ?? 0;
    if (entry === 0) return -1;
    if (matches(entry - 1)) return entry - 1;
  }
  return -1;
}

/**
 * A power of two of slots with room for the rows. What lies in them needs no look: a row that is none matches nothing,
 * and no search goes on for longer than there are slots.
 */
function isIndexOf(slots: number, rows: number): boolean {
  return slots >= FIRST_CAPACITY && (slots & (slots - 1)) === 0 && rows <= slots * MAX_LOAD;
}
