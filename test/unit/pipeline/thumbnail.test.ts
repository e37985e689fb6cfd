import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeThumbnail } from '../../../electron/pipeline/thumbnail.ts';
import * as pictures from '../../support/pictures.ts';
import { colourAt, colours, distance } from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const TOLERANCE = 8;
const thumbnailOf = async (content: Buffer | Promise<Buffer>) =>
  makeThumbnail(await pictures.placed(await temporaryFolder(), 'IMG_1.jpg', content));

describe('makeThumbnail', () => {
  it('makes a square WebP of the upright middle', async () => {
    const content = await thumbnailOf(pictures.orientedJpeg({ width: 900, height: 400 }, 6));
    expect(await sharp(content).metadata()).toMatchObject({ format: 'webp', width: 200, height: 200 });
    expect(distance(await colourAt(content, 0.25, 0.25), colours.topLeft)).toBeLessThan(TOLERANCE);
    expect(distance(await colourAt(content, 0.75, 0.75), colours.bottomRight)).toBeLessThan(TOLERANCE);
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
