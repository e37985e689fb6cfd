import sharp, { type Sharp } from 'sharp';
import type { DemoPicture } from './demo-pictures.ts';
import { draw } from './draw.ts';

const FRAMES = 14;
const FRAME_MS = 110;
const JPEG_QUALITY = 90;
/** EXIF's number for "turn a quarter clockwise to show". */
const TURN_CLOCKWISE = 6;
const GRAIN_SIDE = 256;
const GRAIN_SIGMA = 9;
const MIDDLE_GREY = 128;

/** The pictures as SVG documents: one, or one for each frame. */
export function drawFrames(picture: DemoPicture): string[] {
  const drawing = { ...picture, seed: picture.index * 7919 + 13 };
  const count = picture.animated ? FRAMES : 1;
  return Array.from({ length: count }, (_, frame) => draw(drawing, frame / count));
}

/** A tile of film grain, laid over every drawing so that its smooth colours look photographed. */
export async function makeGrain(): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: MIDDLE_GREY, sigma: GRAIN_SIGMA };
  const tile = { width: GRAIN_SIDE, height: GRAIN_SIDE, channels: 3 as const, background: '#808080', noise };
  return sharp({ create: tile }).png().toBuffer();
}

/** Rasterises drawings into the bytes of a source file, as a person would have it on disk. */
export async function rasterise(picture: DemoPicture, frames: readonly string[], grain: Buffer): Promise<Buffer> {
  const [first = ''] = frames;
  if (picture.animated) {
    const stills = await Promise.all(frames.map((frame) => sharp(Buffer.from(frame)).png().toBuffer()));
    return sharp(stills, { join: { animated: true } })
      .gif({ delay: FRAME_MS, loop: 0, effort: 3 })
      .toBuffer();
  }
  const drawn = sharp(Buffer.from(first));
  if (picture.scene === 'cutFlower') return encode(drawn, picture).toBuffer();
  const grained = drawn.composite([{ input: grain, tile: true, blend: 'soft-light' }]).removeAlpha();
  if (!picture.sideways) return encode(grained, picture).toBuffer();
  const lying = await grained.raw().toBuffer({ resolveWithObject: true });
  const turned = sharp(lying.data, { raw: lying.info }).rotate(-90).withMetadata({ orientation: TURN_CLOCKWISE });
  return encode(turned, picture).toBuffer();
}

function encode(image: Sharp, { format }: DemoPicture): Sharp {
  switch (format) {
    case 'png':
      return image.png({ compressionLevel: 3 });
    case 'webp':
      return image.webp({ quality: JPEG_QUALITY, effort: 1 });
    case 'avif':
      return image.avif({ quality: 60, effort: 0 });
    case 'tiff':
      return image.tiff({ compression: 'none' });
    default:
      return image.jpeg({ quality: JPEG_QUALITY });
  }
}
