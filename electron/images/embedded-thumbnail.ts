import { rm, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { parseKey } from '../../shared/object-key.ts';
import type { StoredVariant } from '../catalogue/catalogue.ts';
import { temporaryIn } from '../files/write.ts';
import type { MadeThumbnail, Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket } from '../s3/bucket.ts';

/**
 * Cameras write EXIF, with its thumbnail, before the picture: a segment of it has at most 64 KB (Exif 2.32, section 4.5.4), and
 * what stands before and after it up to the picture's dimensions has room in as much again.
 */
export const HEAD_BYTES = 128 * 1024;
/** Endings of the formats that may begin with such a thumbnail; WebP has its EXIF at the end, PNG and GIF have no thumbnail. */
const withThumbnail: ReadonlySet<string> = new Set(['jpg', 'jpeg', 'jpe', 'jfif', 'tif', 'tiff', 'heic', 'heif']);

interface EmbeddedParts {
  bucket: Pick<Bucket, 'get'>;
  pipeline: Pick<Pipeline, 'embeddedThumbnail'>;
  /** For the object's start on its way into the pipeline. */
  tempFolder: string;
}

/** An object's start, and the user metadata that came with it. */
interface ObjectStart {
  content: Buffer;
  metadata: Readonly<Record<string, string>>;
}

/** Whether a look at the object's start may spare fetching all of it. */
export function mayHoldThumbnail({ key, bytes, size }: StoredVariant): boolean {
  if (size !== 'original' || bytes <= HEAD_BYTES) return false;
  const parsed = parseKey(key);
  return parsed.kind !== 'other' && withThumbnail.has(parsed.extension.toLowerCase());
}

/** The first {@link HEAD_BYTES} of an object, also from a server that does not know ranges. Throws what `Bucket.get` throws. */
export async function fetchStart(bucket: EmbeddedParts['bucket'], key: string, signal: AbortSignal) {
  const { body, metadata } = await bucket.get(key, { signal, range: { from: 0, to: HEAD_BYTES - 1 } });
  return { content: await firstBytes(body), metadata };
}

async function firstBytes(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

/** The thumbnail that a camera put into an object's start; null where there is none that shows the picture as it is. */
export async function readEmbedded(
  { pipeline, tempFolder }: EmbeddedParts,
  { content }: ObjectStart,
  signal: AbortSignal,
): Promise<MadeThumbnail | null> {
  const path = temporaryIn(tempFolder, '.part');
  try {
    await writeFile(path, content, { flag: 'wx', signal });
    return await pipeline.embeddedThumbnail(path, { signal });
  } finally {
    await rm(path, { force: true });
  }
}
