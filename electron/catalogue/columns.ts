/** Entries of one chunk. A column grows by whole chunks: nothing is copied, and little is spare. */
const CHUNK_BITS = 14;
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
  #chunks: Words[] = [];
  /** Chunks below this number may be in someone else's hands; which ones is said by `#shared`. */
  #sharedCount = 0;
  #shared = new Uint8Array(0);

  constructor(type: WordsType) {
    this.#type = type;
  }

  get(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]?.[index & CHUNK_MASK] ?? 0;
  }

  set(index: number, value: number): void {
    const at = index >>> CHUNK_BITS;
    while (this.#chunks.length <= at) this.#chunks.push(new this.#type(CHUNK_LENGTH));
    if (at < this.#sharedCount && this.#shared[at] === 1) this.#unshare(at);
    const chunk = this.#chunks[at];
    if (chunk !== undefined) chunk[index & CHUNK_MASK] = value;
  }

  /** Sets every entry to 0. */
  clear(): void {
    this.#chunks = this.#chunks.map(() => new this.#type(CHUNK_LENGTH));
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
    return this.#chunks.map((chunk) => new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }

  /** Takes over bytes that `share` gave, in one piece that lies at a multiple of 8, in place of all entries. */
  adopt(bytes: Uint8Array): void {
    const chunkBytes = CHUNK_LENGTH * this.#type.BYTES_PER_ELEMENT;
    if (bytes.length % chunkBytes !== 0)
      throw new RangeError(`expected whole chunks but received ${bytes.length} bytes`);
    this.#sharedCount = 0;
    this.#chunks = [];
    for (let from = 0; from < bytes.length; from += chunkBytes) {
      this.#chunks.push(new this.#type(bytes.buffer, bytes.byteOffset + from, CHUNK_LENGTH));
    }
  }

  /** The largest of the first `count` entries; 0 where there are none. */
  max(count: number): number {
    let max = 0;
    for (let from = 0; from < count; from += CHUNK_LENGTH) {
      const chunk = this.#chunks[from >>> CHUNK_BITS];
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
    return this.#chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  }

  #unshare(at: number): void {
    const chunk = this.#chunks[at];
    if (chunk !== undefined) this.#chunks[at] = chunk.slice();
    this.#shared[at] = 0;
  }
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
