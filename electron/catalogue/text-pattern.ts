import { Buffer } from 'node:buffer';
import { syllablesOf, withoutClusters } from './initial-consonants.ts';

/** How texts are compared: composed, case left aside. */
export const fold = (text: string): string => text.normalize('NFC').toLowerCase().normalize('NFC');

const BYTES = 256;
const ASCII_END = 0x80;
const NOT_ASCII = Array.from({ length: BYTES - ASCII_END }, (_, at) => ASCII_END + at);
/** Longer patterns are looked for byte by byte. */
const MAX_SKIP = 0xffff;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const LOWER_A = 0x61;
const LOWER_Z = 0x7a;
const TO_LOWER = 0x20;
/** Of a UTF-8 character with three bytes: those of CJK ideographs and Hangul syllables begin so. */
const FIRST_PLAIN = utf8Number('\u4e00');
const LAST_IDEOGRAPH = utf8Number('\u9fff');
const FIRST_SYLLABLE = utf8Number('가');
const LAST_SYLLABLE = utf8Number('힣');
const THREE_BYTES_FROM = 0xe0;
const FOUR_BYTES_FROM = 0xf0;

/** Characters by the numbers of their UTF-8 bytes, both included. */
interface Utf8Numbers {
  first: number;
  last: number;
}

/**
 * Whether UTF-8 bytes are in folded form but for the case of Latin letters: ASCII, ideographs and Hangul syllables only.
 * That is so for nearly all names, and saves making a text of each.
 */
export function isPlainUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const lead = bytes[at] ?? 0;
    if (lead < ASCII_END) {
      at += 1;
      continue;
    }
    if (lead < THREE_BYTES_FROM || lead >= FOUR_BYTES_FROM || at + 2 >= end) return false;
    const value = (lead << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const isPlain =
      value >= FIRST_PLAIN && (value <= LAST_IDEOGRAPH || (value >= FIRST_SYLLABLE && value <= LAST_SYLLABLE));
    if (!isPlain) return false;
    at += 3;
  }
  return true;
}

/**
 * What is searched for. An initial consonant (ㄱ) stands for each syllable that begins with it (가 to 깋) and for itself;
 * any other character for itself, whatever its case and composition.
 */
export class TextPattern {
  readonly #place: 'anywhere' | 'start';
  readonly #characters: number[];
  /** By each byte, whether it can be the first of what fits: most of a text is passed over by this alone. */
  readonly #mayBegin = new Uint8Array(BYTES);
  /** The same for the byte after it; null where the first is all of it. */
  readonly #mayFollow: Uint8Array | null;
  /** Bytes of what fits: a syllable has as many as the consonant that stands for it. */
  readonly #length: number;
  /** By the byte that would be the last of what fits, how much further on the next one can end; 0 where it may fit. Null where many bytes can be the last. */
  readonly #skips: Uint16Array | null;
  /** For each character the syllables that it stands for as well. */
  readonly #syllables: (Utf8Numbers | null)[];

