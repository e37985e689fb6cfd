import { WEBP_MAX_SIDE } from './image-format.ts';

/** The widths that a source is stored in, in pixels, where it is at least that wide. */
const variantWidths = [512, 1024, 1920] as const;
/** Both sides of the stored thumbnail, in pixels. */
export const THUMBNAIL_SIDE = 200;

interface VariantPlan {
  /** Ascending; never wider than the source. */
  widths: number[];
  /** The source itself is kept, because no width fits into a WebP. */
  original: boolean;
  /** No stored object holds all pixels of the source. */
  losesPixels: boolean;
}

/** The height in whole pixels of a picture brought to `width`, its ratio kept. */
export const heightAtWidth = (source: { width: number; height: number }, width: number): number =>
  Math.max(1, Math.round((source.height * width) / source.width));

/**
 * Which variants a source of these dimensions (pixels, after EXIF rotation, of one frame) gets beside its thumbnail:
 * every standard width it has the pixels for; its own width where it is narrower than all of them; nothing enlarged,
 * nothing taller than a WebP can be.
 */
export function planVariants(source: { width: number; height: number }): VariantPlan {
  const standard = variantWidths.filter((width) => width <= source.width);
  const wanted = standard.length > 0 ? standard : [source.width];
  const widths = wanted.filter((width) => heightAtWidth(source, width) <= WEBP_MAX_SIDE);
  const widest = widths.at(-1);
  return { widths, original: widest === undefined, losesPixels: widest !== undefined && widest < source.width };
}
