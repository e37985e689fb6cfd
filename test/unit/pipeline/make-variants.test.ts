import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import { makeVariants } from '../../../electron/pipeline/make-variants.ts';
import type { MadeVariants } from '../../../electron/pipeline/pipeline.ts';
import * as pictures from '../../support/pictures.ts';
import { colourAt, colours, distance } from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** What lossy encoding and scaling may do to the middle of an even area. */
const TOLERANCE = 8;
const going = new AbortController().signal;

async function madeFrom(content: Buffer | Promise<Buffer>): Promise<MadeVariants & { folder: string }> {
  const folder = await temporaryFolder();
  const output = join(folder, 'output');
  await mkdir(output);
  const path = await pictures.placed(folder, 'source.bin', content);
  return { ...(await makeVariants(path, output, going)), folder: output };
}

const sizesOf = ({ variants }: MadeVariants) => variants.map(({ size, width, height }) => [size, width, height]);
const contentOf = ({ variants }: MadeVariants, size: string | number): Promise<Buffer> =>
  readFile(variants.find((variant) => variant.size === size)?.path ?? '');

async function expectQuarters(content: Buffer): Promise<void> {
  expect(distance(await colourAt(content, 0.25, 0.25), colours.topLeft)).toBeLessThan(TOLERANCE);
  expect(distance(await colourAt(content, 0.75, 0.25), colours.topRight)).toBeLessThan(TOLERANCE);
  expect(distance(await colourAt(content, 0.25, 0.75), colours.bottomLeft)).toBeLessThan(TOLERANCE);
  expect(distance(await colourAt(content, 0.75, 0.75), colours.bottomRight)).toBeLessThan(TOLERANCE);
}

