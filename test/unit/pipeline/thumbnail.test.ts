import sharp from 'sharp';
import { thumbHashToAverageRGBA } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import { makeThumbnail } from '../../../electron/pipeline/thumbnail.ts';
import * as pictures from '../../support/pictures.ts';
import { colourAt, colours, distance } from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const TOLERANCE = 8;
const madeOf = async (content: Buffer | Promise<Buffer>) =>
  makeThumbnail(await pictures.placed(await temporaryFolder(), 'IMG_1.jpg', content));
const thumbnailOf = async (content: Buffer | Promise<Buffer>) => (await madeOf(content)).content;

describe('makeThumbnail', () => {
  it('makes a square WebP of the upright middle', async () => {
    const content = await thumbnailOf(pictures.orientedJpeg({ width: 900, height: 400 }, 6));
    expect(await sharp(content).metadata()).toMatchObject({ format: 'webp', width: 200, height: 200 });
    expect(distance(await colourAt(content, 0.25, 0.25), colours.topLeft)).toBeLessThan(TOLERANCE);
    expect(distance(await colourAt(content, 0.75, 0.75), colours.bottomRight)).toBeLessThan(TOLERANCE);
  });

  it('tells the ThumbHash of the whole picture', async () => {
    const { thumbhash } = await madeOf(pictures.jpeg({ width: 900, height: 400 }));
    const { r, g, b } = thumbHashToAverageRGBA(Buffer.from(thumbhash, 'base64'));
    const mean = [0, 1, 2].map((at) => Object.values(colours).reduce((sum, colour) => sum + (colour[at] ?? 0) / 4, 0));
    expect(distance([r * 255, g * 255, b * 255], mean)).toBeLessThan(TOLERANCE * 2);
  });

  it('brings a wide gamut to sRGB', async () => {
    const content = await thumbnailOf(pictures.wideGamutJpeg({ width: 900, height: 400 }));
    expect((await sharp(content).metadata()).hasProfile).toBe(false);
    expect(distance(await colourAt(content, 0.25, 0.25), colours.topLeft)).toBeLessThan(TOLERANCE);
  });

  it('takes the first frame of an animation', async () => {
    const content = await thumbnailOf(pictures.animatedGif({ width: 60, height: 40 }));
    expect((await sharp(content).metadata()).pages).toBeUndefined();
    expect(distance(await colourAt(content, 0.5, 0.5), pictures.frameColours[0] ?? [])).toBeLessThan(TOLERANCE);
  });

  it('case 39: refuses a truncated picture by its name', async () => {
    const content = await pictures.jpeg({ width: 900, height: 400 });
    await expect(thumbnailOf(pictures.truncated(content, 0.7))).rejects.toMatchObject({
      error: { code: 'damaged-image', name: 'IMG_1.jpg' },
    });
  });
});
