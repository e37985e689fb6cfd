import type { FormatId } from '../../shared/image-format.ts';
import { SNIFFED_BYTES } from './limits.ts';
import { rawCameraLabel } from './sniff-tiff.ts';

/** What a file's content shows: a format that is read here, a known one that is not (by label), or no image. */
type Sniffed = { kind: 'accepted'; format: FormatId } | { kind: 'unsupported'; label: string } | null;

const accepted = (format: FormatId): Sniffed => ({ kind: 'accepted', format });
const unsupported = (label: string): Sniffed => ({ kind: 'unsupported', label });

const startsWith = (content: Buffer, signature: string, at = 0): boolean =>
  content.toString('latin1', at, at + signature.length) === signature;

/** Signatures at the very start, after the respective format's specification. */
const signatures: readonly [string, (content: Buffer) => Sniffed][] = [
  ['\xff\xd8\xff', () => accepted('jpeg')],
  ['\x89PNG\r\n\x1a\n', () => accepted('png')],
  ['GIF87a', () => accepted('gif')],
  ['GIF89a', () => accepted('gif')],
  ['RIFF', (content) => (startsWith(content, 'WEBP', 8) ? accepted('webp') : null)],
  ['II*\0', sniffTiff],
  ['MM\0*', sniffTiff],
  ['II+\0', () => accepted('tiff')],
  ['MM\0+', () => accepted('tiff')],
  ['\xff\x0a', () => unsupported('JPEG XL')],
  ['\0\0\0\x0cJXL ', () => unsupported('JPEG XL')],
  ['\0\0\0\x0cjP  ', () => unsupported('JPEG 2000')],
  ['\xff\x4f\xff\x51', () => unsupported('JPEG 2000')],
  ['\x08\xf2\xa6\xb6', () => unsupported('VIPS')],
  ['\xb6\xa6\xf2\x08', () => unsupported('VIPS')],
  ['%PDF', () => unsupported('PDF')],
  ['%!PS', () => unsupported('PostScript')],
  ['8BPS', () => unsupported('Photoshop')],
  ['BM', (content) => (content.length >= 26 && content.readUInt32LE(6) === 0 ? unsupported('BMP') : null)],
  ['\0\0\x01\0', () => unsupported('ICO')],
  ['FUJIFILMCCD-RAW', () => unsupported('RAW')],
  ['IIRO', () => unsupported('RAW')],
  ['IIU\0', () => unsupported('RAW')],
];

function sniffTiff(content: Buffer): Sniffed {
  const label = rawCameraLabel(content);
  return label === null ? accepted('tiff') : unsupported(label);
}

const heifBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'mif2', 'msf1']);

/** Brands of an ISO base media file (ISO/IEC 14496-12, section 4.3): AVIF shares its container with HEIC and video. */
function sniffBrands(content: Buffer): Sniffed {
  const end = Math.min(content.readUInt32BE(0), content.length, SNIFFED_BYTES);
  const brands = [content.toString('latin1', 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(content.toString('latin1', at, at + 4));
  if (brands.includes('avif') || brands.includes('avis')) return accepted('avif');
  if (brands.some((brand) => heifBrands.has(brand))) return unsupported('HEIC');
  return brands.includes('crx ') ? unsupported('RAW') : null;
}

/** What may stand before the first element of an XML document, each with its end. A document type may hold a subset. */
const prologue: readonly (readonly [start: string, end: string])[] = [
  ['<?', '?>'],
  ['<!--', '-->'],
];
const documentType = /^<!doctype[^[>]*(?:\[[^\]]*\]\s*)?>/i;
const svgElement = /^<(?:[\w-]{1,32}:)?svg[\s/>]/i;

/** The text after one piece of a prologue, or null where it does not start with one. */
function withoutPiece(text: string): string | null {
  for (const [start, end] of prologue) {
    const at = text.startsWith(start) ? text.indexOf(end, start.length) : -1;
    if (at >= 0) return text.slice(at + end.length);
  }
  const [type] = documentType.exec(text) ?? [];
  return type === undefined ? null : text.slice(type.length);
}

/** An `<svg` after nothing but a byte order mark, white space, an XML declaration, comments or a document type. */
function startsSvg(text: string): boolean {
  // trimStart takes byte order marks for white space too.
  for (let rest: string | null = text.trimStart(); rest !== null; rest = withoutPiece(rest)?.trimStart() ?? null) {
    if (svgElement.test(rest)) return true;
  }
  return false;
}

function isSvg(content: Buffer): boolean {
  const head = content.subarray(0, SNIFFED_BYTES);
  return startsSvg(head.toString('utf8')) || startsSvg(head.toString('utf16le'));
}

/** Tells a format by content alone: names and extensions lie. */
export function sniff(content: Buffer): Sniffed {
  for (const [signature, answer] of signatures) {
    if (startsWith(content, signature)) return answer(content);
  }
  if (content.length >= 12 && startsWith(content, 'ftyp', 4)) return sniffBrands(content);
  return isSvg(content) ? unsupported('SVG') : null;
}
