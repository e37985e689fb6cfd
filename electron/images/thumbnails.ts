import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { posix } from 'node:path';
import PQueue from 'p-queue';
import { type AppError, AppFailure, toAppError } from '../../shared/app-error.ts';
import { imageFormats } from '../../shared/image-format.ts';
import type { Catalogue, StoredVariant } from '../catalogue/catalogue.ts';
import { forgettingVanished } from '../catalogue/forgetting-vanished.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket } from '../s3/bucket.ts';
import { SharedWork } from '../shared-work.ts';
import { shownAs, storedFormat } from './shown-format.ts';
import { withFetched } from './temporary-object.ts';
import type { CachedThumbnail, ThumbnailCache } from './thumbnail-cache.ts';

/** GETs of thumbnails in flight, well under the sockets of one client. */
const FETCHES = 12;
/** A stored thumbnail has some 10 KB; what is far over that is not one. */
const MAX_THUMBNAIL_BYTES = 4 * 1024 * 1024;
/** The largest object that is fetched only to show a small picture of it. */
export const MAX_MADE_FROM_BYTES = 64 * 1024 * 1024;
/** How many objects that make no thumbnail are remembered, so that they are not fetched again and again. */
const REMEMBERED_REFUSALS = 10_000;

export interface Thumbnail {
  content: Buffer;
  contentType: string;
}

export interface Thumbnails {
  /**
   * A group's thumbnail: cached, stored, or made here from its smallest variant. Throws `AppFailure`: `unknown-group`,
   * `key-vanished` (the catalogue has forgotten the key then), `image-too-large`, what reading the bucket and the
   * pipeline throw, and `cancelled` when `signal` aborts.
   */
  thumbnail(groupId: number, signal: AbortSignal): Promise<Thumbnail>;
}

export interface ThumbnailParts {
  bucket: Pick<Bucket, 'name' | 'endpoint' | 'getBytes' | 'getFile'>;
  catalogue: Pick<Catalogue, 'variants' | 'learn' | 'removeKeys'>;
  cache: ThumbnailCache;
  pipeline: Pick<Pipeline, 'thumbnail'>;
  /** For objects on their way into the pipeline. */
  tempFolder: string;
  /** A group's name or facts became known. */
  onLearnt(groupId: number): void;
}

const widthOf = ({ size }: StoredVariant): number => (typeof size === 'number' ? size : Number.POSITIVE_INFINITY);

/** The thumbnail where there is one, else the variant that costs least to make one from. */
function chooseSource(variants: readonly StoredVariant[]): StoredVariant {
  const stored = variants.find(({ size }) => size === 'thumbnail');
  const [smallest] = variants.toSorted((one, other) => widthOf(one) - widthOf(other));
  const chosen = stored ?? smallest;
  if (chosen === undefined) throw new AppFailure({ code: 'unknown-group' });
  return chosen;
}

const lasting = new Set<AppError['code']>(['not-an-image', 'unsupported-image', 'damaged-image', 'image-too-large']);

class GroupThumbnails implements Thumbnails {
  readonly #parts: ThumbnailParts;
  readonly #shared = new SharedWork<CachedThumbnail>();
  readonly #fetches = new PQueue({ concurrency: FETCHES });
  /** Whole objects go through here: as many as the pipeline works on. */
  readonly #makings = new PQueue({ concurrency: availableParallelism() });
  readonly #refusals = new Map<string, AppError>();
  /** Those that the cache is just writing. */
  readonly #onTheirWay = new Map<string, CachedThumbnail>();
  #requests = 0;

  constructor(parts: ThumbnailParts) {
    this.#parts = parts;
  }

  async thumbnail(groupId: number, signal: AbortSignal): Promise<Thumbnail> {
    const source = chooseSource(await this.#parts.catalogue.variants(groupId));
    const id = this.#idOf(source);
    const refusal = this.#refusals.get(id);
    if (refusal !== undefined) throw new AppFailure(refusal);
    const thumbnail =
      this.#parts.cache.get(id) ??
      this.#onTheirWay.get(id) ??
      (await this.#shared.join(id, signal, (shared) => this.#obtain(id, source, shared)));
    if (await this.#parts.catalogue.learn(groupId, thumbnail.metadata)) this.#parts.onLearnt(groupId);
    return thumbnail;
  }

  /** Changes with the bytes, and differs between stores and between stored and made thumbnails. */
  #idOf({ key, etag, bytes, size }: StoredVariant): string {
    const { endpoint, name } = this.#parts.bucket;
    return createHash('sha256')
      .update(JSON.stringify([endpoint, name, key, etag, bytes, size]))
      .digest('hex');
  }

  async #obtain(id: string, source: StoredVariant, signal: AbortSignal): Promise<CachedThumbnail> {
    const stored = source.size === 'thumbnail';
    // The newest request goes first: it is for what is on the screen now.
    this.#requests += 1;
    const priority = this.#requests;
    try {
      const work = () => (stored ? this.#fetch(source, signal) : this.#make(source, signal));
      const queue = stored ? this.#fetches : this.#makings;
      const queued = () => queue.add(work, { priority, signal });
      const thumbnail = await forgettingVanished(this.#parts.catalogue, queued);
      void this.#keep(id, thumbnail);
      return thumbnail;
    } catch (thrown) {
      this.#noteRefusal(id, thrown);
      throw thrown;
    }
  }

  async #keep(id: string, thumbnail: CachedThumbnail): Promise<void> {
    this.#onTheirWay.set(id, thumbnail);
    await this.#parts.cache.put(id, thumbnail);
    this.#onTheirWay.delete(id);
  }

  async #fetch({ key }: StoredVariant, signal: AbortSignal): Promise<CachedThumbnail> {
    const { content, metadata } = await this.#parts.bucket.getBytes(key, { signal, maxBytes: MAX_THUMBNAIL_BYTES });
    const contentType = shownAs(storedFormat(content, posix.basename(key)));
    if (contentType !== null) return { content, contentType, metadata };
    throw new AppFailure({ code: 'unsupported-image', name: posix.basename(key), format: imageFormats.tiff.label });
  }

  #make(source: StoredVariant, signal: AbortSignal): Promise<CachedThumbnail> {
    const { bucket, pipeline, tempFolder } = this.#parts;
    return withFetched({ bucket, tempFolder, source, maxBytes: MAX_MADE_FROM_BYTES, signal }, async (path, head) => {
      const content = await pipeline.thumbnail(path, { signal });
      return { content, contentType: imageFormats.webp.mime, metadata: head.metadata };
    });
  }

  /** Keeps in mind an object that will never have a thumbnail. */
  #noteRefusal(id: string, thrown: unknown): void {
    const error = toAppError(thrown);
    if (!lasting.has(error.code)) return;
    if (this.#refusals.size >= REMEMBERED_REFUSALS) this.#refusals.clear();
    this.#refusals.set(id, error);
  }
}

/** The thumbnails of one open bucket. */
export const createThumbnails = (parts: ThumbnailParts): Thumbnails => new GroupThumbnails(parts);
