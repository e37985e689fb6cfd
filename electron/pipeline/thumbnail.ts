import { decodingFailure } from './failures.ts';
import { atOnce, type TakeTurn } from './large-pictures.ts';
import { decodeLevel, levelThumbhash, levelThumbnail } from './level.ts';
import type { MadeThumbnail } from './pipeline.ts';
import { readSource } from './source.ts';

/** A 200 x 200 WebP in sRGB of a picture's first frame, cover crop, and its ThumbHash. Throws what `readSource` throws. */
export async function makeThumbnail(path: string, inTurn: TakeTurn = atOnce): Promise<MadeThumbnail> {
  const source = await readSource(path);
  try {
    const level = await inTurn(source.facts, () => decodeLevel(source, 0));
    const [content, thumbhash] = await Promise.all([levelThumbnail(level), levelThumbhash(level)]);
    return { content, thumbhash };
  } catch (thrown) {
    throw decodingFailure(thrown, source.name);
  }
}
