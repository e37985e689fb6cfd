import { thumbHashToAverageRGBA, thumbHashToRGBA } from 'thumbhash';

/** Decoded ThumbHashes that are kept, of at most 4 KB each: some windows' worth. */
const KEPT = 512;

/** The blurred picture that a ThumbHash stands for, in pixels. */
export interface ThumbHashPicture {
  width: number;
  height: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

const decoded = new Map<string, ThumbHashPicture | null>();

/** Null for what is no ThumbHash. Costs some 0.3 ms where it was not decoded lately. */
export function decodeThumbHash(hash: string): ThumbHashPicture | null {
  const known = decoded.get(hash);
  if (known !== undefined) {
    decoded.delete(hash);
    decoded.set(hash, known);
    return known;
  }
  const picture = decode(hash);
  decoded.set(hash, picture);
  const [oldest] = decoded.keys();
  if (decoded.size > KEPT && oldest !== undefined) decoded.delete(oldest);
  return picture;
}

/** Its mean colour, for CSS; costs next to nothing. Null for what is no ThumbHash. */
export function meanColour(hash: string): string | null {
  const bytes = bytesOf(hash);
  if (bytes === null) return null;
  const { r, g, b, a } = thumbHashToAverageRGBA(bytes);
  const [red, green, blue] = [r, g, b].map((share) => Math.round(Math.min(1, Math.max(0, share)) * 255));
  return `rgb(${red} ${green} ${blue} / ${a})`;
}

function decode(hash: string): ThumbHashPicture | null {
  const bytes = bytesOf(hash);
  if (bytes === null) return null;
  const { w, h, rgba } = thumbHashToRGBA(bytes);
  // Its header may tell a ratio of nothing to something, which makes a picture without pixels: no browser draws one.
  if (w === 0 || h === 0) return null;
  return { width: w, height: h, rgba: Uint8ClampedArray.from(rgba) };
}

/** The shortest ThumbHash: its header and the lowest terms of its lightness. */
const MIN_BYTES = 5;

function bytesOf(hash: string): Uint8Array | null {
  try {
    const bytes = Uint8Array.from(atob(hash), (character) => character.charCodeAt(0));
    return bytes.length < MIN_BYTES ? null : bytes;
  } catch {
    return null;
  }
}