describe('makeVariants', () => {
  it('writes each width and the thumbnail as WebP of exactly the planned size', async () => {
    const made = await madeFrom(pictures.jpeg({ width: 2400, height: 1600 }));
    expect(sizesOf(made)).toEqual([
      [512, 512, 341],
      [1024, 1024, 683],
      [1920, 1920, 1280],
      ['thumbnail', 200, 200],
    ]);
    for (const { path, bytes, width, height } of made.variants) {
      const content = await readFile(path);
      expect(content.length).toBe(bytes);
      expect(await sharp(content).metadata()).toMatchObject({ format: 'webp', width, height });
      await expectQuarters(content);
    }
  });

  it('names the files by their sizes and writes nothing else', async () => {
    const made = await madeFrom(pictures.png({ width: 600, height: 300 }));
    expect((await readdir(made.folder)).toSorted()).toEqual(['512.webp', 'thumbnail.webp']);
  });

  it('gives the digest of the source and a hash of the whole picture', async () => {
    const content = await pictures.png({ width: 800, height: 400 });
    const made = await madeFrom(content);
    expect(made.sha256).toBe(createHash('sha256').update(content).digest('hex'));
    const hash = Buffer.from(made.thumbhash, 'base64');
    expect(thumbHashToApproximateAspectRatio(hash)).toBeCloseTo(2, 0);
    const { r, g, b } = thumbHashToAverageRGBA(hash);
    expect(distance([r * 255, g * 255, b * 255], [135, 122, 92])).toBeLessThan(20);
  });

  it('encodes at the quickest effort, but harder where the top of the picture tells nothing of the rest', async () => {
    const picture = { width: 512, height: 512 };
    const even = await pictures.noisyPng(picture);
    const sky = { create: { width: 512, height: 200, channels: 3 as const, background: '#88aaee' } };
    const underSky = await sharp(even)
      .composite([{ input: sky, top: 0, left: 0 }])
      .png()
      .toBuffer();
    const encoded = (content: Buffer, effort: number) => sharp(content).webp({ quality: 85, effort }).toBuffer();
    expect(await contentOf(await madeFrom(even), 512)).toEqual(await encoded(even, 0));
    expect(await contentOf(await madeFrom(underSky), 512)).toEqual(await encoded(underSky, 1));
  });

  it('enlarges nothing but the thumbnail', async () => {
    const made = await madeFrom(pictures.png({ width: 60, height: 30 }));
    expect(sizesOf(made)).toEqual([
      [60, 60, 30],
      ['thumbnail', 200, 200],
    ]);
    await expectQuarters(await contentOf(made, 60));
  });

  it('makes something of a single pixel', async () => {
    const made = await madeFrom(pictures.png({ width: 1, height: 1 }));
    expect(sizesOf(made)).toEqual([
      [1, 1, 1],
      ['thumbnail', 200, 200],
    ]);
  });

  it('takes the thumbnail from the middle', async () => {
    const made = await madeFrom(pictures.png({ width: 2000, height: 200 }));
    const thumbnail = await contentOf(made, 'thumbnail');
    await expectQuarters(thumbnail);
  });

  it('gives a long strip a thumbnail of its full height', async () => {
    const made = await madeFrom(pictures.jpeg({ width: 6000, height: 300 }));
    expect(sizesOf(made)).toEqual([
      [512, 512, 26],
      [1024, 1024, 51],
      [1920, 1920, 96],
      ['thumbnail', 200, 200],
    ]);
    // From the 1920 px level it would be twice enlarged, and the edge between the quarters blurred.
    const thumbnail = await contentOf(made, 'thumbnail');
    expect(distance(await colourAt(thumbnail, 0.49, 0.25), colours.topLeft)).toBeLessThan(40);
    expect(distance(await colourAt(thumbnail, 0.51, 0.25), colours.topRight)).toBeLessThan(40);
  });

  it('keeps the source where no width fits into a WebP', async () => {
    const made = await madeFrom(pictures.png({ width: 40, height: 16_384 }));
    expect(sizesOf(made)).toEqual([
      ['original', 40, 16_384],
      ['thumbnail', 200, 200],
    ]);
    expect(made.variants[0]?.path).toMatch(/source\.bin$/);
    expect(await readdir(made.folder)).toEqual(['thumbnail.webp']);
  });

  it('makes a WebP of the greatest height', async () => {
    const made = await madeFrom(pictures.png({ width: 40, height: 16_383 }));
    expect(await sharp(await contentOf(made, 40)).metadata()).toMatchObject({ width: 40, height: 16_383 });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns EXIF orientation %i upright', async (orientation) => {
    const made = await madeFrom(pictures.orientedJpeg({ width: 640, height: 480 }, orientation));
    expect(sizesOf(made)).toEqual([
      [512, 512, 384],
      ['thumbnail', 200, 200],
    ]);
    for (const size of [512, 'thumbnail']) {
      const content = await contentOf(made, size);
      expect((await sharp(content).metadata()).orientation).toBeUndefined();
      await expectQuarters(content);
    }
  });

  it('keeps transparency', async () => {
    const made = await madeFrom(pictures.halfTransparentPng({ width: 600, height: 600 }));
    for (const size of [512, 'thumbnail']) {
      const content = await contentOf(made, size);
      expect(distance(await colourAt(content, 0.25, 0.5), [...colours.topLeft, 255])).toBeLessThan(TOLERANCE);
      expect((await colourAt(content, 0.75, 0.5))[3]).toBe(0);
    }
  });

  it.each([
    ['16 bit', pictures.deepPng],
    ['palette', pictures.palettePng],
    ['an sRGB profile', pictures.srgbProfileJpeg],
    ['AVIF', pictures.avif],
    ['TIFF', pictures.tiff],
    ['WebP', pictures.webp],
    ['GIF', pictures.gif],
  ])('keeps the colours of %s', async (_, draw) => {
    const made = await madeFrom(draw({ width: 600, height: 400 }));
    const variant = await contentOf(made, 512);
    expect(await sharp(variant).metadata()).toMatchObject({ space: 'srgb', depth: 'uchar', hasProfile: false });
    await expectQuarters(variant);
    await expectQuarters(await contentOf(made, 'thumbnail'));
  });

  it('brings CMYK to sRGB, as near as its gamut allows', async () => {
    const source = await pictures.cmykJpeg({ width: 600, height: 400 });
    const made = await madeFrom(source);
    const variant = await contentOf(made, 512);
    expect(await sharp(variant).metadata()).toMatchObject({ space: 'srgb', channels: 3, hasProfile: false });
    // Print has no such blue and green; the reds and yellows are near enough to tell inks from light.
    expect(distance(await colourAt(variant, 0.25, 0.25), colours.topLeft)).toBeLessThan(40);
    expect(distance(await colourAt(variant, 0.75, 0.75), colours.bottomRight)).toBeLessThan(50);
    expect(distance(await colourAt(variant, 0.75, 0.25), await colourAt(source, 0.75, 0.25))).toBeLessThan(TOLERANCE);
  });

  it.each([
    ['8', pictures.greyPng],
    ['16', pictures.deepGreyPng],
  ])('keeps grey grey at %s bit', async (_, draw) => {
    const source = await draw({ width: 600, height: 400 });
    const [expected = 0] = await colourAt(await pictures.greyPng({ width: 600, height: 400 }), 0.25, 0.25);
    const content = await contentOf(await madeFrom(source), 512);
    expect(distance(await colourAt(content, 0.25, 0.25), [expected, expected, expected])).toBeLessThan(TOLERANCE);
  });

  it('keeps a wide-gamut profile with its pixels in the widths and brings the thumbnail to sRGB', async () => {
    const source = await pictures.wideGamutJpeg({ width: 600, height: 400 });
    const made = await madeFrom(source);
    const variant = await contentOf(made, 512);
    expect((await sharp(variant).metadata()).icc).toEqual((await sharp(source).metadata()).icc);
    const stored = await colourAt(source, 0.25, 0.25, { stored: true });
    expect(distance(await colourAt(variant, 0.25, 0.25, { stored: true }), stored)).toBeLessThan(TOLERANCE);
    // The same colour has other numbers in sRGB, so that the check above says something.
    expect(distance(stored, colours.topLeft)).toBeGreaterThan(TOLERANCE);
    await expectQuarters(variant);
    const thumbnail = await contentOf(made, 'thumbnail');
    expect((await sharp(thumbnail).metadata()).hasProfile).toBe(false);
    await expectQuarters(thumbnail);
  });

  it.each([
    ['GIF', pictures.animatedGif],
    ['WebP', pictures.animatedWebp],
  ])('keeps the frames of an animated %s, their delays and its loops', async (_, draw) => {
    const made = await madeFrom(draw({ width: 600, height: 300 }));
    const content = await contentOf(made, 512);
    const header = await sharp(content).metadata();
    expect(header).toMatchObject({ pages: 4, delay: [...pictures.frameDelays], loop: 3, width: 512 });
    for (const [frame, colour] of pictures.frameColours.entries()) {
      expect(distance(await colourAt(content, 0.5, 0.5, { frame }), colour)).toBeLessThan(TOLERANCE);
    }
    const thumbnail = await contentOf(made, 'thumbnail');
    expect((await sharp(thumbnail).metadata()).pages).toBeUndefined();
    expect(distance(await colourAt(thumbnail, 0.5, 0.5), pictures.frameColours[0] ?? [])).toBeLessThan(TOLERANCE);
  });

  it('keeps an animation whose frames together are taller than a WebP can be', async () => {
    const made = await madeFrom(pictures.animatedGif({ width: 20, height: 6000 }));
    const content = await contentOf(made, 20);
    expect(await sharp(content).metadata()).toMatchObject({ pages: 4, height: 6000 });
    expect(distance(await colourAt(content, 0.5, 0.9, { frame: 3 }), pictures.frameColours[3] ?? [])).toBeLessThan(
      TOLERANCE,
    );
  });

  it.each([
    ['JPEG', pictures.jpeg],
    ['PNG', pictures.noisyPng],
    ['WebP', pictures.webp],
    ['AVIF', pictures.avif],
    ['TIFF', pictures.tiff],
    ['GIF', pictures.gif],
    ['animated GIF', pictures.animatedGif],
    ['animated WebP', pictures.animatedWebp],
  ])('case 39: refuses a truncated %s and leaves no file', async (_, draw) => {
    const content = await draw({ width: 700, height: 500 });
    const folder = await temporaryFolder();
    for (const share of [0.5, 0.8, 0.95]) {
      const path = await pictures.placed(folder, 'cut.bin', pictures.truncated(content, share));
      const output = join(folder, String(share));
      await mkdir(output);
      await expect(makeVariants(path, output, going), `${share} of it`).rejects.toMatchObject({
        error: { code: 'damaged-image', name: 'cut.bin' },
      });
      expect(await readdir(output)).toEqual([]);
    }
  });

  it('leaves no file behind when it is cancelled', async () => {
    const folder = await temporaryFolder();
    const output = join(folder, 'output');
    await mkdir(output);
    const path = await pictures.placed(folder, 'a.png', pictures.png({ width: 1100, height: 700 }));
    const gone = AbortSignal.abort();
    await expect(makeVariants(path, output, gone)).rejects.toMatchObject({ error: { code: 'cancelled' } });
    expect(await readdir(output)).toEqual([]);
  });

  it('leaves a file that is in its way as it is, and nothing of its own', async () => {
    const folder = await temporaryFolder();
    const path = await pictures.placed(folder, 'a.png', pictures.png({ width: 1100, height: 700 }));
    const output = join(folder, 'output');
    await mkdir(output);
    await writeFile(join(output, '512.webp'), 'mine');
    await expect(makeVariants(path, output, going)).rejects.toMatchObject({
      error: { code: 'not-writable', path: join(output, '512.webp') },
    });
    expect(await readdir(output)).toEqual(['512.webp']);
    expect(await readFile(join(output, '512.webp'), 'utf8')).toBe('mine');
  });

  it('says where it could not write', async () => {
    const folder = await temporaryFolder();
    const path = await pictures.placed(folder, 'a.png', pictures.png({ width: 10, height: 10 }));
    const missing = join(folder, 'missing');
    await expect(makeVariants(path, missing, going)).rejects.toMatchObject({
      error: { code: 'not-writable', path: join(missing, '10.webp') },
    });
  });
});
