import sharp, { type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { heightAtWidth, THUMBNAIL_SIDE } from '../../shared/variant-plan.ts';
import { encodeThumbnail, encodeVariant, type VariantEffort } from './encoders.ts';
import { MAX_STRIP_WIDTH } from './limits.ts';
import { decodeSource, type Source } from './source.ts';
import type { Brightness } from './texture.ts';

/** ThumbHash takes at most this many pixels a side. */
const THUMBHASH_SIDE = 100;
/** Texture is judged by this many pixels a side: enough to tell sky from leaves. */
const BRIGHTNESS_SIDE = 256;
/**
 * How all the pixels of a source become fewer. Against sharp's own choice (lanczos3) it takes a fifth less of the decode, and
 * the pictures take 4 % fewer bytes for an SSIM of 0.001 less; the steps from level to level are cheap and keep lanczos3.
 */
const FIRST_KERNEL = 'cubic';

/** One decoded still picture in memory, upright, 8 bit. */
export interface Level {
  content: Buffer;
  width: number;
  height: number;
  /** Pixels as they are; or an uncompressed TIFF, which costs a little more and, unlike them, carries an ICC profile. */
  form: { kind: 'pixels'; channels: 1 | 2 | 3 | 4 } | { kind: 'with-profile' };
}

/** Pixels of the shorter side. */
export const shortSide = (level: { width: number; height: number }): number => Math.min(level.width, level.height);

/** The width to decode to: the widest one wanted, and enough for a thumbnail; never more than the source has. */
function baseWidth(source: { width: number; height: number }, widest: number): number {
  const forThumbnail = Math.ceil(source.width * Math.min(1, THUMBNAIL_SIDE / shortSide(source)));
  return Math.min(source.width, Math.max(widest, Math.min(forThumbnail, MAX_STRIP_WIDTH)));
}

const asStored = ({ content, width, height, form }: Level): Sharp =>
  form.kind === 'pixels' ? sharp(content, { raw: { width, height, channels: form.channels } }) : sharp(content);

const opened = (level: Level): Sharp =>
  level.form.kind === 'with-profile' ? asStored(level).keepIccProfile() : asStored(level);

/** Ends a picture as a level; `keepsProfile` where it was told to keep the one it has. */
export async function levelOf(picture: Sharp, keepsProfile: boolean): Promise<Level> {
  const ended = keepsProfile ? picture.tiff({ compression: 'none' }) : picture.raw();
  const { data, info } = await ended.toBuffer({ resolveWithObject: true });
  const form: Level['form'] = keepsProfile
    ? { kind: 'with-profile' }
    : { kind: 'pixels', channels: info.channels as 1 | 2 | 3 | 4 };
  return { content: data, width: info.width, height: info.height, form };
}

/** Decodes the source's first frame once, as small as `widest` and a thumbnail allow (shrunk while loading). */
export async function decodeLevel(source: Source, widest: number): Promise<Level> {
  const width = baseWidth(source.facts, widest);
  const height = width === source.facts.width ? source.facts.height : heightAtWidth(source.facts, width);
  const picture = decodeSource(source, { animated: false, profile: 'as-source' });
  if (width < source.facts.width) picture.resize({ width, height, fit: 'fill', kernel: FIRST_KERNEL });
  return levelOf(picture, source.keepsProfile);
}

/** The level itself, or a smaller one made from it. */
export async function scaleDown(level: Level, width: number, height: number): Promise<Level> {
  if (level.width === width && level.height === height) return level;
  return levelOf(opened(level).resize({ width, height, fit: 'fill' }), level.form.kind === 'with-profile');
}

/** The level as a stored width: WebP, its profile kept. */
export const levelVariant = (level: Level, effort: VariantEffort): Promise<Buffer> =>
  encodeVariant(opened(level), effort).toBuffer();

/** The whole level as brightness, at most 256 pixels a side. */
export async function levelBrightness(level: Level): Promise<Brightness> {
  const { data, info } = await asStored(level)
    .resize(BRIGHTNESS_SIDE, BRIGHTNESS_SIDE, { fit: 'inside', withoutEnlargement: true })
    .removeAlpha()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { content: data, width: info.width, height: info.height };
}

/** The level's middle as a square WebP in sRGB, enlarged where it is smaller. */
export const levelThumbnail = (level: Level): Promise<Buffer> =>
  encodeThumbnail(asStored(level).resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'cover' })).toBuffer();

/** The ThumbHash of the whole level, base64. */
export async function levelThumbhash(level: Level): Promise<string> {
  const { data, info } = await asStored(level)
    .resize(THUMBHASH_SIDE, THUMBHASH_SIDE, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}
