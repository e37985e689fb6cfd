import { describe, expect, it } from 'vitest';
import { heightAtWidth, planVariants } from '../../../shared/variant-plan.ts';

const plan = (width: number, height: number) => planVariants({ width, height });

describe('planVariants', () => {
  it.each([
    [1, 1, [1]],
    [511, 300, [511]],
    [512, 300, [512]],
    [513, 300, [512]],
    [1023, 700, [512]],
    [1024, 700, [512, 1024]],
    [1500, 1000, [512, 1024]],
    [1919, 1080, [512, 1024]],
    [1920, 1080, [512, 1024, 1920]],
    [1921, 1080, [512, 1024, 1920]],
    [12_000, 9000, [512, 1024, 1920]],
  ])('makes of %i x %i the widths %j', (width, height, widths) => {
    expect(plan(width, height)).toMatchObject({ widths, original: false });
  });

  it('counts a portrait by its width too', () => {
    expect(plan(600, 4000).widths).toEqual([512]);
    expect(plan(1080, 1920).widths).toEqual([512, 1024]);
  });

  it('leaves out only the widths that would be taller than a WebP can be', () => {
    expect(plan(2000, 40_000)).toEqual({ widths: [512], original: false, losesPixels: true });
    expect(plan(1024, 16_384)).toEqual({ widths: [512], original: false, losesPixels: true });
    expect(plan(1024, 16_383)).toEqual({ widths: [512, 1024], original: false, losesPixels: false });
  });

  it('keeps the original where no width fits', () => {
    expect(plan(100, 16_383)).toEqual({ widths: [100], original: false, losesPixels: false });
    expect(plan(100, 16_384)).toEqual({ widths: [], original: true, losesPixels: false });
    expect(plan(600, 30_000)).toEqual({ widths: [], original: true, losesPixels: false });
  });

  it('says whether pixels of the source are lost', () => {
    expect(plan(511, 300).losesPixels).toBe(false);
    expect(plan(512, 300).losesPixels).toBe(false);
    expect(plan(513, 300).losesPixels).toBe(true);
    expect(plan(1920, 1080).losesPixels).toBe(false);
    expect(plan(1921, 1080).losesPixels).toBe(true);
  });
});

describe('heightAtWidth', () => {
  it('rounds to whole pixels and never to nothing', () => {
    expect(heightAtWidth({ width: 1500, height: 1000 }, 512)).toBe(341);
    expect(heightAtWidth({ width: 10_000, height: 1 }, 512)).toBe(1);
  });
});
