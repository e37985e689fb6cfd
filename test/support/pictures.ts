/** Pictures for tests, generated: each one small, and with colours whose place and value a test can check. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

export type Rgb = readonly [red: number, green: number, blue: number];
export interface Picture {
  width: number;
  height: number;
}

export const colours = {
  topLeft: [220, 40, 40],
  topRight: [40, 180, 60],
  bottomLeft: [50, 70, 220],
  bottomRight: [230, 200, 50],
} as const satisfies Record<string, Rgb>;

const fromRgb = ([r, g, b]: Rgb) => ({ r, g, b });

/** Four quarters of the colours above. */
export function quarters({ width, height }: Picture): Sharp {
  const halfWidth = Math.floor(width / 2);
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const [left, right] =
      y < height / 2 ? [colours.topLeft, colours.topRight] : [colours.bottomLeft, colours.bottomRight];
    for (let x = 0; x < width; x += 1) data.set(x < halfWidth ? left : right, (y * width + x) * 3);
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

export const jpeg = (size: Picture): Promise<Buffer> => quarters(size).jpeg({ quality: 95 }).toBuffer();
export const png = (size: Picture): Promise<Buffer> => quarters(size).png().toBuffer();
export const webp = (size: Picture): Promise<Buffer> => quarters(size).webp({ quality: 95 }).toBuffer();
export const avif = (size: Picture): Promise<Buffer> => quarters(size).avif({ effort: 0 }).toBuffer();
export const tiff = (size: Picture): Promise<Buffer> => quarters(size).tiff().toBuffer();
export const gif = (size: Picture): Promise<Buffer> => quarters(size).gif({ effort: 1 }).toBuffer();

/** How each EXIF orientation's stored pixels come from the upright ones: turned by so much, and then mirrored or not. */
const storedBy: Record<number, { turn: number; mirror: boolean }> = {
  1: { turn: 0, mirror: false },
  2: { turn: 0, mirror: true },
  3: { turn: 180, mirror: false },
  4: { turn: 180, mirror: true },
  5: { turn: 90, mirror: true },
  6: { turn: 270, mirror: false },
  7: { turn: 270, mirror: true },
  8: { turn: 90, mirror: false },
};

/** A JPEG whose pixels lie as a camera held in that EXIF orientation (1 to 8) stores them; `size` is the upright one. */
export async function orientedJpeg(size: Picture, orientation: number): Promise<Buffer> {
  const { turn, mirror } = storedBy[orientation] ?? { turn: 0, mirror: false };
  const turned = await quarters(size).rotate(turn).png().toBuffer();
  const stored = await sharp(turned).flop(mirror).png().toBuffer();
  return sharp(stored).jpeg({ quality: 95 }).withMetadata({ orientation }).toBuffer();
}

/** Half of it opaque red (left), half fully transparent (right). */
export async function halfTransparentPng({ width, height }: Picture): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    if (pixel % width < width / 2) data.set([...colours.topLeft, 255], pixel * 4);
  }
  return sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}

/** Display P3 with its profile. */
export const wideGamutJpeg = (size: Picture): Promise<Buffer> =>
  quarters(size).withIccProfile('p3').jpeg({ quality: 95 }).toBuffer();
export const srgbProfileJpeg = (size: Picture): Promise<Buffer> =>
  quarters(size).withIccProfile('srgb').jpeg({ quality: 95 }).toBuffer();
export const cmykJpeg = (size: Picture): Promise<Buffer> =>
  quarters(size).toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 95 }).toBuffer();
export const deepPng = (size: Picture): Promise<Buffer> => quarters(size).toColourspace('rgb16').png().toBuffer();
export const greyPng = (size: Picture): Promise<Buffer> => quarters(size).toColourspace('b-w').png().toBuffer();
export const deepGreyPng = (size: Picture): Promise<Buffer> => quarters(size).toColourspace('grey16').png().toBuffer();
export const palettePng = (size: Picture): Promise<Buffer> => quarters(size).png({ palette: true }).toBuffer();

/** The colours of an animation's frames, one a frame, far enough apart to be told from each other. */
export const frameColours: readonly Rgb[] = [
  [220, 40, 40],
  [40, 180, 60],
  [50, 70, 220],
  [230, 200, 50],
];
export const frameDelays = [100, 200, 300, 400] as const;

