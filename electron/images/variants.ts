import { posix } from 'node:path';
import { type AppError, AppFailure, toAppError } from '../../shared/app-error.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import type { Catalogue, StoredVariant } from '../catalogue/catalogue.ts';
import { forgettingVanished } from '../catalogue/forgetting-vanished.ts';
import { namedAs } from '../pipeline/failures.ts';
import { MAX_SOURCE_BYTES } from '../pipeline/limits.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket } from '../s3/bucket.ts';
import { type Downloads, type WantedObject, wantedVariant } from '../transfers/downloads.ts';
import { SHOWN_AS_IT_IS_BYTES, showFile } from './show-file.ts';
import { type ShownVariant, showBody } from './shown-body.ts';

export interface Variants {
  /**
   * A stored variant in a form that the page can show: as it is stored, or converted to WebP. It comes from the local
   * copy that a save of it takes too, or straight from the bucket where the disk keeps none. Throws `AppFailure`:
   * `unknown-group` (also for a size that the group lacks), `key-vanished` (the catalogue has forgotten the key then),
   * `image-too-large`, and what reading the bucket and the pipeline throw.
   */
  variant(groupId: number, size: VariantSize, signal: AbortSignal): Promise<ShownVariant>;
}

interface VariantParts {
  connectionId: string;
  bucket: Pick<Bucket, 'get' | 'getFile' | 'head'>;
  catalogue: Pick<Catalogue, 'group' | 'variants' | 'removeKeys'>;
  pipeline: Pick<Pipeline, 'convert' | 'inspect'>;
  downloads: Downloads;
  tempFolder: string;
}

const nameOf = ({ key }: StoredVariant): string => posix.basename(key);

/** Only of an object whose width its key does not tell: a look costs a turn in the image host. */
async function pixelsOf({ size }: StoredVariant, path: string, parts: VariantParts, signal: AbortSignal) {
  if (size !== 'original') return null;
  try {
    const { width, height } = await parts.pipeline.inspect(path, { signal });
    return width * height;
  } catch {
    signal.throwIfAborted();
    // The page may still show of it what there is.
    return null;
  }
}

async function showFromDisk(source: StoredVariant, wanted: WantedObject, parts: VariantParts, signal: AbortSignal) {
  const copy = await parts.downloads.get(parts.bucket, wanted, { signal });
  try {
    const pixels = copy.bytes > SHOWN_AS_IT_IS_BYTES ? null : await pixelsOf(source, copy.path, parts, signal);
    return await showFile({ ...copy, pixels, name: nameOf(source) }, { ...parts, copyFormat: 'webp' }, signal);
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
