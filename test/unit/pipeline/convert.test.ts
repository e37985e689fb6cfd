import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { convert } from '../../../electron/pipeline/convert.ts';
import type { Converted } from '../../../electron/pipeline/pipeline.ts';
import { sniff } from '../../../electron/pipeline/sniff.ts';
import { type FormatId, formatIds, imageFormats } from '../../../shared/image-format.ts';
import * as pictures from '../../support/pictures.ts';
import { colourAt, colours, distance } from '../../support/pictures.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A GIF's palette and a lossy encoder's rounding. */
const TOLERANCE = 12;
const going = new AbortController().signal;
const size = { width: 120, height: 80 };

interface Options {
  quality?: number;
  maxWidth?: number;
}

async function converted(
  source: Buffer | Promise<Buffer>,
  format: FormatId,
  options: Options = {},
): Promise<Converted & { content: Buffer }> {
  const folder = await temporaryFolder();
  const inputPath = await pictures.placed(folder, 'input', source);
  const outputPath = join(folder, 'output');
  const { quality = null, ...rest } = options;
  const answer = await convert({ inputPath, outputPath, format, quality, metadata: 'keep', ...rest }, going);
  return { ...answer, content: await readFile(outputPath) };
}

async function expectQuarters(content: Buffer): Promise<void> {
  expect(distance(await colourAt(content, 0.25, 0.25), colours.topLeft)).toBeLessThan(TOLERANCE);
  expect(distance(await colourAt(content, 0.75, 0.25), colours.topRight)).toBeLessThan(TOLERANCE);
  expect(distance(await colourAt(content, 0.25, 0.75), colours.bottomLeft)).toBeLessThan(TOLERANCE);
  expect(distance(await colourAt(content, 0.75, 0.75), colours.bottomRight)).toBeLessThan(TOLERANCE);
}

