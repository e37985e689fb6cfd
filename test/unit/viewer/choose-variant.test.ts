import { describe, expect, it } from 'vitest';
import { chooseVariant, largestExtent, variantExtent, wholePictures } from '../../../renderer/viewer/choose-variant.ts';
import type { VariantSize } from '../../../shared/object-key.ts';
import type { Variant } from '../../../shared/pictures.ts';

const variant = (size: VariantSize): Variant => ({ size, key: `post/u_${size}.webp`, bytes: 1 });
const group = (sizes: VariantSize[], source: { width: number; height: number } | null = null) => ({
  variants: sizes.map(variant),
  source,
});
const full = group([1920, 1024, 512, 'thumbnail']);

describe('chooseVariant', () => {
  it.each([
    [511, 512],
    [512, 512],
    [513, 1024],
    [1024, 1024],
    [1025, 1920],
    [1920, 1920],
  ])('answers %i device pixels with the %i variant', (needed, size) => {
    expect(chooseVariant(full, needed)?.size).toBe(size);
  });

  it('takes the largest where none fills the stage', () => {
    expect(chooseVariant(full, 5000)?.size).toBe(1920);
  });

  it('does not fetch the next size for a fraction of a pixel', () => {
    expect(chooseVariant(full, 512.0002)?.size).toBe(512);
  });

  it('never shows the cropped thumbnail while a whole picture exists', () => {
    expect(chooseVariant(group([512, 'thumbnail']), 100)?.size).toBe(512);
  });

  it('falls back to the thumbnail where it is all there is', () => {
    expect(chooseVariant(group(['thumbnail']), 1000)?.size).toBe('thumbnail');
  });

  it('prefers a width to an original of unknown pixels, as long as it fills', () => {
    expect(chooseVariant(group(['original', 1920, 'thumbnail']), 1500)?.size).toBe(1920);
    expect(chooseVariant(group(['original', 1920, 'thumbnail']), 2500)?.size).toBe('original');
  });

  it('uses the measured width of an original', () => {
    const small = group(['original', 1024], { width: 1100, height: 800 });
    expect(chooseVariant(small, 1080)?.size).toBe('original');
    expect(chooseVariant(small, 1000)?.size).toBe(1024);
  });

  it('answers null for a group without variants', () => {
    expect(chooseVariant(group([]), 100)).toBeNull();
  });
});

describe('wholePictures', () => {
  it('leaves the thumbnail out and keeps the order', () => {
    expect(wholePictures(full).map(({ size }) => size)).toEqual([1920, 1024, 512]);
  });
});

describe('variantExtent', () => {
  it('computes the height from the ratio of the source', () => {
    expect(variantExtent(1024, { width: 6000, height: 4000 }, null)).toEqual({ width: 1024, height: 683 });
  });

  it('computes the height from the shown picture where the source was never measured', () => {
    expect(variantExtent(512, null, { width: 1920, height: 1280 })).toEqual({ width: 512, height: 341 });
  });

  it('keeps at least one pixel of height in a thin panorama', () => {
    expect(variantExtent(512, { width: 10_000, height: 2 }, null)).toEqual({ width: 512, height: 1 });
  });

  it('knows no pixels of the square thumbnail, nor of anything before the picture is shown', () => {
    expect(variantExtent('thumbnail', { width: 10, height: 10 }, null)).toBeNull();
    expect(variantExtent(512, null, null)).toBeNull();
    expect(variantExtent('original', null, null)).toBeNull();
  });
});

describe('largestExtent', () => {
  it('is the largest width at the shown ratio', () => {
    expect(largestExtent(full, { width: 512, height: 256 })).toEqual({ width: 1920, height: 960 });
  });
});
