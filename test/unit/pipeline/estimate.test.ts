import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convert } from '../../../electron/pipeline/convert.ts';
import { estimate } from '../../../electron/pipeline/estimate.ts';
import type { TakeTurn } from '../../../electron/pipeline/large-pictures.ts';
import type { EncodeRequest } from '../../../electron/pipeline/pipeline.ts';
import { type FormatId, formatIds } from '../../../shared/image-format.ts';
import { cameraBlock, withMetadata } from '../../support/camera-exif.ts';
import * as pictures from '../../support/pictures.ts';

const going = new AbortController().signal;
/** What an estimate of a photo may be off by. */
const TOLERANCE = 0.15;
const photoSize = { width: 1120, height: 840 };

/** Numbers from 0 to 1, the same on every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Light at every scale, as photos have it, calm above and busy below. */
async function photo({ width, height }: typeof photoSize): Promise<Buffer> {
  const next = numbers(7);
  const light = new Float32Array(width * height * 3);
  for (const scale of [3, 12, 50, 200]) {
    const size = { width: Math.ceil(width / scale), height: Math.ceil(height / scale) };
    const noise = Buffer.from(Array.from({ length: size.width * size.height * 3 }, () => Math.floor(next() * 256)));
    const layer = await sharp(noise, { raw: { ...size, channels: 3 } })
      .resize({ width, height, fit: 'fill' })
      .raw()
      .toBuffer();
    for (let at = 0; at < light.length; at += 1) {
      const busy = scale > 20 ? 1 : at / light.length;
      light[at] = (light[at] ?? 0) + ((layer[at] ?? 0) - 128) * 0.3 * busy;
    }
  }
  const pixels = Buffer.from(light.map((value) => Math.min(255, Math.max(0, 128 + value + (next() - 0.5) * 6))));
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** A part of the photo, on its way over it. */
async function animation(count: number): Promise<Buffer> {
  const frames = Array.from({ length: count }, (_, index) =>
    sharp(photoPath)
      .extract({ left: index * 9, top: index * 5, width: 300, height: 260 })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } })
    .webp({ quality: 85, effort: 0 })
    .toBuffer();
}

let folder: string;
let photoPath: string;
let results = 0;

