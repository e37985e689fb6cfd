/** How like their source variants are, and how large: each against the source scaled to its size, and nothing else done to it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { ssim } from 'ssim.js';

export interface Likeness {
  /** Of all files together. */
  bytes: number;
  /** Mean over all files. */
  ssim: number;
  /** Mean by size. */
  bySize: ReadonlyMap<string, { bytes: number; ssim: number }>;
}

interface Pixels {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

async function pixelsOf(picture: Sharp): Promise<Pixels> {
  const { data, info } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8ClampedArray(data), width: info.width, height: info.height };
}

/** Wang's SSIM at every pixel: not of smaller pictures, in which less is lost. */
const likenessOf = (one: Pixels, other: Pixels): number =>
  ssim(one as ImageData, other as ImageData, { ssim: 'weber', downsample: false }).mssim;

/** The source from all its pixels, scaled as `like` is. */
async function reference(upright: Sharp, like: { width: number; height: number; size: string }): Promise<Pixels> {
  const fit = like.size === 'thumbnail' ? 'cover' : 'fill';
  return pixelsOf(upright.clone().resize({ width: like.width, height: like.height, fit }));
}

/** Compares the files in each of `outputs` (a folder a photo) with the photos. */
export async function compare(photos: string, outputs: readonly string[]): Promise<Likeness[]> {
  const found = outputs.map(() => new Map<string, { bytes: number; ssim: number; files: number }>());
  for (const name of await readdir(photos)) {
    const { data, info } = await sharp(join(photos, name)).autoOrient().raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const upright = sharp(data, { raw: { width, height, channels: channels as 3 } });
    for (const file of await readdir(join(outputs[0] ?? '', name))) {
      const size = file.replace('.webp', '');
      let expected: Pixels | null = null;
      for (const [index, output] of outputs.entries()) {
        const content = await readFile(join(output, name, file));
        const made = await pixelsOf(sharp(content));
        expected ??= await reference(upright, { ...made, size });
        const sums = found[index]?.get(size) ?? { bytes: 0, ssim: 0, files: 0 };
        sums.bytes += content.length;
        sums.ssim += likenessOf(expected, made);
        sums.files += 1;
        found[index]?.set(size, sums);
      }
    }
  }
  return found.map(summed);
}

function summed(sizes: ReadonlyMap<string, { bytes: number; ssim: number; files: number }>): Likeness {
  const all = [...sizes.values()];
  const total = (of: 'bytes' | 'ssim' | 'files'): number => all.reduce((sum, one) => sum + one[of], 0);
  const bySize = new Map(
    [...sizes].map(([size, { bytes, ssim: like, files }]) => [size, { bytes, ssim: like / files }] as const),
  );
  return { bytes: total('bytes'), ssim: total('ssim') / total('files'), bySize };
}
