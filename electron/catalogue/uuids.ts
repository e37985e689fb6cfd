import { type Column, words32 } from './columns.ts';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';

/** Of 32 bits. */
export const UUID_WORDS = 4;
const DIGITS = 32;
const HEX = '0123456789abcdef';
export const UUID_CHARACTERS = 36;
const DASH = 0x2d;
const ZERO = 0x30;
const UPPER_A = 0x41;
const LOWER_A = 0x61;

/** A uuid as numbers: its 128 bits, and which of its 32 digits are upper-case letters (0 for nearly all uuids). */
interface PackedUuid {
  words: Uint32Array;
  upperCase: number;
}

/** Packs the text of a uuid (dashes are skipped) into `into`. */
export function packUuid(text: string, into: PackedUuid): void {
  into.upperCase = 0;
  let digit = 0;
  for (let at = 0; at < text.length && digit < DIGITS; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DASH) continue;
    let value = code - ZERO;
    if (code >= LOWER_A) value = code - LOWER_A + 10;
    else if (code >= UPPER_A) {
      value = code - UPPER_A + 10;
      into.upperCase = (into.upperCase | (1 << digit)) >>> 0;
    }
    into.words[digit >>> 3] = (((into.words[digit >>> 3] ?? 0) << 4) | value) >>> 0;
    digit += 1;
  }
}

export const emptyUuid = (): PackedUuid => ({ words: new Uint32Array(UUID_WORDS), upperCase: 0 });

/** A column of uuids, 16 bytes each; the spelling of those with upper-case letters lies beside. */
export class UuidColumn {
  readonly #words: Column = words32();
  /** Stays empty where no uuid has an upper-case letter. */
  readonly #upperCase: Column = words32();

  set(row: number, uuid: PackedUuid): void {
    for (let word = 0; word < UUID_WORDS; word += 1) this.#words.set(row * UUID_WORDS + word, uuid.words[word] ?? 0);
    if (uuid.upperCase !== 0) this.#upperCase.set(row, uuid.upperCase);
  }

  /** One of the four 32-bit words, the most significant first. */
  word(row: number, word: number): number {
    return this.#words.get(row * UUID_WORDS + word);
  }

  equals(row: number, uuid: PackedUuid): boolean {
    for (let word = 0; word < UUID_WORDS; word += 1) if (this.word(row, word) !== uuid.words[word]) return false;
    return this.#upperCase.get(row) === uuid.upperCase;
  }

  /** The uuid as it is spelt in its keys. */
  text(row: number): string {
    let hex = '';
    for (let word = 0; word < UUID_WORDS; word += 1) hex += this.word(row, word).toString(16).padStart(8, '0');
    const upperCase = this.#upperCase.get(row);
    if (upperCase !== 0) {
      hex = hex.replace(/./g, (digit, at: number) => (upperCase & (1 << at) ? digit.toUpperCase() : digit));
    }
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** Writes the uuid in lower case as 36 characters of ASCII. */
  writeText(row: number, into: Uint8Array): void {
    let at = 0;
    for (let word = 0; word < UUID_WORDS; word += 1) {
      const value = this.word(row, word);
      for (let shift = 28; shift >= 0; shift -= 4) {
        if (at === 8 || at === 13 || at === 18 || at === 23) into[at++] = DASH;
        into[at++] = HEX.charCodeAt((value >>> shift) & 0xf);
      }
    }
  }

  save(sections: SectionWriter): void {
    sections.add('uuids', this.#words.share());
    sections.add('uuid-cases', this.#upperCase.share());
  }

  restore(sections: SectionReader): void {
    this.#words.adopt(sections.lazy('uuids'));
    this.#upperCase.adopt(sections.lazy('uuid-cases'));
  }

  get byteLength(): number {
    return this.#words.byteLength + this.#upperCase.byteLength;
  }
}
