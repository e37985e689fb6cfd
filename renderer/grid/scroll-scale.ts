/**
 * The tallest scroll area we make, in CSS pixels. Chromium ends at 33.5 million, 16.7 million at a pixel ratio of 2
 * (LayoutUnit is 26.6 fixed point), and paints with single-precision numbers, which hold whole pixels up to 2^23 =
 * 8,388,608 only. Taller content is scaled into this height.
 */
export const MAX_SCROLL_PX = 8_000_000;

/** How content of one height scrolls in an area of another. */
export interface ScrollScale {
  /** Height of the scroll area. */
  area: number;
  /** Furthest offset into the content. */
  maxOffset: number;
  /** Furthest scroll position of the area. */
  maxScroll: number;
}

/** The scale for content of `height` pixels in a window of `viewHeight`. */
export function scaleFor(height: number, viewHeight: number): ScrollScale {
  const area = Math.min(Math.max(height, viewHeight), MAX_SCROLL_PX);
  return { area, maxOffset: Math.max(0, height - viewHeight), maxScroll: Math.max(0, area - viewHeight) };
}

export const isScaled = ({ maxOffset, maxScroll }: ScrollScale): boolean => maxOffset > maxScroll;

/** Offset into the content at a scroll position; both ends meet exactly. */
export function offsetAt({ maxOffset, maxScroll }: ScrollScale, scroll: number): number {
  if (maxScroll === 0) return 0;
  return Math.min(maxOffset, Math.max(0, (scroll * maxOffset) / maxScroll));
}

/** Scroll position for an offset into the content. */
export function scrollAt({ maxOffset, maxScroll }: ScrollScale, offset: number): number {
  if (maxOffset === 0) return 0;
  return Math.min(maxScroll, Math.max(0, (offset * maxScroll) / maxOffset));
}
