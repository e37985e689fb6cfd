/**
 * Names of files that are saved to disk: `<name>_<size>.<ext>`, valid on Windows, macOS and Linux at once, because a
 * saved picture travels. Written here rather than with filenamify: that one also drops what names need (the
 * zero-width non-joiner of Persian, the ideographic space of Japanese, the tags of flag emoji).
 */
import type { VariantSize } from './object-key.ts';

/** NAME_MAX of Linux file systems and APFS; UTF-16 units of NTFS are never more than the UTF-8 bytes. */
export const MAX_FILE_NAME_BYTES = 255;
const MAX_EXTENSION_BYTES = 32;
/** What a picture is called whose name and key leave nothing to show. */
const LAST_RESORT = 'image';

/** Forbidden in names on Windows (Microsoft, "Naming Files, Paths, and Namespaces"); `/` and NUL everywhere. */
const FORBIDDEN = /[<>:"/\\|?*\p{Cc}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;
/** With the `u` flag this matches surrogates that stand alone only. */
const LONE_SURROGATE = /[\u{D800}-\u{DFFF}]/gu;
/** Invisible: bidi controls (a name that reads `gpj.exe` backwards), zero-width space, joiner of words, BOM and kin. */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;
/** Names that Windows gives to devices, with any extension; superscript digits count, and CLOCK$ from old days. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[\d¹²³]|lpt[\d¹²³]) *(?:\.|$)/iu;
const SIZE_SUFFIX = /_(?:\d+|thumbnail|original)$/u;
/** HFS+ ignores these when it compares names. */
const JOINERS = /[\u200C\u200D]/gu;

export interface NameFacts {
  /** The original name without its extension; null where nothing tells it. */
  name: string | null;
  /** Base of the key without size and extension: what stands in for a missing name. */
  base: string;
  size: VariantSize;
  /** Without a dot. */
  extension: string;
  /** A picture that is no group of ours: its one variant needs no size in the name. */
  foreign: boolean;
}

/** The file name for a variant that is saved: at most 255 UTF-8 bytes, size and extension always kept. */
export function fileNameFor({ name, base, size, extension, foreign }: NameFacts): string {
  return assembled(shownStem(name, base), foreign ? '' : `_${size}`, cleanedExtension(extension));
}

/** What a picture is called in a file name, before it is cut: never empty. */
export const shownStem = (name: string | null, base: string): string =>
  cleaned(name ?? '') || cleaned(base) || LAST_RESORT;

/** A piece of a name; what may be cut is, where the whole would be too long. */
interface NamePiece {
  text: string;
  canBeCut: boolean;
}

/** A safe file name of pieces in a row: at most 255 UTF-8 bytes, the extension always kept. */
export function composedName(pieces: readonly NamePiece[], extension: string): string {
  const ending = cleanedExtension(extension);
  const clean = pieces.map(({ text, canBeCut }) => ({ text: withoutDanger(text), canBeCut }));
  const fixed = clean.filter(({ canBeCut }) => !canBeCut);
  const fixedBytes = fixed.reduce((sum, { text }) => sum + utf8Length(text), utf8Length(`.${ending}`));
  // Where the fixed pieces alone are too long, the whole is cut at its end.
  const room = Math.floor((MAX_FILE_NAME_BYTES - fixedBytes) / Math.max(1, clean.length - fixed.length));
  const texts = clean.map(({ text, canBeCut }) => (canBeCut && room > 0 ? cutTo(text, room).trimEnd() : text));
  return assembled(cleaned(texts.join('')) || LAST_RESORT, '', ending);
}

/** A whole name (say the end of a key) made safe; its extension is kept. */
export function safeFileName(name: string): string {
  const { stem, extension } = splitExtension(cleaned(name) || LAST_RESORT);
  return assembled(stem, '', extension);
}

/** `a.b.png` → `a.b` and `png`; a leading dot begins no extension. */
export function splitExtension(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  const extension = name.slice(dot + 1);
  if (dot <= 0 || extension === '' || utf8Length(extension) > MAX_EXTENSION_BYTES) return { stem: name, extension: '' };
  return { stem: name.slice(0, dot), extension };
}

/** Equal for names that some system would take for one file: case, NFC or NFD, and joiners make no difference. */
export function nameKey(name: string): string {
  return name.replace(JOINERS, '').normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** The first number that a name which is taken gets. */
export const FIRST_NUMBER = 2;

/** `name_512.png`, or where that is taken `name_512 (2).png` and so on; never longer than {@link fileNameFor}'s. */
export function distinctName(name: string, taken: (name: string) => boolean): string {
  if (!taken(name)) return name;
  for (let number = FIRST_NUMBER; ; number += 1) {
    const candidate = numberedName(name, number);
    if (!taken(candidate)) return candidate;
  }
}

/** `name_512.png` with a number is `name_512 (2).png`: before the extension, and the size stays. */
export function numberedName(name: string, number: number): string {
  const { stem, extension } = splitExtension(name);
  const size = SIZE_SUFFIX.exec(stem)?.[0] ?? '';
  return assembled(stem.slice(0, stem.length - size.length), `${size} (${number})`, extension);
}

/** The first character of a text that cannot be in a file name of any system; null where there is none. */
export const dangerIn = (text: string): string | null =>
  [...text].find((character) => withoutDanger(character) !== character.normalize('NFC')) ?? null;

/** UTF-8 bytes of a well-formed string, without an encoder (this code also runs where there is none). */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += utf8LengthOf(character.codePointAt(0) ?? 0);
  return bytes;
}

function utf8LengthOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x1_0000 ? 3 : 4;
}

/** No forbidden and no invisible character, no space around, no dot in front (it would hide the file). */
function cleaned(name: string): string {
  return withoutDanger(name)
    .trim()
    .replace(/^\.+/u, (dots) => '_'.repeat(dots.length));
}

function withoutDanger(text: string): string {
  return text
    .replace(LONE_SURROGATE, '_')
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(FORBIDDEN, '_')
    .normalize('NFC');
}

function cleanedExtension(extension: string): string {
  return cutTo(cleaned(extension).replace(/[\s.]/gu, ''), MAX_EXTENSION_BYTES);
}

function assembled(stem: string, suffix: string, extension: string): string {
  const ending = extension === '' ? suffix : `${suffix}.${extension}`;
  const room = MAX_FILE_NAME_BYTES - utf8Length(ending);
  const whole = withoutTail(cutTo(stem, room).trimEnd() + ending);
  // A cut can only shorten, so the one byte of the guard is asked for again and not assumed.
  return DEVICE.test(whole) ? withoutTail(`_${cutTo(stem, room - 1).trimEnd()}${ending}`) : whole;
}

/** Windows drops dots and spaces at the end of a name, so that another file would be meant. */
function withoutTail(name: string): string {
  return name.replace(/[. ]+$/u, '') || LAST_RESORT;
}

/** At most `bytes` UTF-8 bytes: cut between graphemes, or inside one that alone is too long, between code points. */
function cutTo(text: string, bytes: number): string {
  if (utf8Length(text) <= bytes) return text;
  // Every code unit is at least one byte, so what lies beyond can never fit.
  const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text.slice(0, bytes + 1));
  return (
    prefixWithin(
      Array.from(graphemes, (grapheme) => grapheme.segment),
      bytes,
    ) || prefixWithin([...text], bytes)
  );
}

function prefixWithin(pieces: readonly string[], bytes: number): string {
  let used = 0;
  let kept = '';
  for (const piece of pieces) {
    used += utf8Length(piece);
    if (used > bytes) break;
    kept += piece;
  }
  return kept;
}