  /** `text` must not be empty. With the place `start` only what begins with it has it. */
  constructor(text: string, place: 'anywhere' | 'start' = 'anywhere') {
    this.#place = place;
    const characters = [...withoutClusters(fold(text))];
    this.#characters = characters.map(utf8Number);
    this.#syllables = characters.map((character) => {
      const syllables = syllablesOf(character);
      if (syllables === null) return null;
      const [first = 0, last = 0] = [syllables.first, syllables.last].map((code) =>
        utf8Number(String.fromCodePoint(code)),
      );
      return { first, last };
    });
    this.#markBeginnings();
    this.#mayFollow = this.#secondBytes();
    const places = this.#bytesByPlace();
    this.#length = places.length;
    this.#skips = this.#syllables.at(-1) == null ? skipsOf(places) : null;
  }

  /** Whether it occurs in a text of any form. */
  isIn(text: string): boolean {
    const bytes = Buffer.from(fold(text));
    return this.isInBytes(bytes, 0, bytes.length);
  }

  /** Whether a text of any form begins with it. */
  isAtStartOf(text: string): boolean {
    const bytes = Buffer.from(fold(text));
    return this.#endOfFit(bytes, 0, bytes.length) >= 0;
  }

  /** Whether a text of any form ends with it. */
  isAtEndOf(text: string): boolean {
    const bytes = Buffer.from(fold(text));
    const { length } = bytes;
    for (let at = 0; at < length; at += 1) if (this.#endOfFit(bytes, at, length) === length) return true;
    return false;
  }

  /** As {@link isIn} for bytes that {@link isPlainUtf8}. Makes nothing: it is called for each of a million names. */
  isInBytes(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#place === 'start') return this.#endOfFit(bytes, start, end) >= 0;
    if (this.#skips !== null) return this.#isInBySkipping(bytes, start, end, this.#skips);
    const mayBegin = this.#mayBegin;
    const mayFollow = this.#mayFollow;
    for (let at = start; at < end; at += 1) {
      if (mayBegin[bytes[at] ?? 0] === 0) continue;
      if (mayFollow !== null && mayFollow[bytes[at + 1] ?? 0] === 0) continue;
      if (this.#endOfFit(bytes, at, end) >= 0) return true;
    }
    return false;
  }

  /** Looks at a few bytes only (Horspool's algorithm). */
  #isInBySkipping(bytes: Uint8Array, start: number, end: number, skips: Uint16Array): boolean {
    const before = this.#length - 1;
    for (let last = start + before; last < end; ) {
      const skip = skips[bytes[last] ?? 0] ?? 1;
      if (skip === 0 && this.#endOfFit(bytes, last - before, end) >= 0) return true;
      last += skip === 0 ? 1 : skip;
    }
    return false;
  }

  /** The bytes that can be at each place of what fits. */
  #bytesByPlace(): number[][] {
    return this.#characters.flatMap((character, index) => {
      if (this.#syllables[index] != null) return [NOT_ASCII, NOT_ASCII, NOT_ASCII];
      if (character < ASCII_END) return [[character, upperCase(character)]];
      return bytesOf(character).map((byte) => [byte]);
    });
  }

  /** No byte within a character is like one that begins one (RFC 3629), so that bytes can be gone through one by one. */
  #markBeginnings(): void {
    const character = this.#characters[0] ?? 0;
    const syllables = this.#syllables[0] ?? { first: character, last: character };
    const lead = leadOf(character);
    this.#mayBegin[lead] = 1;
    if (lead < ASCII_END) this.#mayBegin[upperCase(lead)] = 1;
    for (let byte = leadOf(syllables.first); byte <= leadOf(syllables.last); byte += 1) this.#mayBegin[byte] = 1;
  }

  #secondBytes(): Uint8Array | null {
    const [first = 0, second] = this.#characters;
    const marks = new Uint8Array(BYTES);
    if (first >= ASCII_END) {
      marks[secondOf(first)] = 1;
      const syllables = this.#syllables[0];
      // All but the last byte of each: the second is the lowest of what is left.
      if (syllables != null)
        for (let two = syllables.first >>> 8; two <= syllables.last >>> 8; two += 1) marks[two & 0xff] = 1;
      return marks;
    }
    if (second === undefined) return null;
    const syllables = this.#syllables[1] ?? { first: second, last: second };
    marks[leadOf(second)] = 1;
    if (second < ASCII_END) marks[upperCase(second)] = 1;
    for (let lead = leadOf(syllables.first); lead <= leadOf(syllables.last); lead += 1) marks[lead] = 1;
    return marks;
  }

  /** Where it ends if it is at `start`, else -1. */
  #endOfFit(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    for (let index = 0; index < this.#characters.length; index += 1) {
      if (at >= end) return -1;
      const lead = bytes[at] ?? 0;
      const length = lengthOf(lead);
      const value = length === 1 ? lowerCase(lead) : numberAt(bytes, at, length);
      if (value !== this.#characters[index] && !isAmong(value, this.#syllables[index])) return -1;
      at += length;
    }
    return at;
  }
}

const isAmong = (value: number, numbers: Utf8Numbers | null | undefined): boolean =>
  numbers != null && value >= numbers.first && value <= numbers.last;

const lowerCase = (byte: number): number => (byte >= UPPER_A && byte <= UPPER_Z ? byte + TO_LOWER : byte);

const upperCase = (byte: number): number => (byte >= LOWER_A && byte <= LOWER_Z ? byte - TO_LOWER : byte);

/** Bytes of the character that a byte begins. */
function lengthOf(lead: number): number {
  if (lead < ASCII_END) return 1;
  if (lead < THREE_BYTES_FROM) return 2;
  return lead < FOUR_BYTES_FROM ? 3 : 4;
}

function numberAt(bytes: Uint8Array, at: number, length: number): number {
  let value = bytes[at] ?? 0;
  for (let byte = 1; byte < length; byte += 1) value = ((value << 8) | (bytes[at + byte] ?? 0)) >>> 0;
  return value;
}

/** The bytes of one character as a number; their order is that of the code points. */
function utf8Number(character: string): number {
  const bytes = Buffer.from(character);
  return numberAt(bytes, 0, bytes.length);
}

/** A byte that can be at several places counts for the last of them. */
function skipsOf(places: readonly (readonly number[])[]): Uint16Array | null {
  if (places.length > MAX_SKIP) return null;
  const skips = new Uint16Array(BYTES).fill(places.length);
  for (const [place, bytes] of places.entries()) for (const byte of bytes) skips[byte] = places.length - 1 - place;
  return skips;
}

/** The bytes of a character that is given as a number. */
function bytesOf(character: number): number[] {
  const bytes: number[] = [];
  for (let left = character; left > 0; left >>>= 8) bytes.unshift(left & 0xff);
  return bytes;
}

/** The second byte of a character that has one. */
function secondOf(character: number): number {
  let bytes = character;
  while (bytes >= BYTES * BYTES) bytes >>>= 8;
  return bytes % BYTES;
}

/** The first byte of a character that is given as a number. */
function leadOf(character: number): number {
  let lead = character;
  while (lead >= BYTES) lead >>>= 8;
  return lead;
}
