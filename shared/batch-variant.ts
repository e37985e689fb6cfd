import type { VariantSize } from './object-key.ts';

/** One size for all pictures of a batch, where each has it. */
export type BatchSize = VariantSize | 'largest';

/** The variant that a batch saves: of that size, else the next smaller one, else the smallest. Null of none at all. */
export function chooseVariant<V extends { size: VariantSize }>(variants: readonly V[], size: BatchSize): V | null {
  // The original comes before every width, the thumbnail after.
  const descending = [...variants].sort((a, b) => rankOf(b.size) - rankOf(a.size));
  const wanted = size === 'largest' ? Number.POSITIVE_INFINITY : rankOf(size);
  const pictures = size === 'thumbnail' ? descending : descending.filter((each) => each.size !== 'thumbnail');
  const candidates = pictures.length > 0 ? pictures : descending;
  return candidates.find((each) => rankOf(each.size) <= wanted) ?? candidates.at(-1) ?? null;
}

function rankOf(size: VariantSize): number {
  if (size === 'original') return Number.POSITIVE_INFINITY;
  return size === 'thumbnail' ? 0 : size;
}
