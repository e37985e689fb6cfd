import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { convert } from '../../../electron/pipeline/convert.ts';
import { MAX_CHANNELS } from '../../../electron/pipeline/limits.ts';
import { makeVariants } from '../../../electron/pipeline/make-variants.ts';
import { inspect } from '../../../electron/pipeline/source.ts';
import { makeThumbnail } from '../../../electron/pipeline/thumbnail.ts';
import { type FormatId, formatIds, imageFormats } from '../../../shared/image-format.ts';
import * as stored from '../../support/colour-pictures.ts';
import * as pictures from '../../support/pictures.ts';
import { colours, distance, type Picture, type Rgb } from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const size = { width: 128, height: 96 };
const going = new AbortController().signal;
/** What lossy encoders, palettes and the rounding of profiles may take from a plain patch. */
const TOLERANCE = 10;

type Patches = readonly [Rgb, Rgb, Rgb, Rgb];
const plain: Patches = [colours.topLeft, colours.topRight, colours.bottomLeft, colours.bottomRight];
/** How bright a colour is as sharp's grey has it: brightness of the light, bent as sRGB. */
function brightness([r, g, b]: Rgb): number {
  const light = (value: number) => (value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const y = 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  return 255 * (y <= 0.0031308 ? y * 12.92 : 1.055 * y ** (1 / 2.4) - 0.055);
}
const greyOf = (colour: Rgb): Rgb => [brightness(colour), brightness(colour), brightness(colour)];
const grey: Patches = [greyOf(plain[0]), greyOf(plain[1]), greyOf(plain[2]), greyOf(plain[3])];

interface Input {
  make: (size: Picture) => Promise<Buffer>;
  /** What a person sees; CMYK holds fewer colours, so there it is what sharp makes of the file. */
  seen: Patches | 'as-decoded';
  /** The right half is transparent. */
  half?: true;
  frames?: number;
  /** A profile that has to stay with the pixels. */
  profile?: true;
  deep?: true;
  grey?: true;
}

const inputs: Readonly<Record<string, Input>> = {
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8].map((turn) => [
      `JPEG held in orientation ${turn}`,
      { make: (of: Picture) => pictures.orientedJpeg(of, turn), seen: plain } satisfies Input,
    ]),
  ),
  'JPEG tagged sRGB': { make: pictures.srgbProfileJpeg, seen: plain },
  'Display P3 JPEG': { make: pictures.wideGamutJpeg, seen: plain, profile: true },
  'Adobe RGB JPEG': { make: stored.wideJpeg, seen: plain, profile: true },
  'CMYK JPEG': { make: stored.plainCmykJpeg, seen: 'as-decoded' },
  'CMYK JPEG with a profile': { make: pictures.cmykJpeg, seen: 'as-decoded' },
  'CMYK TIFF': { make: stored.cmykTiff, seen: 'as-decoded' },
  'grey JPEG': { make: stored.greyJpeg, seen: grey, grey: true },
  'grey PNG': { make: pictures.greyPng, seen: grey, grey: true },
  'grey PNG of 16 bit': { make: pictures.deepGreyPng, seen: grey, grey: true, deep: true },
  'grey PNG with alpha': { make: stored.halfGreyPng, seen: grey, grey: true, half: true },
  'PNG of 16 bit': { make: stored.deepPng, seen: plain, deep: true },
  'PNG of 16 bit tagged sRGB': { make: stored.deepSrgbPng, seen: plain, deep: true, profile: true },
  'Adobe RGB PNG of 16 bit': { make: stored.deepWidePng, seen: plain, deep: true, profile: true },
  'PNG of 16 bit with alpha': { make: stored.halfDeepPng, seen: plain, deep: true, half: true },
  'TIFF of 16 bit': { make: stored.deepTiff, seen: plain, deep: true },
  'Adobe RGB TIFF of 16 bit': { make: stored.deepWideTiff, seen: plain, deep: true, profile: true },
  'TIFF with alpha': { make: stored.halfTiff, seen: plain, half: true },
  'palette PNG': { make: pictures.palettePng, seen: plain },
  'palette PNG with alpha': { make: stored.halfPalettePng, seen: plain, half: true },
  'PNG with alpha': { make: stored.halfPng, seen: plain, half: true },
  'WebP with alpha': { make: stored.halfWebp, seen: plain, half: true },
  'AVIF with alpha': { make: stored.halfAvif, seen: plain, half: true },
  'GIF with alpha': { make: stored.halfGif, seen: plain, half: true },
  'animated GIF': { make: pictures.animatedGif, seen: firstFrame(), frames: 4 },
  'animated WebP': { make: pictures.animatedWebp, seen: firstFrame(), frames: 4 },
};

function firstFrame(): Patches {
  const colour = pictures.frameColours[0] ?? colours.topLeft;
  return [colour, colour, colour, colour];
}