describe('convert', () => {
  it.each(formatIds)('really writes %s, with every pixel in its place', async (format) => {
    const { content, ...answer } = await converted(pictures.webp(size), format);
    expect(sniff(content)).toEqual({ kind: 'accepted', format });
    expect(answer).toEqual({ bytes: content.length, ...size, frames: 1 });
    expect(await sharp(content).metadata()).toMatchObject(size);
    await expectQuarters(content);
  });

  it('keeps every pixel exactly in the formats that lose nothing', async () => {
    const source = await pictures.webp(size);
    const pixels = await sharp(source).raw().toBuffer();
    for (const format of ['png', 'tiff'] as const) {
      const { content } = await converted(source, format);
      expect((await sharp(content).raw().toBuffer()).equals(pixels)).toBe(true);
    }
  });

  it.each(['jpeg', 'webp', 'avif'] as const)('makes a smaller %s at a lower quality', async (format) => {
    const source = await pictures.noisyPng(size);
    const [low, high] = await Promise.all([
      converted(source, format, { quality: 30 }),
      converted(source, format, { quality: 95 }),
    ]);
    expect(low.bytes).toBeLessThan(high.bytes * 0.7);
  });

  it.each(formatIds)('applies the orientation for %s', async (format) => {
    const { content, width, height } = await converted(pictures.orientedJpeg(size, 6), format);
    expect({ width, height }).toEqual(size);
    expect((await sharp(content).metadata()).orientation ?? 1).toBe(1);
    await expectQuarters(content);
  });

  it('puts transparency on white in a JPEG', async () => {
    const { content } = await converted(pictures.halfTransparentPng(size), 'jpeg');
    expect(distance(await colourAt(content, 0.25, 0.5), colours.topLeft)).toBeLessThan(TOLERANCE);
    expect(distance(await colourAt(content, 0.75, 0.5), [255, 255, 255])).toBeLessThan(TOLERANCE);
  });

  it.each(['png', 'webp', 'avif', 'tiff', 'gif'] as const)('keeps transparency in %s', async (format) => {
    const { content } = await converted(pictures.halfTransparentPng(size), format);
    expect(distance(await colourAt(content, 0.25, 0.5), [...colours.topLeft, 255])).toBeLessThan(TOLERANCE);
    expect((await colourAt(content, 0.75, 0.5))[3]).toBe(0);
  });

  it.each(['png', 'jpeg', 'webp', 'avif', 'tiff'] as const)('keeps a wide-gamut profile in %s', async (format) => {
    const source = await pictures.wideGamutJpeg(size);
    const { content } = await converted(source, format);
    expect((await sharp(content).metadata()).icc).toEqual((await sharp(source).metadata()).icc);
    const stored = await colourAt(source, 0.25, 0.25, { stored: true });
    expect(distance(await colourAt(content, 0.25, 0.25, { stored: true }), stored)).toBeLessThan(TOLERANCE);
  });

  it('brings a wide gamut to sRGB for a GIF, which has no place for a profile', async () => {
    const { content } = await converted(pictures.wideGamutJpeg(size), 'gif');
    await expectQuarters(content);
  });

  it.each(['webp', 'gif'] as const)('keeps an animation in %s', async (format) => {
    const { content, frames, ...answer } = await converted(pictures.animatedWebp(size), format);
    expect({ frames, width: answer.width, height: answer.height }).toEqual({ frames: 4, ...size });
    expect(await sharp(content).metadata()).toMatchObject({ pages: 4, delay: [...pictures.frameDelays], loop: 3 });
    for (const [frame, colour] of pictures.frameColours.entries()) {
      expect(distance(await colourAt(content, 0.5, 0.5, { frame }), colour)).toBeLessThan(TOLERANCE);
    }
  });

  it.each(['png', 'jpeg', 'avif', 'tiff'] as const)('writes the first frame of an animation as %s', async (format) => {
    const { content, frames, ...answer } = await converted(pictures.animatedWebp(size), format);
    expect({ frames, width: answer.width, height: answer.height }).toEqual({ frames: 1, ...size });
    expect(distance(await colourAt(content, 0.5, 0.5), pictures.frameColours[0] ?? [])).toBeLessThan(TOLERANCE);
  });

  it('makes it no wider than asked and never enlarges', async () => {
    expect(await converted(pictures.png(size), 'png', { maxWidth: 60 })).toMatchObject({ width: 60, height: 40 });
    expect(await converted(pictures.png(size), 'png', { maxWidth: 500 })).toMatchObject(size);
    const animated = await converted(pictures.animatedWebp(size), 'webp', { maxWidth: 60 });
    expect(animated).toMatchObject({ width: 60, height: 40, frames: 4 });
  });

  it('refuses a size that the format cannot hold, with the reason', async () => {
    const strip = pictures.png({ width: 20, height: 16_384 });
    await expect(converted(strip, 'webp')).rejects.toMatchObject({
      error: { code: 'cannot-encode', format: 'WebP', detail: expect.stringContaining('16383') },
    });
    expect(await converted(strip, 'jpeg')).toMatchObject({ height: 16_384 });
  });

  it.each(formatIds)('takes the longest side that %s is said to hold', async (format) => {
    const height = Math.min(imageFormats[format].maxSide, 70_000);
    expect(await converted(pictures.png({ width: 2, height }), format)).toMatchObject({ width: 2, height });
  });

  it('case 39: refuses a truncated source and leaves nothing at the output', async () => {
    const folder = await temporaryFolder();
    const source = await pictures.webp({ width: 700, height: 500 });
    const inputPath = await pictures.placed(folder, 'input', pictures.truncated(source, 0.8));
    const request = {
      inputPath,
      outputPath: join(folder, 'output'),
      format: 'png',
      quality: null,
      metadata: 'keep',
    } as const;
    await expect(convert(request, going)).rejects.toMatchObject({ error: { code: 'damaged-image', name: 'input' } });
    expect(await readdir(folder)).toEqual(['input']);
  });

  it('never writes over a file', async () => {
    const folder = await temporaryFolder();
    const inputPath = await pictures.placed(folder, 'input', pictures.png(size));
    const outputPath = join(folder, 'output');
    await writeFile(outputPath, 'mine');
    const request = { inputPath, outputPath, format: 'png', quality: null, metadata: 'keep' } as const;
    await expect(convert(request, going)).rejects.toMatchObject({ error: { code: 'not-writable', path: outputPath } });
    expect(await readFile(outputPath, 'utf8')).toBe('mine');
  });

  it('leaves nothing when it is cancelled', async () => {
    const folder = await temporaryFolder();
    const inputPath = await pictures.placed(folder, 'input', pictures.png(size));
    const request = {
      inputPath,
      outputPath: join(folder, 'output'),
      format: 'png',
      quality: null,
      metadata: 'keep',
    } as const;
    await expect(convert(request, AbortSignal.abort())).rejects.toMatchObject({ error: { code: 'cancelled' } });
    expect(await readdir(folder)).toEqual(['input']);
  });

  it('leaves nothing when it is cancelled in the moment of its writing', async () => {
    const folder = await temporaryFolder();
    const inputPath = await pictures.placed(folder, 'input', pictures.png(size));
    const request = {
      inputPath,
      outputPath: join(folder, 'output'),
      format: 'png',
      quality: null,
      metadata: 'keep',
    } as const;
    const controller = new AbortController();
    const { signal } = controller;
    // Aborts as soon as the output is there.
    const watched = new Proxy(signal, {
      get(target, name) {
        if (existsSync(request.outputPath)) controller.abort();
        return Reflect.get(target, name, target);
      },
    });
    await expect(convert(request, watched)).rejects.toMatchObject({ error: { code: 'cancelled' } });
    expect(await readdir(folder)).toEqual(['input']);
  });

  it('case 30: says disk-full and frees what it took', async ({ skip }) => {
    const { folder: disk, missing } = await smallDisk();
    if (missing !== null) return skip(missing);
    const inputPath = await pictures.placed(
      await temporaryFolder(),
      'input',
      pictures.noisyPng({ width: 900, height: 900 }),
    );
    const outputPath = join(disk, 'output');
    const large = convert({ inputPath, outputPath, format: 'tiff', quality: null, metadata: 'keep' }, going);
    await expect(large).rejects.toMatchObject({ error: { code: 'disk-full', path: outputPath } });
    expect(await readdir(disk)).toEqual([]);
  });
});
