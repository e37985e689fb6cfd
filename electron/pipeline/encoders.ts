import type { Sharp } from 'sharp';
import { type FormatId, imageFormats } from '../../shared/image-format.ts';
import type { SourceColour } from './colour.ts';

/** Quality of the stored widths. */
export const VARIANT_QUALITY = 85;
/** Quality of the stored and the locally made thumbnails. */
export const THUMBNAIL_QUALITY = 80;
/** WebP effort: 2 takes about half the time of 4 for about 6 % more bytes. */
export const VARIANT_EFFORT = 2;
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
export const encodeVariant = (picture: Sharp): Sharp =>
  picture.webp({ quality: VARIANT_QUALITY, effort: VARIANT_EFFORT });

/** Ends a picture as a thumbnail. */
export const encodeThumbnail = (picture: Sharp): Sharp =>
  picture.webp({ quality: THUMBNAIL_QUALITY, effort: VARIANT_EFFORT });
