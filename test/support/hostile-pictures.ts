/** Files that look like pictures and are not quite: cut off, changed by chance from a seed, or made to do harm. */
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { cameraBlock, withIptc, withMetadata } from './camera-exif.ts';
import * as stored from './colour-pictures.ts';
import * as pictures from './pictures.ts';

export interface HostileFile {
  name: string;
  content: Buffer;
  /** The whole file that this is the start of; null for all others. */
  cutFrom: Buffer | null;
}

const size = { width: 72, height: 54 };

/** Numbers below `limit`, the same from the same seed. */
export function chances(seed: number): (limit: number) => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Intact files: every format, in the ways that its decoder has. */
export async function intactPictures(): Promise<Record<string, Buffer>> {
  const plain = () => pictures.quarters(size);
  const thumbnail = await pictures.jpeg({ width: 16, height: 12 });
  const animated = await pictures.animatedWebp(size);
  return {
    'plain.jpg': await pictures.jpeg(size),
    'progressive.jpg': await plain().jpeg({ progressive: true }).toBuffer(),
    'camera.jpg': withIptc(
      withMetadata(await pictures.wideGamutJpeg(size), cameraBlock(size, 6, thumbnail)),
      thumbnail,
    ),
    'cmyk.jpg': await stored.plainCmykJpeg(size),
    'grey.jpg': await stored.greyJpeg(size),
    'plain.png': await pictures.png(size),
    'interlaced.png': await plain().png({ progressive: true }).toBuffer(),
    'deep.png': await stored.deepWidePng(size),
    'palette.png': await stored.halfPalettePng(size),
    'grey.png': await stored.halfGreyPng(size),
    'camera.png': await sharp(withMetadata(await pictures.jpeg(size), cameraBlock(size, 1, thumbnail)))
      .keepExif()
      .keepXmp()
      .png()
      .toBuffer(),
    'plain.webp': await pictures.webp(size),
    'lossless.webp': await plain().webp({ lossless: true }).toBuffer(),
    'alpha.webp': await stored.halfWebp(size),
    'animated.webp': animated,
    'plain.gif': await pictures.gif(size),
    'alpha.gif': await stored.halfGif(size),
    'animated.gif': await pictures.animatedGif(size),
    'lzw.tiff': await plain().tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer(),
    'jpeg.tiff': await plain().tiff({ compression: 'jpeg' }).toBuffer(),
    'tiled.tiff': await plain()
      .tiff({ compression: 'deflate', tile: true, tileWidth: 32, tileHeight: 32, pyramid: true })
      .toBuffer(),
    'big.tiff': await plain().tiff({ compression: 'packbits', bigtiff: true }).toBuffer(),
    'deep.tiff': await stored.deepTiff(size),
    'plain.avif': await pictures.avif(size),
    'alpha.avif': await stored.halfAvif(size),
  };
}

/** Numbers that lengths, counts and offsets do not expect. */
const extremes = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

type Mutation = (content: Buffer, chance: (limit: number) => number) => Buffer;

/** Where a change does the most: half of them go to the start, where the headers are. */
const somewhere = (content: Buffer, chance: (limit: number) => number): number =>
  chance(2) === 0 ? chance(Math.min(content.length, 256)) : chance(content.length);

