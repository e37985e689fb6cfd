import type { LazyBytes } from './snapshot-source.ts';

/** Entries of one chunk. A column grows by whole chunks: nothing is copied, and little is spare. */
const CHUNK_BITS = 12;
const CHUNK_LENGTH = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_LENGTH - 1;
/** What the few numbers that no column has room for take beside it: a rough figure for one entry of a Map of numbers. */
export const MAP_ENTRY_BYTES = 48;

/** Numbers of one size in a row. */
export type Words = Uint8Array | Uint16Array | Uint32Array | Float64Array;

interface WordsType {
  new (length: number): Words;
  new (buffer: ArrayBufferLike, offset: number, length: number): Words;
  readonly BYTES_PER_ELEMENT: number;
}

/** A growable array of numbers, packed. What was never set reads as 0. */
export class Column {
  readonly #type: WordsType;
  /** Empty where a chunk was not looked at since it was adopted. */
  #chunks: (Words | undefined)[] = [];
  #adopted: LazyBytes | null = null;
  /** Chunks below this number may be in someone else's hands; which ones is said by `#shared`. */
  #sharedCount = 0;
  #shared = new Uint8Array(0);

  constructor(type: WordsType) {
    this.#type = type;
  }

  get(index: number): number {
    const chunk = this.#chunks[index >>> CHUNK_BITS] ?? this.#adoptedChunk(index >>> CHUNK_BITS);
    return chunk?.[index & CHUNK_MASK] ?? 0;
  }

  set(index: number, value: number): void {
    const at = index >>> CHUNK_BITS;
    while (this.#chunks.length <= at) this.#chunks.push(new this.#type(CHUNK_LENGTH));
    if (at < this.#sharedCount && this.#shared[at] === 1) this.#unshare(at);
    const chunk = this.#chunks[at] ?? this.#adoptedChunk(at);
    if (chunk !== undefined) chunk[index & CHUNK_MASK] = value;
  }

  /** Sets every entry to 0. */
  clear(): void {
    this.#chunks = Array.from(this.#chunks, () => new this.#type(CHUNK_LENGTH));
    this.#adopted = null;
    this.#sharedCount = 0;
  }

  /** Nothing was ever set. */
  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  /** The bytes as they are now, chunk by chunk; they stay so: what is set later goes into a copy of its chunk. */
  share(): Uint8Array[] {
    this.#sharedCount = this.#chunks.length;
    this.#shared = new Uint8Array(this.#sharedCount).fill(1);
    return this.#chunks.flatMap((known, at) => {
      const chunk = known ?? this.#adoptedChunk(at);
      return chunk === undefined ? [] : [new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)];
    });
  }

  /** Takes over bytes that `share` gave in place of all entries; each chunk is read when it is first wanted. */
  adopt(bytes: LazyBytes): void {
    const chunkBytes = this.#chunkBytes;
    if (bytes.length % chunkBytes !== 0)
      throw new RangeError(`expected whole chunks but received ${bytes.length} bytes`);
    this.#sharedCount = 0;
    this.#adopted = bytes;
    this.#chunks = Array.from({ length: bytes.length / chunkBytes }, () => undefined);
  }

  /** Sets to 1 each of `marks` from `from` to `to` whose entry is `value`. One loop, so that it is soon compiled. */
  markEqual(value: number, marks: Uint8Array, from: number, to: number): void {
    for (let start = from; start < to; ) {
      const chunk = this.#chunks[start >>> CHUNK_BITS] ?? this.#adoptedChunk(start >>> CHUNK_BITS);
      const end = Math.min(to, (start | CHUNK_MASK) + 1);
      if (chunk === undefined && value === 0) marks.fill(1, start, end);
      else if (chunk !== undefined) markEntries(chunk, value, marks, start, end);
      start = end;
    }
  }

  /** The largest of the first `count` entries; 0 where there are none. */
  max(count: number): number {
    let max = 0;
    for (let from = 0; from < count; from += CHUNK_LENGTH) {
      const chunk = this.#chunks[from >>> CHUNK_BITS] ?? this.#adoptedChunk(from >>> CHUNK_BITS);
      if (chunk !== undefined) max = Math.max(max, largest(chunk, count - from));
    }
    return max;
  }

  /** Entries there is room for. */
  get capacity(): number {
    return this.#chunks.length * CHUNK_LENGTH;
  }

  /** Memory in bytes. */
  get byteLength(): number {
    return this.#chunks.length * this.#chunkBytes;
  }

  get #chunkBytes(): number {
    return CHUNK_LENGTH * this.#type.BYTES_PER_ELEMENT;
  }

  /** A chunk that is looked at for the first time since it was adopted. */
  #adoptedChunk(at: number): Words | undefined {
    if (this.#adopted === null || at >= this.#chunks.length) return undefined;
    const { buffer, byteOffset } = this.#adopted.part(at * this.#chunkBytes, this.#chunkBytes);
    const chunk = new this.#type(buffer, byteOffset, CHUNK_LENGTH);
    this.#chunks[at] = chunk;
    return chunk;
  }

  #unshare(at: number): void {
    const chunk = this.#chunks[at];
    if (chunk !== undefined) this.#chunks[at] = chunk.slice();
    this.#shared[at] = 0;
  }
}

function markEntries(chunk: Words, value: number, marks: Uint8Array, from: number, to: number): void {
  for (let at = from; at < to; at += 1) if (chunk[at & CHUNK_MASK] === value) marks[at] = 1;
}

/** The largest of the first `count` numbers; 0 where there are none. One loop for all, so that it is soon compiled. */
export function largest(words: Words, count = words.length): number {
  const end = Math.min(words.length, count);
  let max = 0;
  for (let at = 0; at < end; at += 1) {
    const value = words[at] ?? 0;
    if (value > max) max = value;
  }
  return max;
}

export const bytes8 = (): Column => new Column(Uint8Array);
export const words16 = (): Column => new Column(Uint16Array);
export const words32 = (): Column => new Column(Uint32Array);
export const doubles = (): Column => new Column(Float64Array);
