import { type Column, words32 } from './columns.ts';

const MD5 = /^[0-9a-f]{32}$/;
const WORDS = 4;
/** A rough figure for one entry of a Map with a short string. */
const MAP_ENTRY_BYTES = 120;

/** A column of ETags: an MD5 takes 16 bytes; multipart and other opaque ones lie beside. Empty where there is none. */
export class EtagColumn {
  readonly #words: Column = words32();
  readonly #opaque = new Map<number, string>();

  get(row: number): string {
    const opaque = this.#opaque.get(row);
    if (opaque !== undefined) return opaque;
    const text = [0, 1, 2, 3].map((word) => this.#hex(row, word)).join('');
    return /[^0]/.test(text) ? text : '';
  }

  /** Some 64 bits of the ETag: enough to tell two states of one object apart. Empty where there is none. */
  short(row: number): string {
    const opaque = this.#opaque.get(row);
    if (opaque !== undefined) return opaque.replace(/[^\w-]/g, '').slice(-16);
    const text = this.#hex(row, 0) + this.#hex(row, 1);
    return /[^0]/.test(text) ? text : '';
  }

  set(row: number, etag: string): void {
    const packed = MD5.test(etag);
    if (!packed && etag !== '') this.#opaque.set(row, etag);
    else if (this.#opaque.size > 0) this.#opaque.delete(row);
    for (let word = 0; word < WORDS; word += 1) {
      this.#words.set(row * WORDS + word, packed ? wordOf(etag, word) : 0);
    }
  }

  /** Below 0, 0 or above 0 as the row's ETag comes before, is, or comes after this one; mostly without making a text. */
  compare(row: number, etag: string): number {
    if (this.#opaque.size > 0 || !MD5.test(etag)) return compareTexts(this.get(row), etag);
    for (let word = 0; word < WORDS; word += 1) {
      const difference = this.#words.get(row * WORDS + word) - wordOf(etag, word);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  get byteLength(): number {
    return this.#words.byteLength + this.#opaque.size * MAP_ENTRY_BYTES;
  }

  #hex(row: number, word: number): string {
    return this.#words
      .get(row * WORDS + word)
      .toString(16)
      .padStart(8, '0');
  }
}

const wordOf = (md5: string, word: number): number => Number.parseInt(md5.slice(word * 8, word * 8 + 8), 16);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