beforeAll(async () => {
  sharp.cache(false);
  folder = await mkdtemp(join(await realpath(tmpdir()), 'contact-sheet-estimate-'));
  photoPath = await pictures.placed(folder, 'photo.jpg', photo(photoSize));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const asked = (inputPath: string, format: FormatId, more: Partial<EncodeRequest> = {}): EncodeRequest => ({
  inputPath,
  format,
  quality: null,
  metadata: 'keep',
  ...more,
});

async function both(request: EncodeRequest): Promise<{ said: number; real: number }> {
  results += 1;
  const { bytes: said } = await estimate(request, going);
  const { bytes: real } = await convert({ ...request, outputPath: join(folder, `out-${results}`) }, going);
  return { said, real };
}

const within = ({ said, real }: { said: number; real: number }): number => Math.abs(said / real - 1);

describe('estimate', () => {
  it.each(formatIds)('comes near the bytes of a photo as %s', async (format) => {
    expect(within(await both(asked(photoPath, format)))).toBeLessThan(TOLERANCE);
  });

  it.each([30, 60, 95])('comes near at quality %i', async (quality) => {
    for (const format of ['jpeg', 'webp'] as const) {
      expect(within(await both(asked(photoPath, format, { quality })))).toBeLessThan(TOLERANCE);
    }
  });

  it('comes near for a photo that is turned, made narrower, of 16 bit, grey or see-through', async () => {
    const upright = sharp(photoPath);
    const sources = {
      turned: upright.clone().jpeg({ quality: 92 }).withMetadata({ orientation: 6 }).toBuffer(),
      deep: upright.clone().toColourspace('rgb16').png({ compressionLevel: 1 }).toBuffer(),
      grey: upright.clone().toColourspace('b-w').jpeg({ quality: 92 }).toBuffer(),
      transparent: upright.clone().ensureAlpha(0.5).webp({ quality: 90, effort: 0 }).toBuffer(),
    };
    for (const [name, content] of Object.entries(sources)) {
      const path = await pictures.placed(folder, name, content);
      for (const format of ['jpeg', 'png'] as const) {
        expect(within(await both(asked(path, format)))).toBeLessThan(TOLERANCE);
        expect(within(await both(asked(path, format, { maxWidth: 1090 })))).toBeLessThan(TOLERANCE);
      }
    }
  });

  it.each(formatIds)('is exact for a small picture as %s, its metadata counted', async (format) => {
    const block = cameraBlock({ width: 300, height: 200 }, 1, await pictures.jpeg({ width: 16, height: 12 }));
    const source = withMetadata(await pictures.wideGamutJpeg({ width: 300, height: 200 }), block);
    const { said, real } = await both(asked(await pictures.placed(folder, `small-${format}`, source), format));
    expect(said).toBe(real);
  });

  it('comes near for an animation of many frames', async () => {
    const path = await pictures.placed(folder, 'animated.webp', animation(20));
    for (const format of ['webp', 'gif'] as const) {
      expect(within(await both(asked(path, format)))).toBeLessThan(TOLERANCE);
    }
  });

  it('takes a fraction of the time of the conversion', async () => {
    const request = asked(photoPath, 'avif');
    /** CPU time in microseconds: what else the machine does lengthens it. */
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const [estimating, converting]: [number[], number[]] = [[], []];
    // Turn about, so that neither has the quieter machine.
    for (let time = 0; time < 2; time++) {
      estimating.push(await timed(() => estimate(request, going)));
      const outputPath = join(folder, `timed ${time}`);
      converting.push(await timed(() => convert({ ...request, outputPath }, going)));
    }
    expect(Math.min(...estimating)).toBeLessThan(Math.min(...converting) * 0.75);
  });

  it('refuses what a conversion refuses', async () => {
    const cut = await pictures.placed(
      folder,
      'cut.jpg',
      pictures.truncated(await photo({ width: 1000, height: 900 }), 0.5),
    );
    await expect(estimate(asked(cut, 'png'), going)).rejects.toMatchObject({ error: { code: 'damaged-image' } });
    const strip = await pictures.placed(folder, 'strip.png', pictures.png({ width: 60, height: 16_384 }));
    await expect(estimate(asked(strip, 'webp'), going)).rejects.toMatchObject({ error: { code: 'cannot-encode' } });
    await expect(estimate(asked(photoPath, 'png'), AbortSignal.abort())).rejects.toMatchObject({
      error: { code: 'cancelled' },
    });
  });

  it.each<[string, Partial<EncodeRequest> & { format: FormatId }, number]>([
    ['a photo that is looked at in pieces', { format: 'png' }, 1],
    ['a photo that is encoded as a whole', { format: 'png', maxWidth: 100 }, 1],
  ])('case 42: takes the turn of %s, by the size of the source', async (_, { format, ...more }, frames) => {
    const sizes: unknown[] = [];
    await estimate(asked(photoPath, format, more), going, (size, work) => {
      sizes.push(size);
      return work();
    });
    expect(sizes).toEqual([expect.objectContaining({ ...photoSize, frames })]);
  });

  it('case 42: counts of an animation the frames that it decodes', async () => {
    const animated = await pictures.placed(folder, 'turn.webp', animation(20));
    const frames: number[] = [];
    const inTurn: TakeTurn = (size, work) => {
      frames.push(size.frames);
      return work();
    };
    await estimate(asked(animated, 'webp'), going, inTurn);
    await estimate(asked(animated, 'webp', { maxWidth: 40 }), going, inTurn);
    await estimate(asked(animated, 'jpeg'), going, inTurn);
    expect(frames).toEqual([6, 20, 1]);
  });

  it('does nothing any more where it was given up before its turn came', async () => {
    const controller = new AbortController();
    const inTurn: TakeTurn = (_, work) => {
      controller.abort();
      return work();
    };
    await expect(estimate(asked(photoPath, 'png'), controller.signal, inTurn)).rejects.toMatchObject({
      error: { code: 'cancelled' },
    });
  });
});