async function animation({ width, height }: Picture): Promise<Sharp> {
  const frames = frameColours.map((colour) =>
    sharp({ create: { width, height, channels: 3, background: fromRgb(colour) } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } });
}

/** Four frames of one colour each; played three times. */
export const animatedGif = async (size: Picture): Promise<Buffer> =>
  (await animation(size)).gif({ delay: [...frameDelays], loop: 3, effort: 1 }).toBuffer();
export const animatedWebp = async (size: Picture): Promise<Buffer> =>
  (await animation(size)).webp({ delay: [...frameDelays], loop: 3, quality: 95 }).toBuffer();

/** The first `share` of a file. */
export const truncated = (content: Buffer, share: number): Buffer =>
  content.subarray(0, Math.floor(content.length * share));

/** A PNG of a few bytes that claims these dimensions (PNG specification, section 11.2.2). */
export async function boastingPng({ width, height }: Picture): Promise<Buffer> {
  const content = Buffer.from(await png({ width: 8, height: 8 }));
  content.writeUInt32BE(width, 16);
  content.writeUInt32BE(height, 20);
  content.writeUInt32BE(crc32(content.subarray(12, 29)), 29);
  return content;
}

/** A chunk of a PNG (PNG specification, section 5.3). */
export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/**
 * A PNG of one bit a pixel, all of it black: a few KB that are many megapixels. An interlaced one claims to be, and has the
 * bytes of one that is not (PNG specification, section 11.2.2).
 */
export function blankPng({ width, height }: Picture, options: { interlaced?: boolean } = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  header[12] = options.interlaced === true ? 1 : 0;
  const rows = Buffer.alloc((Math.ceil(width / 8) + 1) * height);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A GIF of one pixel in that many frames, written by hand (GIF89a specification, sections 18 to 27). */
export function repeatedGif(frames: number): Buffer {
  const head = Buffer.concat([Buffer.from('GIF89a'), Buffer.from('01000100800000' + '000000ffffff', 'hex')]);
  const control = Buffer.from('21f904000a000000', 'hex');
  const frame = (index: number) => Buffer.from(`2c00000000010001000002024${index % 2 === 0 ? '4' : 'c'}0100`, 'hex');
  const all = Array.from({ length: frames }, (_, index) => Buffer.concat([control, frame(index)]));
  return Buffer.concat([head, ...all, Buffer.from('3b', 'hex')]);
}

/** Noise, which no encoder makes light work of. */
export const noisyPng = ({ width, height }: Picture): Promise<Buffer> =>
  sharp({
    create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  })
    .png({ compressionLevel: 1 })
    .toBuffer();

/** The start of a file in an ISO base media container of that brand. */
export function brandedFile(brand: string, compatible: readonly string[] = []): Buffer {
  const box = Buffer.alloc(16 + compatible.length * 4);
  box.writeUInt32BE(box.length, 0);
  box.write(`ftyp${brand}`, 4, 'latin1');
  for (const [index, name] of compatible.entries()) box.write(name, 16 + index * 4, 'latin1');
  return Buffer.concat([box, Buffer.alloc(64)]);
}

export const svg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="9" height="9"/></svg>',
);

/** Writes a picture and answers its path. */
export async function placed(folder: string, name: string, content: Buffer | Promise<Buffer>): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, await content);
  return path;
}

/** The colour at a share of the width and height (0 to 1), as it is stored or, by default, in sRGB. */
export async function colourAt(
  content: Buffer,
  x: number,
  y: number,
  options: { frame?: number; stored?: boolean } = {},
): Promise<number[]> {
  const picture = sharp(content, { page: options.frame ?? 0 });
  if (options.stored === true) picture.keepIccProfile();
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const column = Math.min(info.width - 1, Math.floor(info.width * x));
  const row = Math.min(info.height - 1, Math.floor(info.height * y));
  const at = (row * info.width + column) * info.channels;
  return [...data.subarray(at, at + info.channels)];
}

/** The largest difference between two colours in any channel that both have. */
export const distance = (one: readonly number[], other: readonly number[]): number =>
  Math.max(...one.slice(0, other.length).map((value, channel) => Math.abs(value - (other[channel] ?? 0))));
