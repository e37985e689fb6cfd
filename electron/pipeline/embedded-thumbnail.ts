import { readFile } from 'node:fs/promises';
import * as exifr from 'exifr';
import sharp, { type Sharp } from 'sharp';
import { levelOf, levelThumbhash, levelThumbnail } from './level.ts';
import { MAX_PIXELS } from './limits.ts';
import type { MadeThumbnail } from './pipeline.ts';
import { sniff } from './sniff.ts';

/** A smaller thumbnail says less than none; cameras write 160 x 120, of which a panorama fills a narrow strip. */
const MIN_SIDE = 80;
/** By how much the ratio of a thumbnail's sides may differ from the picture's: whole pixels of a small picture. */
const RATIO_TOLERANCE = 0.02;
/** The mean of a bar that a camera filled up with black, of 255; JPEG lets a little of the picture's edge into it. */
const DARK = 24;
/** Rows that JPEG blurs where a picture meets a bar. */
const BLURRED_PX = 1;

interface Size {
  width: number;
  height: number;
}

/** How an EXIF orientation's pixels become upright ones: mirrored or not, then turned clockwise (Exif 2.32, tag 274). */
const uprightBy: Readonly<Record<number, { turn: number; mirror: boolean }>> = {
  2: { turn: 0, mirror: true },
  3: { turn: 180, mirror: false },
  4: { turn: 180, mirror: true },
  5: { turn: 270, mirror: true },
  6: { turn: 90, mirror: false },
  7: { turn: 90, mirror: true },
  8: { turn: 270, mirror: false },
};

/**
 * The thumbnail that a camera put into a file, upright and as {@link MadeThumbnail}; `path` may hold only the file's start. Null
 * where there is none, where it is small, or where it does not show the whole picture.
 */
export async function embeddedThumbnail(path: string): Promise<MadeThumbnail | null> {
  const start = await readFile(path);
  try {
    return await readEmbedded(start);
  } catch {
    // What is cut off or damaged here may be whole in the whole file, which is looked at next.
    return null;
  }
}

/** Where the thumbnail lies, and its length (Exif 2.32, tags 513 and 514). */
const THUMBNAIL_TAGS = [0x0201, 0x0202];

/** Of its directory these two tags are read only: thousands of others may stand there, each as long as all of the file. */
async function findThumbnail(start: Buffer): Promise<Uint8Array | undefined> {
  const reader = new exifr.Exifr({ tiff: false, ifd1: { pick: THUMBNAIL_TAGS }, mergeOutput: false });
  await reader.read(start);
  return reader.extractThumbnail();
}

async function readEmbedded(start: Buffer): Promise<MadeThumbnail | null> {
  const found = await findThumbnail(start);
  if (found === undefined) return null;
  const thumbnail = Buffer.from(found);
  const sniffed = sniff(thumbnail);
  if (sniffed?.kind !== 'accepted' || sniffed.format !== 'jpeg') return null;
  const picture = await sharp(start, { limitInputPixels: false }).metadata();
  const { width, height } = await sharp(thumbnail, { limitInputPixels: MAX_PIXELS }).metadata();
  const part = pictureIn({ width, height }, picture);
  if (Math.min(part.width, part.height) < MIN_SIDE || !(await isDarkAround(thumbnail, { width, height }, part))) {
    return null;
  }
  const upright = uprightBy[(await exifr.orientation(start)) ?? 1] ?? { turn: 0, mirror: false };
  const level = await levelOf(cut(thumbnail, part).flop(upright.mirror).rotate(upright.turn), false);
  const [content, thumbhash] = await Promise.all([levelThumbnail(level), levelThumbhash(level)]);
  return { content, thumbhash };
}

/** The part of a thumbnail that has the picture's ratio: all of it, or the middle between two bars. */
function pictureIn(thumbnail: Size, picture: Size): Size & { left: number; top: number } {
  const ratio = picture.width / picture.height;
  const difference = thumbnail.width / thumbnail.height / ratio;
  if (Math.abs(difference - 1) <= RATIO_TOLERANCE) return { ...thumbnail, left: 0, top: 0 };
  const inner = (bars: number): number => Math.ceil(bars / 2) + BLURRED_PX;
  if (difference > 1) {
    const left = inner(thumbnail.width - thumbnail.height * ratio);
    return { left, top: 0, width: thumbnail.width - 2 * left, height: thumbnail.height };
  }
  const top = inner(thumbnail.height - thumbnail.width / ratio);
  return { left: 0, top, width: thumbnail.width, height: thumbnail.height - 2 * top };
}

const cut = (content: Buffer, part: Size & { left: number; top: number }): Sharp =>
  sharp(content, { limitInputPixels: MAX_PIXELS }).extract(part);

/** Whether what lies outside of the part is black: a thumbnail that is cropped or stretched shows another picture there. */
async function isDarkAround(content: Buffer, whole: Size, part: Size & { left: number; top: number }) {
  const before = { left: 0, top: 0 };
  const bars =
    part.left > 0
      ? [
          { ...before, width: part.left - BLURRED_PX, height: whole.height },
          { left: part.left + part.width + BLURRED_PX, top: 0, width: part.left - BLURRED_PX, height: whole.height },
        ]
      : [
          { ...before, width: whole.width, height: part.top - BLURRED_PX },
          { left: 0, top: part.top + part.height + BLURRED_PX, width: whole.width, height: part.top - BLURRED_PX },
        ];
  for (const bar of part.left + part.top > 0 ? bars : []) {
    const { channels } = await sharp(await cut(content, bar).png().toBuffer()).stats();
    if (channels.some(({ mean }) => mean > DARK)) return false;
  }
  return true;
}
