import type { VariantSize } from '../../shared/object-key.ts';
import type { GroupDetails, Variant } from '../../shared/pictures.ts';

/** A width and a height in one unit. */
export interface Extent {
  width: number;
  height: number;
}

/** Pixels a CSS pixel may be short of before a larger variant is fetched: browsers report fractional ratios (1.0000001). */
const ROUNDING = 0.5;

/**
 * Width in pixels of a variant; null where only its bytes could tell (an `original` whose source was never measured).
 * The thumbnail counts as 0: it fills nothing.
 */
export function variantWidth(size: VariantSize, source: Extent | null): number | null {
  if (size === 'thumbnail') return 0;
  if (size === 'original') return source?.width ?? null;
  return size;
}

/** The variants that show the whole picture, largest first; the thumbnail alone where there is nothing else. */
export function wholePictures(group: Pick<GroupDetails, 'variants'>): Variant[] {
  const whole = group.variants.filter((variant) => variant.size !== 'thumbnail');
  return whole.length > 0 ? whole : group.variants;
}

/**
 * The smallest variant whose pixels fill `widthNeeded` device pixels; the largest where none does. An `original` of
 * unknown width counts as larger than every numbered width. Null for a group without variants.
 */
export function chooseVariant(group: Pick<GroupDetails, 'variants' | 'source'>, widthNeeded: number): Variant | null {
  const ascending = wholePictures(group)
    .map((variant) => ({ variant, width: variantWidth(variant.size, group.source) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => a.width - b.width);
  const filling = ascending.find(({ width }) => width + ROUNDING >= widthNeeded);
  return (filling ?? ascending.at(-1))?.variant ?? null;
}

/** The picture's size in pixels at its largest: from the metadata of the source, else from what was shown of it. */
export function largestExtent(group: Pick<GroupDetails, 'variants' | 'source'>, shown: Extent | null): Extent | null {
  const largest = wholePictures(group)[0];
  if (largest === undefined) return null;
  return variantExtent(largest.size, group.source, shown);
}

/**
 * Pixels of one variant: its width by label, its height by the ratio of the source or of the picture as `shown`.
 * Null while neither is known.
 */
export function variantExtent(size: VariantSize, source: Extent | null, shown: Extent | null): Extent | null {
  const like = source ?? shown;
  if (size === 'original') return like;
  if (size === 'thumbnail' || like === null || like.width === 0) return null;
  return { width: size, height: Math.max(1, Math.round((size * like.height) / like.width)) };
}
