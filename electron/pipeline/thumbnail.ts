import { decodingFailure } from './failures.ts';
import { decodeLevel, levelThumbnail } from './level.ts';
import { readSource } from './source.ts';

/** A 200 x 200 WebP in sRGB of a picture's first frame, cover crop. Throws what `readSource` throws. */
export async function makeThumbnail(path: string): Promise<Buffer> {
  const source = await readSource(path);
  try {
    return await levelThumbnail(await decodeLevel(source, 0));
  } catch (thrown) {
    throw decodingFailure(thrown, source.name);
  }
}
