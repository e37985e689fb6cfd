import type { TimeSlice } from './time-slice.ts';

/** Keys lie in blocks of this size one after the other; a key never spans two. */
const BLOCK_BITS = 20;
const BLOCK_BYTES = 1 << BLOCK_BITS;
const BLOCK_MASK = BLOCK_BYTES - 1;
/** Before each key stands its length. */
const LENGTH_BYTES = 2;
export const MAX_KEY_BYTES = 0xffff;
/** One for keys that have ended, and one for each byte. */
const BUCKETS = 257;
/** So few keys are put in order by comparing them. */
const FEW = 24;
/** From this many on, work over keys rests in between; over fewer it is done in one go. */
const MANY = 4096;

/** Keys of bytes, packed, to be put in order by their bytes; where one goes on and another has ended, that one is first. */
export class ByteKeys {
  readonly #blocks: Uint8Array[] = [];
  /** Where each key's length stands. */
  readonly #addresses: Uint32Array;
  #count = 0;
  #next = 0;

  /** For `capacity` keys. */
  constructor(capacity: number) {
    this.#addresses = new Uint32Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a copy of a key of at most {@link MAX_KEY_BYTES}. */
  add(bytes: Uint8Array, length: number): void {
    const needed = length + LENGTH_BYTES;
    const left = BLOCK_BYTES - (this.#next & BLOCK_MASK);
    if (needed > left) this.#next += left;
    const index = this.#next >>> BLOCK_BITS;
    while (this.#blocks.length <= index) this.#blocks.push(new Uint8Array(BLOCK_BYTES));
    const block = this.#blocks[index];
    const offset = this.#next & BLOCK_MASK;
    if (block !== undefined) {
      block[offset] = length & 0xff;
      block[offset + 1] = length >>> 8;
      for (let at = 0; at < length; at += 1) block[offset + LENGTH_BYTES + at] = bytes[at] ?? 0;
    }
    this.#addresses[this.#count] = this.#next;
    this.#count += 1;
    this.#next += needed;
  }

  /** 0 where the key has ended, else its byte and 1. */
  at(place: number, depth: number): number {
    const address = this.#addresses[place] ?? 0;
    const block = this.#blocks[address >>> BLOCK_BITS];
    if (block === undefined) return 0;
    const offset = address & BLOCK_MASK;
    const length = (block[offset] ?? 0) | ((block[offset + 1] ?? 0) << 8);
    return depth < length ? (block[offset + LENGTH_BYTES + depth] ?? 0) + 1 : 0;
  }

  /** Below 0, 0 or above 0 as one key comes before the other; they are alike up to `depth`. */
  compare(a: number, b: number, depth: number): number {
    for (let at = depth; ; at += 1) {
      const left = this.at(a, at);
      const difference = left - this.at(b, at);
      if (difference !== 0 || left === 0) return difference;
    }
  }

  /** Up to where two keys that are alike up to `from` are alike; looks no further than `to`. */
  likeUpTo(a: number, b: number, from: number, to: number): number {
    let depth = from;
    for (; depth < to; depth += 1) {
      const value = this.at(a, depth);
      if (value === 0 || value !== this.at(b, depth)) break;
    }
    return depth;
  }
}

/**
 * The places of keys in ascending order, equal keys as they were added: a radix sort from the first byte on that passes
 * over what the keys of a stretch have in common. Rests by `slice`.
 */
export async function orderOfKeys(keys: ByteKeys, slice: TimeSlice): Promise<Uint32Array<ArrayBuffer>> {
  const places = new Uint32Array(keys.count);
  for (let place = 0; place < places.length; place += 1) places[place] = place;
  const scratch = new Uint32Array(places.length);
  const ends = new Uint32Array(BUCKETS);
  /** Stretches that are still to be ordered, each as from, to and how far its keys are alike. */
  const open: number[] = [0, places.length, 0];
  let done = 0;
  while (open.length > 0) {
    const depth = open.pop() ?? 0;
    const to = open.pop() ?? 0;
    const from = open.pop() ?? 0;
    if (to - from <= FEW) orderFew(keys, places, from, to, depth);
    else if (to - from < MANY) distribute(keys, { places, scratch, ends, open }, from, to, depth);
    else await distributeMany(keys, { places, scratch, ends, open }, from, to, depth, slice);
    done += to - from;
    if (done < MANY) continue;
    done = 0;
    await slice.rest();
  }
  return places;
}

interface Work {
  places: Uint32Array;
  scratch: Uint32Array;
  ends: Uint32Array;
  open: number[];
}

/** Insertion keeps equal keys as they are. */
function orderFew(keys: ByteKeys, places: Uint32Array, from: number, to: number, depth: number): void {
  for (let next = from + 1; next < to; next += 1) {
    const place = places[next] ?? 0;
    let at = next;
    for (; at > from && keys.compare(places[at - 1] ?? 0, place, depth) > 0; at -= 1) places[at] = places[at - 1] ?? 0;
    places[at] = place;
  }
}

/** Puts a stretch in order by the first byte in which its keys differ, and opens what is alike in that too. */
function distribute(keys: ByteKeys, work: Work, from: number, to: number, given: number): void {
  const depth = commonDepth(keys, work.places, from, to, given, Number.MAX_SAFE_INTEGER);
  work.ends.fill(0);
  count(keys, work, from, to, depth);
  openStretches(work, from, depth);
  move(keys, work, to, from, depth);
  work.places.set(work.scratch.subarray(from, to), from);
}

async function distributeMany(
  keys: ByteKeys,
  work: Work,
  from: number,
  to: number,
  given: number,
  slice: TimeSlice,
): Promise<void> {
  let depth = Number.MAX_SAFE_INTEGER;
  await slice.each(to - from, (start, stop) => {
    if (depth > given)
      depth = commonDepth(keys, work.places, from + start, from + stop, given, depth, work.places[from]);
  });
  work.ends.fill(0);
  await slice.each(to - from, (start, stop) => count(keys, work, from + start, from + stop, depth));
  openStretches(work, from, depth);
  // From the last one on, each before those of its kind that came after it.
  await slice.each(to - from, (start, stop) => move(keys, work, to - start, to - stop, depth));
  await slice.each(to - from, (start, stop) =>
    work.places.set(work.scratch.subarray(from + start, from + stop), from + start),
  );
}

/** How far the keys of a stretch are alike, at most `limit`. */
function commonDepth(
  keys: ByteKeys,
  places: Uint32Array,
  from: number,
  to: number,
  given: number,
  limit: number,
  first = places[from],
): number {
  let depth = limit;
  for (let at = from; at < to && depth > given; at += 1)
    depth = keys.likeUpTo(first ?? 0, places[at] ?? 0, given, depth);
  return depth;
}

function count(keys: ByteKeys, { places, ends }: Work, from: number, to: number, depth: number): void {
  for (let at = from; at < to; at += 1) {
    const bucket = keys.at(places[at] ?? 0, depth);
    ends[bucket] = (ends[bucket] ?? 0) + 1;
  }
}

/** Makes ends of the counts, and opens each stretch that is to be ordered further: keys that have ended are all alike. */
function openStretches({ ends, open }: Work, from: number, depth: number): void {
  let end = from;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const start = end;
    end += ends[bucket] ?? 0;
    ends[bucket] = end;
    if (bucket > 0 && end - start > 1) open.push(start, end, depth + 1);
  }
}

/** Backwards from `to` down to `from`. */
function move(keys: ByteKeys, { places, scratch, ends }: Work, to: number, from: number, depth: number): void {
  for (let at = to - 1; at >= from; at -= 1) {
    const place = places[at] ?? 0;
    const bucket = keys.at(place, depth);
    const end = (ends[bucket] ?? 0) - 1;
    ends[bucket] = end;
    scratch[end] = place;
  }
}
