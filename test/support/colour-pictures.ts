/** Pictures whose colours are stored in every way that cameras, scanners and editors store them. */
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { colours, type Picture, quarters, type Rgb } from './pictures.ts';

type Matrix = readonly [Rgb, Rgb, Rgb];

/** Where red, green and blue lie (XYZ under D50, as profiles have it): of sRGB and of Adobe RGB (1998). */
const srgbPrimaries: Matrix = [
  [0.43607, 0.22249, 0.01392],
  [0.38515, 0.71687, 0.09708],
  [0.14307, 0.06061, 0.7141],
];
const widePrimaries: Matrix = [
  [0.60974, 0.31111, 0.01947],
  [0.20528, 0.62567, 0.06087],
  [0.14919, 0.06322, 0.74457],
];

const toLight = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const fromLight = (light: number): number => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);

/** The sum of the primaries, each times its share. */
function mixed([red, green, blue]: Matrix, [r, g, b]: Rgb): Rgb {
  const sum = (at: 0 | 1 | 2): number => red[at] * r + green[at] * g + blue[at] * b;
  return [sum(0), sum(1), sum(2)];
}

const determinant = ([a, b, c]: Matrix): number =>
  a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1]) + c[0] * (a[1] * b[2] - a[2] * b[1]);

/** The shares of primaries that make a colour (Cramer's rule). */
function shares([red, green, blue]: Matrix, xyz: Rgb): Rgb {
  const whole = determinant([red, green, blue]);
  return [
    determinant([xyz, green, blue]) / whole,
    determinant([red, xyz, blue]) / whole,
    determinant([red, green, xyz]) / whole,
  ];
}

/** The numbers, 0 to 1, that stand for an sRGB colour (0 to 255) in the wide space, which bends light as sRGB does. */
function wideNumbers([r, g, b]: Rgb): Rgb {
  const light: Rgb = [toLight(r / 255), toLight(g / 255), toLight(b / 255)];
  const [red, green, blue] = shares(widePrimaries, mixed(srgbPrimaries, light));
  return [fromLight(red), fromLight(green), fromLight(blue)];
}

async function builtInProfile(name: 'srgb' | 'p3'): Promise<Buffer> {
  const content = await quarters({ width: 8, height: 8 }).withIccProfile(name).png().toBuffer();
  const { icc } = await sharp(content).metadata();
  if (icc === undefined) throw new Error(`expected sharp to have a profile ${name}`);
  return icc;
}

/** The offset of a tag's data in a profile (ICC.1:2022, section 7.3). */
function tagAt(profile: Buffer, tag: string): number {
  for (let at = 132; at < 132 + profile.readUInt32BE(128) * 12; at += 12) {
    if (profile.toString('latin1', at, at + 4) === tag) return profile.readUInt32BE(at + 4);
  }
  throw new Error(`expected a profile with ${tag}`);
}

/** Display P3's profile with the primaries of Adobe RGB. */
async function wideProfile(): Promise<Buffer> {
  const profile = Buffer.from(await builtInProfile('p3'));
  for (const [place, tag] of ['rXYZ', 'gXYZ', 'bXYZ'].entries()) {
    const at = tagAt(profile, tag);
    for (const [axis, value] of (widePrimaries[place] ?? []).entries()) {
      profile.writeInt32BE(Math.round(value * 65_536), at + 8 + axis * 4);
    }
  }
  return profile;
}

/** A PNG with a profile in front of its pixels, whose numbers stay as they are (PNG specification, section 11.3.2.3). */
function withProfile(png: Buffer, profile: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('iCCPprofile\0\0', 'latin1'), deflateSync(profile)]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  const afterHeader = 33;
  return Buffer.concat([png.subarray(0, afterHeader), chunk, png.subarray(afterHeader)]);
}

