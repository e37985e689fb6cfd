import { ByteArena } from './byte-arena.ts';
import { type Column, words32 } from './columns.ts';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';

const MD5 = /^[0-9a-f]{32}$/;
const WORDS = 4;
/** Record: bytes of the text (2), then the text. */
const HEADER_BYTES = 2;
/** S3 gives no limit; the longest seen have some 70 characters. Beyond this only the end is kept. */
const MAX_ETAG_BYTES = 1024;

/** A column of ETags: an MD5 takes 16 bytes; multipart and other opaque ones lie beside. Empty where there is none. */
export class EtagColumn {
  readonly #words: Column = words32();
  /** Addresses of opaque ones. */
  readonly #opaque: Column = words32();
  readonly #texts = new ByteArena();

  get(row: number): string {
    const opaque = this.#opaqueOf(row);
    if (opaque !== null) return opaque;
    const text = [0, 1, 2, 3].map((word) => this.#hex(row, word)).join('');
    return /[^0]/.test(text) ? text : '';
  }

  /** Some 64 bits of the ETag: enough to tell two states of one object apart. Empty where there is none. */
  short(row: number): string {
    const opaque = this.#opaqueOf(row);
    if (opaque !== null) return opaque.replace(/[^\w-]/g, '').slice(-16);
    const text = this.#hex(row, 0) + this.#hex(row, 1);
    return /[^0]/.test(text) ? text : '';
  }

  set(row: number, etag: string): void {
    const packed = MD5.test(etag);
    if (!packed && etag !== '') this.#setOpaque(row, etag);
    else if (this.#opaque.get(row) !== 0) this.#opaque.set(row, 0);
    for (let word = 0; word < WORDS; word += 1) {
      this.#words.set(row * WORDS + word, packed ? wordOf(etag, word) : 0);
    }
  }

  /** Below 0, 0 or above 0 as the row's ETag comes before, is, or comes after this one; mostly without making a text. */
  compare(row: number, etag: string): number {
    if (this.#opaque.get(row) !== 0 || !MD5.test(etag)) return compareTexts(this.get(row), clipped(etag));
    for (let word = 0; word < WORDS; word += 1) {
      const difference = this.#words.get(row * WORDS + word) - wordOf(etag, word);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  save(sections: SectionWriter): void {
    sections.add('etags', this.#words.share());
    sections.add('opaque-etags', this.#opaque.share());
    sections.add('opaque-etag-texts', this.#texts.share());
  }

  restore(sections: SectionReader): void {
    this.#words.adopt(sections.lazy('etags'));
    this.#opaque.adopt(sections.lazy('opaque-etags'));
    this.#texts.adopt(sections.lazy('opaque-etag-texts'));
  }

  /** Once all was read: whether the parts of what was restored belong together. */
  isSound(count: number): boolean {
    return this.#opaque.max(count) < this.#texts.end;
  }

  get byteLength(): number {
    return this.#words.byteLength + this.#opaque.byteLength + this.#texts.byteLength;
  }

  #opaqueOf(row: number): string | null {
    const address = this.#opaque.get(row);
    if (address === 0) return null;
    const { block, offset } = this.#texts.at(address);
    const start = offset + HEADER_BYTES;
    return block.toString('utf8', start, start + block.readUInt16LE(offset));
  }

  #setOpaque(row: number, etag: string): void {
    if (this.#opaqueOf(row) === clipped(etag)) return;
    const text = Buffer.from(clipped(etag));
    const { address, block, offset } = this.#texts.reserve(HEADER_BYTES + text.length);
    block.writeUInt16LE(text.length, offset);
    text.copy(block, offset + HEADER_BYTES);
    this.#opaque.set(row, address);
  }

  #hex(row: number, word: number): string {
    return this.#words
      .get(row * WORDS + word)
      .toString(16)
      .padStart(8, '0');
  }
}

const clipped = (etag: string): string => (etag.length <= MAX_ETAG_BYTES ? etag : etag.slice(-MAX_ETAG_BYTES));

const wordOf = (md5: string, word: number): number => Number.parseInt(md5.slice(word * 8, word * 8 + 8), 16);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
