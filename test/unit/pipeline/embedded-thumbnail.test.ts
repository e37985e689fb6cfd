import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { embeddedThumbnail } from '../../../electron/pipeline/embedded-thumbnail.ts';
import { makeThumbnail } from '../../../electron/pipeline/thumbnail.ts';
import { manyTexts, withThumbnail } from '../../support/exif-pictures.ts';
import * as pictures from '../../support/pictures.ts';
import { colourAt, colours, distance } from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const TOLERANCE = 24;
const CORNERS = [
  [0.2, 0.2, colours.topLeft],
  [0.8, 0.2, colours.topRight],
  [0.2, 0.8, colours.bottomLeft],
  [0.8, 0.8, colours.bottomRight],
] as const;

const placed = async (content: Buffer) => pictures.placed(await temporaryFolder(), 'IMG_1.jpg', content);
const embeddedOf = async (content: Buffer) => embeddedThumbnail(await placed(content));

async function expectQuarters(content: Buffer): Promise<void> {
  for (const [x, y, colour] of CORNERS) expect(distance(await colourAt(content, x, y), colour)).toBeLessThan(TOLERANCE);
}

/** A thumbnail of 3:2 in a frame of 4:3, as many cameras write it. */
const inBars = async (colour: string) =>
  sharp(await pictures.png({ width: 160, height: 107 }))
    .extend({ top: 6, bottom: 7, background: colour })
    .jpeg()
    .toBuffer();

describe('embeddedThumbnail', () => {
  it('makes a square WebP and the ThumbHash of the thumbnail in a file of which only the start is here', async () => {
    const whole = withThumbnail(
      await pictures.jpeg({ width: 1200, height: 900 }),
      await pictures.jpeg({ width: 160, height: 120 }),
    );
    const made = await embeddedOf(whole.subarray(0, 8000));
    expect(await sharp(made?.content).metadata()).toMatchObject({ format: 'webp', width: 200, height: 200 });
    await expectQuarters(made?.content ?? Buffer.alloc(0));
    expect(made?.thumbhash).toMatch(/^[A-Za-z0-9+/]{20,40}={0,2}$/);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns one of EXIF orientation %i upright, as the picture is', async (turned) => {
    const upright = { width: 640, height: 480 };
    const stored = await sharp(await pictures.orientedJpeg(upright, turned))
      .jpeg()
      .toBuffer();
    const small = await sharp(stored)
      .resize({ width: turned < 5 ? 160 : 120 })
      .jpeg()
      .toBuffer();
    const whole = withThumbnail(stored, small, turned);
    const made = await embeddedOf(whole);
    await expectQuarters(made?.content ?? Buffer.alloc(0));
    await expectQuarters((await makeThumbnail(await placed(whole))).content);
  });

  it('leaves out the black bars of a thumbnail of another ratio', async () => {
    const made = await embeddedOf(
      withThumbnail(await pictures.jpeg({ width: 900, height: 600 }), await inBars('black')),
    );
    const { data } = await sharp(made?.content).extract({ left: 0, top: 0, width: 200, height: 2 }).raw().toBuffer({
      resolveWithObject: true,
    });
    expect(Math.max(...data.subarray(0, 3))).toBeGreaterThan(150);
    await expectQuarters(made?.content ?? Buffer.alloc(0));
  });

  it.each<[string, () => Promise<Buffer>]>([
    ['shows other than the picture', () => inBars('white')],
    ['is too small to be looked at', () => pictures.jpeg({ width: 90, height: 60 })],
    ['is no JPEG', () => pictures.png({ width: 150, height: 100 })],
    ['is damaged', async () => (await pictures.jpeg({ width: 150, height: 100 })).subarray(0, 300)],
  ])('takes none that %s', async (_, thumbnail) => {
    expect(
      await embeddedOf(withThumbnail(await pictures.jpeg({ width: 900, height: 600 }), await thumbnail())),
    ).toBeNull();
  });

  it('is not held up by a directory of thousands of texts, each as long as the file', async () => {
    const began = performance.now();
    expect(await embeddedOf(manyTexts(128 * 1024))).toBeNull();
    // Read one by one they take over ten seconds, and a gigabyte.
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it.each<[string, () => Promise<Buffer>]>([
    ['a JPEG without EXIF', () => pictures.jpeg({ width: 900, height: 600 })],
    ['a PNG', () => pictures.png({ width: 90, height: 60 })],
    ['text', async () => Buffer.from('hello')],
    ['nothing', async () => Buffer.alloc(0)],
    [
      'EXIF that is cut off',
      async () => {
        const small = await pictures.jpeg({ width: 150, height: 100 });
        return withThumbnail(await pictures.jpeg({ width: 900, height: 600 }), small).subarray(0, 200);
      },
    ],
  ])('finds none in %s', async (_, content) => {
    expect(await embeddedOf(await content())).toBeNull();
  });
});
