import type { Sharp } from 'sharp';
import { type FormatId, imageFormats } from '../../shared/image-format.ts';
import type { SourceColour } from './colour.ts';

/**
 * Quality and effort of the stored widths. Against four separate calls of sharp at quality 85 and effort 4, measured over the
 * photos of the ingest bench from 512 to 1920 px, as bytes, SSIM and share of the time of decoding, scaling and encoding:
 * effort 0: +5.6 %, -0.002, 0.37; effort 1: +4.9 %, -0.002, 0.43 (the first step down being cubic, see `level.ts`).
 * Effort 0 goes by the top quarter of a picture, and where that is sky or out of focus its files are up to half larger;
 * effort 1 looks at all of it. `texture.ts` tells which of them a picture gets.
 */
const VARIANT_QUALITY = 85;
const VARIANT_EFFORTS = { quick: 0, thorough: 1 } as const;
/** `quick` is for a picture whose top quarter stands for all of it, `thorough` for every other. */
export type VariantEffort = keyof typeof VARIANT_EFFORTS;
/** The same of thumbnails, stored and made locally: so small that the higher effort costs 3 ms. */
const THUMBNAIL = { quality: 85, effort: 4 } as const;
/** AVIF effort: at 1920 x 1280 2 takes 1.4 s and 4 takes 10 s for the same bytes, and a person is waiting. */
const AVIF_EFFORT = 2;
/** GIF effort: higher ones take several times as long for a few per cent. */
const GIF_EFFORT = 1;
/** Quality from which JPEG and AVIF keep colour at its full resolution; stored WebP has half of it anyway. */
const FULL_COLOUR_FROM = 90;

const colourResolution = (quality: number): string => (quality >= FULL_COLOUR_FROM ? '4:4:4' : '4:2:0');

/** Ends a picture as `format`; `quality` null stands for the format's default. Transparency becomes white in JPEG. */
export function encodeAs(picture: Sharp, format: FormatId, quality: number | null): Sharp {
  const chosen = quality ?? imageFormats[format].quality?.default ?? 100;
  switch (format) {
    case 'jpeg':
      return picture
        .flatten({ background: '#ffffff' })
        .jpeg({ quality: chosen, chromaSubsampling: colourResolution(chosen) });
    case 'png':
      return picture.png();
    case 'webp':
      return picture.webp({ quality: chosen });
    case 'avif':
      return picture.avif({ quality: chosen, effort: AVIF_EFFORT, chromaSubsampling: colourResolution(chosen) });
    case 'tiff':
      return picture.tiff({ compression: 'lzw', predictor: 'horizontal' });
    case 'gif':
      return picture.gif({ effort: GIF_EFFORT });
  }
}

/** 16 bits a channel stay in the formats that lose nothing. */
export const keepsDepth = ({ deep }: SourceColour, format: FormatId): boolean =>
  deep && imageFormats[format].loss === 'none';
/** One channel of grey stays in the same formats and in JPEG. */
const keepsGrey = ({ grey }: SourceColour, format: FormatId): boolean =>
  grey && (imageFormats[format].loss === 'none' || format === 'jpeg');

/** Keeps grey pixels grey and 16-bit ones deep where the format can hold them; without it they become 8-bit sRGB. */
export function keepColour(picture: Sharp, colour: SourceColour, format: FormatId): Sharp {
  const deep = keepsDepth(colour, format);
  if (keepsGrey(colour, format)) return picture.toColourspace(deep ? 'grey16' : 'b-w');
  return deep ? picture.toColourspace('rgb16') : picture;
}

/** Ends a picture as a stored width. */
export const encodeVariant = (picture: Sharp, effort: VariantEffort): Sharp =>
  picture.webp({ quality: VARIANT_QUALITY, effort: VARIANT_EFFORTS[effort] });

/** Ends a picture as a thumbnail. */
export const encodeThumbnail = (picture: Sharp): Sharp => picture.webp(THUMBNAIL);