/** The four quarters as 16-bit numbers, each colour's made by `numbers` (0 to 1). */
function deepQuarters({ width, height }: Picture, numbers: (colour: Rgb) => Rgb): Promise<Buffer> {
  const data = new Uint16Array(width * height * 3);
  const pick = (x: number, y: number): Rgb => {
    if (y < height / 2) return x < width / 2 ? colours.topLeft : colours.topRight;
    return x < width / 2 ? colours.bottomLeft : colours.bottomRight;
  };
  for (let at = 0; at < width * height; at += 1) {
    const stored = numbers(pick(at % width, Math.floor(at / width)));
    data.set(
      stored.map((value) => Math.round(value * 65_535)),
      at * 3,
    );
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .toColourspace('rgb16')
    .png()
    .toBuffer();
}

const plain = ([r, g, b]: Rgb): Rgb => [r / 255, g / 255, b / 255];

export const deepPng = (size: Picture): Promise<Buffer> => deepQuarters(size, plain);
export const deepSrgbPng = async (size: Picture): Promise<Buffer> =>
  withProfile(await deepQuarters(size, plain), await builtInProfile('srgb'));
export const deepWidePng = async (size: Picture): Promise<Buffer> =>
  withProfile(await deepQuarters(size, wideNumbers), await wideProfile());
/** Such numbers in a TIFF, with their profile and no loss. */
export const deepWideTiff = async (size: Picture): Promise<Buffer> =>
  sharp(await deepWidePng(size))
    .toColourspace('rgb16')
    .keepIccProfile()
    .tiff({ compression: 'lzw' })
    .toBuffer();
export const wideJpeg = async (size: Picture): Promise<Buffer> => {
  const numbers = await sharp(await deepQuarters(size, wideNumbers))
    .png()
    .toBuffer();
  return sharp(withProfile(numbers, await wideProfile()))
    .keepIccProfile()
    .jpeg({ quality: 97 })
    .toBuffer();
};

async function halved({ width, height }: Picture): Promise<Buffer> {
  const alpha = Buffer.from(Array.from({ length: width * height }, (_, at) => (at % width < width / 2 ? 255 : 0)));
  return quarters({ width, height })
    .joinChannel(alpha, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

/** The left half of the quarters; nothing on the right. */
export const halfPng = halved;
export const halfPalettePng = async (size: Picture): Promise<Buffer> =>
  sharp(await halved(size))
    .png({ palette: true })
    .toBuffer();
export const halfGreyPng = async (size: Picture): Promise<Buffer> =>
  sharp(await halved(size))
    .toColourspace('b-w')
    .png()
    .toBuffer();
export const halfDeepPng = async (size: Picture): Promise<Buffer> =>
  sharp(await halved(size))
    .toColourspace('rgb16')
    .png()
    .toBuffer();
export const halfWebp = async (size: Picture): Promise<Buffer> =>
  sharp(await halved(size))
    .webp({ quality: 95 })
    .toBuffer();
export const halfAvif = async (size: Picture): Promise<Buffer> =>
  sharp(await halved(size))
    .avif({ effort: 0, quality: 90 })
    .toBuffer();
export const halfGif = async (size: Picture): Promise<Buffer> =>
  sharp(await halved(size))
    .gif({ effort: 1 })
    .toBuffer();
export const halfTiff = async (size: Picture): Promise<Buffer> =>
  sharp(await halved(size))
    .tiff({ compression: 'lzw' })
    .toBuffer();

export const greyJpeg = (size: Picture): Promise<Buffer> =>
  quarters(size).toColourspace('b-w').jpeg({ quality: 95 }).toBuffer();
export const plainCmykJpeg = (size: Picture): Promise<Buffer> =>
  quarters(size).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
export const cmykTiff = (size: Picture): Promise<Buffer> =>
  quarters(size).toColourspace('cmyk').tiff({ compression: 'lzw' }).toBuffer();
export const deepTiff = async (size: Picture): Promise<Buffer> =>
  sharp(await deepPng(size))
    .toColourspace('rgb16')
    .tiff({ compression: 'lzw' })
    .toBuffer();

/** A TIFF of that many channels without a meaning. */
export function manyChannels(size: Picture, channels: number): Promise<Buffer> {
  const bands = Array.from({ length: channels - 3 }, () => Buffer.alloc(size.width * size.height, 128));
  return quarters(size)
    .joinChannel(bands, { raw: { ...size, channels: 1 } })
    .tiff({ compression: 'lzw' })
    .toBuffer();
}
