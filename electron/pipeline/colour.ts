import type { Metadata } from 'sharp';

/** Offsets in an ICC profile (ICC.1:2022, sections 7.2 and 7.3). */
const COLOUR_SPACE_AT = 16;
const TAG_COUNT_AT = 128;
const TAG_TABLE_AT = 132;
const TAG_ENTRY_BYTES = 12;
/** Real profiles have a few dozen tags. */
const MAX_TAGS = 256;

/** The text of the profile's description tag, rough but readable whichever of its encodings is used. */
function description(profile: Buffer): string {
  if (profile.length < TAG_TABLE_AT) return '';
  const count = Math.min(profile.readUInt32BE(TAG_COUNT_AT), MAX_TAGS);
  for (let tag = 0; tag < count; tag += 1) {
    const at = TAG_TABLE_AT + tag * TAG_ENTRY_BYTES;
    if (at + TAG_ENTRY_BYTES > profile.length) return '';
    if (profile.toString('latin1', at, at + 4) !== 'desc') continue;
    const from = profile.readUInt32BE(at + 4);
    return profile.toString('latin1', from, from + profile.readUInt32BE(at + 8)).replaceAll('\0', '');
  }
  return '';
}

/** What a decode needs to know of how colours are stored. */
export interface SourceColour {
  /** 16 bits a channel. */
  deep: boolean;
  /** One channel of brightness. */
  grey: boolean;
}

const rgbSpaces: readonly (string | undefined)[] = ['srgb', 'rgb', 'rgb16'];

export const colourOf = ({ space }: Pick<Metadata, 'space'>): SourceColour => ({
  deep: space === 'rgb16' || space === 'grey16',
  grey: space === 'b-w' || space === 'grey16',
});

/**
 * Whether a picture's profile should stay with it: RGB spaces other than sRGB, so that wide-gamut colours survive, and
 * every RGB profile of 16-bit pixels, whose numbers then stay as they are. CMYK, grey and Lab pixels are converted to
 * sRGB instead, because their profile would not fit the result.
 */
export function keepsProfile({ icc, space }: Pick<Metadata, 'icc' | 'space'>): boolean {
  const isRgb = icc?.toString('latin1', COLOUR_SPACE_AT, COLOUR_SPACE_AT + 4) === 'RGB ';
  if (icc === undefined || !isRgb || !rgbSpaces.includes(space)) return false;
  return space === 'rgb16' || !description(icc).includes('sRGB');
}