/** Red, green, blue and alpha in the middle of the four quarters, as a person sees them. */
async function seen(content: Buffer, page = 0): Promise<number[][]> {
  const { depth, space, icc } = await sharp(content).metadata();
  const picture = sharp(content, { page });
  // sharp would bring 16-bit pixels with a profile to Display P3.
  if (depth === 'ushort' && space === 'rgb16' && icc !== undefined) picture.withIccProfile('srgb', { attach: false });
  const { data, info } = await picture.toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const places = [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.25, 0.75],
    [0.75, 0.75],
  ] as const;
  return places.map(([x, y]) => {
    const at = (Math.floor(info.height * y) * info.width + Math.floor(info.width * x)) * info.channels;
    return [...data.subarray(at, at + info.channels)];
  });
}

const WHITE = [255, 255, 255];

/** The patches that a result has to show, in a format that knows transparency or not. */
async function expected(input: Input, source: Buffer, alpha: boolean): Promise<number[][]> {
  const shown = input.seen === 'as-decoded' ? await seen(source) : input.seen;
  return shown.map((colour, place) => {
    if (input.half !== true || place % 2 === 0) return [...colour.slice(0, 3), 255];
    return alpha ? [0, 0, 0, 0] : [...WHITE, 255];
  });
}

function expectPatches(found: readonly number[][], wanted: readonly number[][], tolerance = TOLERANCE): void {
  for (const [place, patch] of wanted.entries()) {
    const shown = found[place] ?? [];
    // Where nothing is seen, its colour is nobody's business.
    if (patch[3] === 0) expect(shown[3]).toBeLessThan(tolerance);
    else expect(distance(shown, patch), `patch ${place}: ${shown} instead of ${patch}`).toBeLessThan(tolerance);
  }
}

const made = new Map<string, Buffer>();
const sourceOf = (name: string): Buffer => made.get(name) ?? Buffer.alloc(0);

beforeAll(async () => {
  for (const [name, { make }] of Object.entries(inputs)) made.set(name, await make(size));
});

async function converted(name: string, format: FormatId): Promise<{ content: Buffer; frames: number }> {
  const folder = await temporaryFolder();
  const inputPath = await pictures.placed(folder, 'input', sourceOf(name));
  const outputPath = join(folder, 'output');
  const { frames } = await convert({ inputPath, outputPath, format, quality: 95, metadata: 'keep' }, going);
  return { content: await readFile(outputPath), frames };
}

describe.each(Object.entries(inputs))('%s', (name, input) => {
  it.each(formatIds)('looks the same as %s', async (format) => {
    const { alpha, animation, loss } = imageFormats[format];
    const { content, frames } = await converted(name, format);
    const header = await sharp(content).metadata();
    expect(header).toMatchObject({ width: size.width, height: header.pageHeight ?? size.height });
    expect(header.pageHeight ?? header.height).toBe(size.height);
    expectPatches(await seen(content), await expected(input, sourceOf(name), alpha));

    expect(frames).toBe(animation ? (input.frames ?? 1) : 1);
    expect(header.pages ?? 1).toBe(frames);
    const profile = (await sharp(sourceOf(name)).metadata()).icc;
    expect(header.icc).toEqual(input.profile === true && format !== 'gif' ? profile : undefined);
    expect(header.depth).toBe(input.deep === true && loss === 'none' ? 'ushort' : 'uchar');
    if (input.grey === true && (loss === 'none' || format === 'jpeg')) expect(header.space).toMatch(/^(?:b-w|grey16)$/);
  });

  it('looks the same as a stored width and, brought to sRGB, as a thumbnail', async () => {
    const folder = await temporaryFolder();
    const path = await pictures.placed(folder, 'input', sourceOf(name));
    const output = join(folder, 'variants');
    await mkdir(output);
    const wanted = await expected(input, sourceOf(name), true);
    const { variants } = await makeVariants(path, output, going);
    expect(variants.map((variant) => variant.size)).toEqual([128, 'thumbnail']);
    expectPatches(await seen(await readFile(variants[0]?.path ?? '')), wanted);
    for (const square of [await readFile(variants[1]?.path ?? ''), (await makeThumbnail(path)).content]) {
      const header = await sharp(square).metadata();
      expect(header).toMatchObject({ width: 200, height: 200 });
      expect(header.icc).toBeUndefined();
      expectPatches(await seen(square), wanted, 2 * TOLERANCE);
    }
  });
});

describe('every frame of an animation', () => {
  it.each(['webp', 'gif'] as const)('keeps its colour and its time in a %s', async (format) => {
    for (const name of ['animated GIF', 'animated WebP']) {
      const { content } = await converted(name, format);
      expect(await sharp(content).metadata()).toMatchObject({ delay: [...pictures.frameDelays], loop: 3 });
      for (const [page, colour] of pictures.frameColours.entries()) {
        expectPatches(await seen(content, page), [[...colour, 255]]);
      }
    }
  });
});

describe('a picture of more channels than colours have', () => {
  it('case 38: is refused by the limit, and one of as many as CMYK with alpha is not', async () => {
    const folder = await temporaryFolder();
    const many = await pictures.placed(folder, 'bands.tiff', stored.manyChannels(size, MAX_CHANNELS + 1));
    await expect(inspect(many)).rejects.toMatchObject({
      error: { code: 'image-too-large', name: 'bands.tiff', limit: 'channels', max: MAX_CHANNELS },
    });
    const most = await pictures.placed(folder, 'most.tiff', stored.manyChannels(size, MAX_CHANNELS));
    expect(await inspect(most)).toMatchObject(size);
  });
});
