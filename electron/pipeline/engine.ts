import sharp from 'sharp';

/** The loaders of the formats that are accepted, from memory only: none of them can open a second file. */
const offeredLoaders = [
  'VipsForeignLoadJpegBuffer',
  'VipsForeignLoadPngBuffer',
  'VipsForeignLoadWebpBuffer',
  'VipsForeignLoadNsgifBuffer',
  'VipsForeignLoadHeifBuffer',
  'VipsForeignLoadTiffBuffer',
];

/**
 * Sets libvips up for the image host: one thread a picture (as many pictures run side by side as there are cores,
 * which is faster than the reverse), no cache, and no loader beyond the offered ones.
 */
export function setUpEngine(): void {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: offeredLoaders });
}