const mutations: readonly Mutation[] = [
  (content, chance) => {
    for (let flips = 1 + chance(8); flips > 0; flips -= 1) {
      const at = somewhere(content, chance);
      content[at] = (content[at] ?? 0) ^ (1 << chance(8));
    }
    return content;
  },
  (content, chance) => {
    const at = Math.min(somewhere(content, chance), content.length - 4);
    const value = extremes[chance(extremes.length)] ?? 0;
    if (chance(2) === 0) content.writeUInt32BE(value, at);
    else content.writeUInt32LE(value, at);
    return content;
  },
  (content, chance) => {
    const at = Math.min(somewhere(content, chance), content.length - 2);
    content.writeUInt16BE((extremes[chance(extremes.length)] ?? 0) & 0xffff, at);
    return content;
  },
  (content, chance) => {
    const at = somewhere(content, chance);
    return content.fill(chance(2) * 255, at, Math.min(content.length, at + 1 + chance(64)));
  },
  (content, chance) => {
    const at = somewhere(content, chance);
    return Buffer.concat([content.subarray(0, at), content.subarray(at + 1 + chance(40))]);
  },
  (content, chance) => {
    const at = somewhere(content, chance);
    const piece = content.subarray(at, at + 1 + chance(200));
    return Buffer.concat([
      content.subarray(0, at),
      ...Array.from({ length: 1 + chance(40) }, () => piece),
      content.subarray(at),
    ]);
  },
  (content, chance) => {
    const from = somewhere(content, chance);
    const to = somewhere(content, chance);
    content.copy(content, to, from, from + 1 + chance(64));
    return content;
  },
  (content, chance) => {
    const noise = Buffer.from(Array.from({ length: 1 + chance(500) }, () => chance(256)));
    return chance(2) === 0
      ? Buffer.concat([content, noise])
      : Buffer.concat([content.subarray(0, chance(content.length)), noise]);
  },
];

/** Files changed by chance: `each` of every intact one, all from `seed`. */
export function mutated(intact: Readonly<Record<string, Buffer>>, each: number, seed: number): HostileFile[] {
  return Object.entries(intact).flatMap(([name, content], place) =>
    Array.from({ length: each }, (_, index) => {
      const chance = chances(seed * 1_000_003 + place * 1009 + index);
      const mutation = mutations[index % mutations.length] ?? Buffer.from;
      const changed = mutation(Buffer.from(content), chance);
      return { name: `seed-${seed}-${index}-${name}`, content: changed, cutFrom: null };
    }),
  );
}

/** Shares of a file at which it is cut off. */
const cuts = [0.02, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95, 0.99];

export const truncations = (intact: Readonly<Record<string, Buffer>>): HostileFile[] =>
  Object.entries(intact).flatMap(([name, content]) => [
    ...cuts.map((share) => ({
      name: `cut-${share}-${name}`,
      content: pictures.truncated(content, share),
      cutFrom: content,
    })),
    { name: `cut-last-byte-${name}`, content: content.subarray(0, content.length - 1), cutFrom: content },
  ]);

/** Behind a PNG's signature and header. */
const AFTER_HEADER = 33;
const inserted = (png: Buffer, chunk: Buffer): Buffer =>
  Buffer.concat([png.subarray(0, AFTER_HEADER), chunk, png.subarray(AFTER_HEADER)]);

/** A GIF whose screen is as large as can be, in frames of a pixel each. */
function wideScreenGif(frames: number): Buffer {
  const content = pictures.repeatedGif(frames);
  content.writeUInt16LE(0xffff, 6);
  content.writeUInt16LE(0xffff, 8);
  return content;
}

/** A TIFF whose directories point to each other for ever (TIFF 6.0, section 2). */
function loopingTiff(intact: Buffer): Buffer {
  const content = Buffer.from(intact);
  const first = content.readUInt32LE(4);
  content.writeUInt32LE(first, first + 2 + content.readUInt16LE(first) * 12);
  return content;
}

const BOMB_BYTES = 64 * 1024 * 1024;

