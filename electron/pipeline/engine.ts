import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import sharp from 'sharp';
import { KEPT_PIXEL_BYTES } from './limits.ts';

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

/** V8's own collection, which is there only once it was asked for. */
function collector(): (options?: { type: 'minor' }) => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return typeof collect === 'function'
    ? (options) => void (options === undefined ? collect() : collect(options))
    : () => undefined;
}

const collect = collector();

/**
 * Gives the pixels of pictures that are done back. To V8 a picture is a small object that can wait, whatever lies behind it: left
 * to itself it keeps a third more in memory. What came up since the last one takes 1 ms to collect; the rest, which takes 13 ms
 * of every picture that is under way, is collected where too much is kept.
 */
export function freePixels(): void {
  collect({ type: 'minor' });
  // Without options it sweeps at once: of a type it leaves that to a thread, and the pixels stay a while.
  if (process.memoryUsage().external > KEPT_PIXEL_BYTES) collect();
}
