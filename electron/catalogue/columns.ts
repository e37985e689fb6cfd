/** Entries of one chunk. A column grows by whole chunks: nothing is copied, and little is spare. */
const CHUNK_BITS = 14;
const CHUNK_LENGTH = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_LENGTH - 1;
/** What the few numbers that no column has room for take beside it: a rough figure for one entry of a Map of numbers. */
export const MAP_ENTRY_BYTES = 48;

type Words = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** A growable array of numbers, packed. What was never set reads as 0. */
export class Column {
  readonly #make: (length: number) => Words;
  readonly #chunks: Words[] = [];

  constructor(make: (length: number) => Words) {
    this.#make = make;
  }

  get(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]?.[index & CHUNK_MASK] ?? 0;
  }

  set(index: number, value: number): void {
    const at = index >>> CHUNK_BITS;
    while (this.#chunks.length <= at) this.#chunks.push(this.#make(CHUNK_LENGTH));
    const chunk = this.#chunks[at];
    if (chunk !== undefined) chunk[index & CHUNK_MASK] = value;
  }

  /** Sets every entry to 0. */
  clear(): void {
    for (const chunk of this.#chunks) chunk.fill(0);
  }

  /** Memory in bytes. */
  get byteLength(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  }
}

export const bytes8 = (): Column => new Column((length) => new Uint8Array(length));
export const words16 = (): Column => new Column((length) => new Uint16Array(length));
export const words32 = (): Column => new Column((length) => new Uint32Array(length));
export const doubles = (): Column => new Column((length) => new Float64Array(length));
