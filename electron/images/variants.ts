import { readFile, rm } from 'node:fs/promises';
import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { AppFailure, toAppError } from '../../shared/app-error.ts';
import { imageFormats } from '../../shared/image-format.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import type { Catalogue, StoredVariant } from '../catalogue/catalogue.ts';
import { temporaryIn } from '../files/write.ts';
import { MAX_SOURCE_BYTES } from '../pipeline/limits.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket } from '../s3/bucket.ts';
import { shownAs, storedFormat } from './shown-format.ts';
import { withFetched } from './temporary-object.ts';

/** Enough of an object's start to tell its format. */
const PEEKED_BYTES = 4096;
/** Objects over this are shown as a smaller copy, so that the page never decodes hundreds of megapixels. */
export const SHOWN_AS_IT_IS_BYTES = 32 * 1024 * 1024;
/** The width of such a copy: the widest screen's. */
const COPY_WIDTH = 3840;

/** A picture on its way to the page. */
export interface ShownVariant {
  body: ReadableStream<Uint8Array> | Buffer;
  contentType: string;
  bytes: number;
}

export interface Variants {
  /**
   * A stored variant in a form that the page can show: streamed as it is stored, or converted to WebP. Throws
   * `AppFailure`: `unknown-group` (also for a size that the group lacks), `key-vanished` (the catalogue has forgotten
   * the key then), and what reading the bucket and the pipeline throw.
   */
  variant(groupId: number, size: VariantSize, signal: AbortSignal): Promise<ShownVariant>;
}

export interface VariantParts {
  bucket: Pick<Bucket, 'get' | 'getFile'>;
  catalogue: Pick<Catalogue, 'variants' | 'removeKeys'>;
  pipeline: Pick<Pipeline, 'convert'>;
  tempFolder: string;
}

/** A body of which the start was read: the start, and all of it as a stream that ends the body when it is given up. */
interface Peeked {
  start: Buffer;
  whole(): ReadableStream<Uint8Array>;
}

async function peek(body: Readable): Promise<Peeked> {
  const chunks: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < PEEKED_BYTES) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    start = Buffer.concat([start, value]);
  }
  const whole = () =>
    new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(start),
      async pull(controller) {
        const { value, done } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      // At once, also while it waits for a chunk that may never come.
      cancel: () => void body.destroy(),
    });
  return { start, whole };
}

async function convertForPage(source: StoredVariant, parts: VariantParts, signal: AbortSignal): Promise<ShownVariant> {
  const { bucket, pipeline, tempFolder } = parts;
  return withFetched({ bucket, tempFolder, source, maxBytes: MAX_SOURCE_BYTES, signal }, async (inputPath) => {
    const outputPath = temporaryIn(tempFolder, '.webp');
    try {
      const request = { inputPath, outputPath, format: 'webp', quality: null, maxWidth: COPY_WIDTH } as const;
      await pipeline.convert(request, { signal });
      const body = await readFile(outputPath);
      return { body, contentType: imageFormats.webp.mime, bytes: body.length };
    } finally {
      await rm(outputPath, { force: true });
    }
  });
}

async function show(source: StoredVariant, parts: VariantParts, signal: AbortSignal): Promise<ShownVariant> {
  if (source.bytes > SHOWN_AS_IT_IS_BYTES) return convertForPage(source, parts, signal);
  const { body, bytes } = await parts.bucket.get(source.key, { signal });
  try {
    const { start, whole } = await peek(body);
    const contentType = shownAs(storedFormat(start, posix.basename(source.key)));
    if (contentType !== null) return { body: whole(), contentType, bytes };
  } catch (thrown) {
    body.destroy();
    throw thrown;
  }
  body.destroy();
  return convertForPage(source, parts, signal);
}

/** The variants of one open bucket, for the viewer. */
export function createVariants(parts: VariantParts): Variants {
  return {
    async variant(groupId, size, signal) {
      const variants = await parts.catalogue.variants(groupId);
      const source = variants.find((variant) => variant.size === size);
      if (source === undefined) throw new AppFailure({ code: 'unknown-group' });
      try {
        return await show(source, parts, signal);
      } catch (thrown) {
        if (toAppError(thrown).code === 'key-vanished') await parts.catalogue.removeKeys([source.key]);
        throw thrown;
      }
    },
  };
}
