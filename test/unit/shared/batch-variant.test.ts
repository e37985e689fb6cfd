import { describe, expect, it } from 'vitest';
import { type BatchSize, chooseVariant } from '../../../shared/batch-variant.ts';
import type { VariantSize } from '../../../shared/object-key.ts';

const chosen = (sizes: readonly VariantSize[], wanted: BatchSize): VariantSize | null =>
  chooseVariant(
    sizes.map((size) => ({ size })),
    wanted,
  )?.size ?? null;

describe('the variant that a batch saves', () => {
  it.each<[string, VariantSize[], BatchSize, VariantSize | null]>([
    ['the wanted one', ['thumbnail', 512, 1024], 512, 512],
    ['the next smaller one', ['thumbnail', 512, 1024], 1023, 512],
    ['the smallest where none is smaller', ['thumbnail', 512, 1024], 300, 512],
    ['the largest width', ['thumbnail', 1024, 512], 'largest', 1024],
    ['the original before every width', ['thumbnail', 'original', 1024], 'largest', 'original'],
    ['the largest width where there is no original', ['thumbnail', 512, 1024], 'original', 1024],
    ['the original of a foreign picture, whatever is wanted', ['original'], 512, 'original'],
    ['the thumbnail where it is wanted', ['thumbnail', 512], 'thumbnail', 'thumbnail'],
    ['the smallest width where there is no thumbnail', [1024, 512], 'thumbnail', 512],
    ['the thumbnail where there is nothing else', ['thumbnail'], 1024, 'thumbnail'],
    ['none of none', [], 'largest', null],
  ])('is %s', (_, sizes, wanted, expected) => {
    expect(chosen(sizes, wanted)).toBe(expected);
  });
});
