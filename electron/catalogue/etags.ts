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
    if (packed || etag === '') this.#opaque.delete(row);
    else this.#opaque.set(row, etag);
    for (let word = 0; word < WORDS; word += 1) {
      const value = packed ? Number.parseInt(etag.slice(word * 8, word * 8 + 8), 16) : 0;
      this.#words.set(row * WORDS + word, value);
    }
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
