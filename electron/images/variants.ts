import { createReadStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { posix } from 'node:path';
import { finished } from 'node:stream';
import { type AppError, AppFailure, toAppError } from '../../shared/app-error.ts';
import { imageFormats } from '../../shared/image-format.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import type { Catalogue, StoredVariant } from '../catalogue/catalogue.ts';
import { forgettingVanished } from '../catalogue/forgetting-vanished.ts';
import { readFailure } from '../files/file-error.ts';
import { temporaryIn } from '../files/write.ts';
import { namedAs } from '../pipeline/failures.ts';
import { MAX_SOURCE_BYTES } from '../pipeline/limits.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket } from '../s3/bucket.ts';
import { type Download, type Downloads, type WantedObject, wantedVariant } from '../transfers/downloads.ts';
import { type ShownVariant, showBody } from './shown-body.ts';

/** Objects over this are shown as a smaller copy, so that the page never decodes hundreds of megapixels. */
export const SHOWN_AS_IT_IS_BYTES = 32 * 1024 * 1024;
/** The same for pictures of few bytes: what Chromium holds decoded takes 4 bytes a pixel. */
export const SHOWN_AS_IT_IS_PIXELS = 100_000_000;
/** The width of such a copy: the widest screen's. */
const COPY_WIDTH = 3840;

export interface Variants {
  /**
   * A stored variant in a form that the page can show: as it is stored, or converted to WebP. It comes from the local
   * copy that a save of it takes too, or straight from the bucket where the disk keeps none. Throws `AppFailure`:
   * `unknown-group` (also for a size that the group lacks), `key-vanished` (the catalogue has forgotten the key then),
   * `image-too-large`, and what reading the bucket and the pipeline throw.
   */
  variant(groupId: number, size: VariantSize, signal: AbortSignal): Promise<ShownVariant>;
}

export interface VariantParts {
  connectionId: string;
  bucket: Pick<Bucket, 'get' | 'getFile' | 'head'>;
  catalogue: Pick<Catalogue, 'group' | 'variants' | 'removeKeys'>;
  pipeline: Pick<Pipeline, 'convert' | 'inspect'>;
  downloads: Downloads;
  tempFolder: string;
}

const nameOf = ({ key }: StoredVariant): string => posix.basename(key);

/** Only of an object whose width its key does not tell: a look costs a turn in the image host. */
async function hasTooManyPixels({ size }: StoredVariant, path: string, parts: VariantParts, signal: AbortSignal) {
  if (size !== 'original') return false;
  try {
    const { width, height } = await parts.pipeline.inspect(path, { signal });
    return width * height > SHOWN_AS_IT_IS_PIXELS;
  } catch {
    signal.throwIfAborted();
    // The page may still show of it what there is.
    return false;
  }
}

async function convertForPage(inputPath: string, parts: VariantParts, signal: AbortSignal): Promise<ShownVariant> {
  const outputPath = temporaryIn(parts.tempFolder, '.webp');
  try {
    const made = { format: 'webp', quality: null, maxWidth: COPY_WIDTH, metadata: 'none' } as const;
    const request = { inputPath, outputPath, ...made };
    await parts.pipeline.convert(request, { signal });
    const body = await readFile(outputPath);
    return { body, contentType: imageFormats.webp.mime, bytes: body.length };
  } finally {
    await rm(outputPath, { force: true });
  }
}

async function showCopy(source: StoredVariant, copy: Download, parts: VariantParts, signal: AbortSignal) {
  if (copy.bytes <= SHOWN_AS_IT_IS_BYTES && !(await hasTooManyPixels(source, copy.path, parts, signal))) {
    const body = createReadStream(copy.path);
    const shown = await showBody(body, copy.bytes, nameOf(source)).catch((thrown: unknown) => {
      throw readFailure(thrown, copy.path);
    });
    if (shown !== null) {
      // However it ends: read to the end, given up by the page, or failed.
      finished(body, () => copy.release());
      return shown;
    }
  }
  const converted = await convertForPage(copy.path, parts, signal);
  copy.release();
  return converted;
}

async function showFromDisk(source: StoredVariant, wanted: WantedObject, parts: VariantParts, signal: AbortSignal) {
  const copy = await parts.downloads.get(parts.bucket, wanted, { signal });
  try {
    return await showCopy(source, copy, parts, signal);
  } catch (thrown) {
    copy.release();
    throw namedAs(nameOf(source), thrown);
  }
}

/** What a disk says that is full or refuses: looking at a picture needs none. */
const diskFailures = new Set<AppError['code']>(['disk-full', 'not-writable', 'file-not-found', 'not-readable']);

async function show(source: StoredVariant, wanted: WantedObject, parts: VariantParts, signal: AbortSignal) {
  if (source.bytes > MAX_SOURCE_BYTES) {
    throw new AppFailure({ code: 'image-too-large', name: nameOf(source), limit: 'bytes', max: MAX_SOURCE_BYTES });
  }
  try {
    return await showFromDisk(source, wanted, parts, signal);
  } catch (thrown) {
    if (source.bytes > SHOWN_AS_IT_IS_BYTES || !diskFailures.has(toAppError(thrown).code)) throw thrown;
    const { body, bytes } = await parts.bucket.get(source.key, { signal });
    const shown = await showBody(body, bytes, nameOf(source));
    if (shown === null) throw thrown;
    return shown;
  }
}

/** The variants of one open bucket, for the viewer. */
export function createVariants(parts: VariantParts): Variants {
  const { connectionId, catalogue } = parts;
  return {
    async variant(groupId, size, signal) {
      const [group, variants] = await Promise.all([catalogue.group(groupId), catalogue.variants(groupId)]);
      const source = variants.find((variant) => variant.size === size);
      if (source === undefined) throw new AppFailure({ code: 'unknown-group' });
      const wanted = wantedVariant(connectionId, group, source);
      return forgettingVanished(catalogue, () => show(source, wanted, parts, signal));
    },
  };
}