/** Files that are made to take memory or time, to be taken for something else, or to mislead what reads metadata. */
export async function bombs(intact: Readonly<Record<string, Buffer>>): Promise<HostileFile[]> {
  const png = await pictures.png(size);
  const jpeg = await pictures.jpeg(size);
  const lzw = intact['lzw.tiff'] ?? png;
  const zeros = deflateSync(Buffer.alloc(BOMB_BYTES));
  const text = (start: string) => Buffer.from(start, 'latin1');
  const thumbnail = await pictures.jpeg({ width: 16, height: 12 });
  const wildExif = cameraBlock(size, 6, thumbnail);
  wildExif.writeUInt16LE(0xffff, 8);
  const loopingExif = cameraBlock(size, 6, thumbnail);
  loopingExif.writeUInt32LE(8, 10 + loopingExif.readUInt16LE(8) * 12);
  const deep = `${'<a>'.repeat(9000)}${'</a>'.repeat(9000)}`;
  const files: Record<string, Buffer> = {
    'pixel-bomb.png': await pictures.boastingPng({ width: 60_000, height: 60_000 }),
    'row-bomb.png': await pictures.boastingPng({ width: 2 ** 31 - 1, height: 1 }),
    'blank-64-megapixels.png': pictures.blankPng({ width: 8000, height: 8000 }),
    'interlaced-bomb.png': pictures.blankPng({ width: 15_000, height: 15_000 }, { interlaced: true }),
    'wide-bomb.png': pictures.blankPng({ width: 300_000, height: 300 }),
    'profile-bomb.png': inserted(png, pictures.pngChunk('iCCP', Buffer.concat([text('x\0\0'), zeros]))),
    'text-bomb.png': inserted(png, pictures.pngChunk('zTXt', Buffer.concat([text('x\0\0'), zeros]))),
    'xmp-bomb.png': inserted(
      png,
      pictures.pngChunk('iTXt', Buffer.concat([text('XML:com.adobe.xmp\0\x01\0\0\0'), zeros])),
    ),
    'many-chunks.png': inserted(
      png,
      Buffer.concat(Array.from({ length: 20_000 }, () => pictures.pngChunk('tEXt', text('a\0b')))),
    ),
    'frames-bomb.gif': pictures.repeatedGif(5000),
    'screen-bomb.gif': wideScreenGif(900),
    'endless.tiff': loopingTiff(lzw),
    'wild-exif.jpg': withMetadata(jpeg, wildExif),
    'looping-exif.jpg': withMetadata(jpeg, loopingExif),
    'deep-xmp.jpg': withMetadata(jpeg, cameraBlock(size, 1, thumbnail), deep),
    'open-xmp.jpg': withMetadata(jpeg, cameraBlock(size, 1, thumbnail), '<!--'.repeat(9000)),
    'entity-xmp.jpg': withMetadata(jpeg, cameraBlock(size, 1, thumbnail), '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    'bands.tiff': await stored.manyChannels(size, 40),
    'svg.png': pictures.svg,
    'bomb-svg.png': text(`<!DOCTYPE svg [<!ENTITY a "${'x'.repeat(999)}">]><svg xmlns="http://www.w3.org/2000/svg"/>`),
    'heic.jpg': pictures.brandedFile('heic', ['mif1']),
    'heic-as-avif.avif': pictures.brandedFile('avif', ['mif1', 'heic']),
    'vips.png': text('\x08\xf2\xa6\xb6'.padEnd(4000, '\0')),
    'pdf.png': text('%PDF-1.7\n1 0 obj\n'),
    'postscript.tiff': text('%!PS-Adobe-3.0\nshowpage\n'),
    'page.gif': text('<!doctype html><img src=x>'),
    'archive.webp': text('PK\x03\x04'.padEnd(200, '\0')),
    'empty.png': Buffer.alloc(0),
    'one-byte.jpg': text('\xff'),
    'signature-only.png': text('\x89PNG\r\n\x1a\n'),
    'signature-only.gif': text('GIF89a'),
    'signature-only.webp': text('RIFF\x04\0\0\0WEBP'),
    'zeros.tiff': Buffer.concat([text('II*\0\x08\0\0\0'), Buffer.alloc(4000)]),
    'all-ones.tiff': Buffer.concat([text('II*\0\x08\0\0\0'), Buffer.alloc(4000, 0xff)]),
    'jpeg-in-png.png': Buffer.concat([png.subarray(0, AFTER_HEADER), jpeg]),
    'two-pictures.jpg': Buffer.concat([jpeg, jpeg]),
  };
  return Object.entries(files).map(([name, content]) => ({ name, content, cutFrom: null }));
}
