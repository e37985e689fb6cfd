import { availableParallelism } from 'node:os';
import { posix } from 'node:path';
import { type AppError, AppFailure, toAppError } from '../../shared/app-error.ts';
import { imageFormats } from '../../shared/image-format.ts';
import { encodeMetadata } from '../../shared/object-metadata.ts';
import type { Catalogue, StoredVariant } from '../catalogue/catalogue.ts';
import { forgettingVanished } from '../catalogue/forgetting-vanished.ts';
import { namedAs } from '../pipeline/failures.ts';
import type { MadeThumbnail, Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket } from '../s3/bucket.ts';
import { SharedWork } from '../shared-work.ts';
import { type Downloads, wantedVariant } from '../transfers/downloads.ts';
import { takeTurn } from '../turns.ts';
import { fetchStart, mayHoldThumbnail, readEmbedded } from './embedded-thumbnail.ts';
import { createRankedQueue, type RankedQueue } from './ranked-queue.ts';
import { shownAs, storedFormat } from './shown-format.ts';
import { ShownGroups } from './shown-groups.ts';
import type { CachedThumbnail, ThumbnailCache } from './thumbnail-cache.ts';
import { thumbnailId, thumbnailsOf } from './thumbnail-id.ts';

/** GETs of thumbnails in flight: a window's worth in two goes, well under the sockets of one client. */
const FETCHES = 24;
/** A stored thumbnail has some 10 KB; what is far over that is not one. */
const MAX_THUMBNAIL_BYTES = 4 * 1024 * 1024;
/** The window asks for a line that it does not show yet before those that it shows: time for these to come. */
const NEAR_WAITS_MS = 50;
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
  /** The groups in the window now, from its top to its bottom: their thumbnails go before all others. */
  show(groupIds: Uint32Array): void;
  /** Why a group has no thumbnail and will have none as it is stored now; null where that is not known. */
  refusal(groupId: number): Promise<AppError | null>;
}

interface ThumbnailParts {
  connectionId: string;
  bucket: Pick<Bucket, 'name' | 'endpoint' | 'get' | 'getBytes' | 'getFile' | 'head'>;
  catalogue: Pick<Catalogue, 'group' | 'variants' | 'learn' | 'removeKeys'>;
  cache: ThumbnailCache;
  pipeline: Pick<Pipeline, 'thumbnail' | 'embeddedThumbnail'>;
  /** Whole objects come from the copies that the viewer and a save take too. */
  downloads: Downloads;
  /** For the starts of objects on their way into the pipeline. */
  tempFolder: string;
  /** A group's name or facts became known. */
  onLearnt(groupId: number): void;
}

/** One thumbnail that is not here yet. */
interface Wanted {
  /** See `thumbnailId`. */
  id: string;
  groupId: number;
  source: StoredVariant;
  rank: () => number;
  signal: AbortSignal;
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

const nameOf = ({ key }: StoredVariant): string => posix.basename(key);

const lasting = new Set<AppError['code']>(['not-an-image', 'unsupported-image', 'damaged-image', 'image-too-large']);

class GroupThumbnails implements Thumbnails {
  readonly #parts: ThumbnailParts;
  readonly #bucketId: string;
  readonly #shared = new SharedWork<CachedThumbnail>();
  readonly #shown = new ShownGroups();
  readonly #fetches = createRankedQueue(FETCHES);
  /** Whole objects go through here: as many as the pipeline works on. */
  readonly #makings = createRankedQueue(availableParallelism());
  readonly #refusals = new Map<string, AppError>();
  /** Those that the cache is just writing. */
  readonly #onTheirWay = new Map<string, CachedThumbnail>();

  constructor(parts: ThumbnailParts) {
    this.#parts = parts;
    this.#bucketId = thumbnailsOf(parts.bucket);
  }

  async thumbnail(groupId: number, signal: AbortSignal): Promise<Thumbnail> {
    const source = chooseSource(await this.#parts.catalogue.variants(groupId));
    const id = thumbnailId(this.#bucketId, source);
    const refusal = this.#refusals.get(id);
    if (refusal !== undefined) throw new AppFailure(refusal);
    const thumbnail =
      this.#parts.cache.get(id) ??
      this.#onTheirWay.get(id) ??
      (await this.#shared.join(id, signal, (shared) => this.#obtain(id, groupId, source, shared)));
    this.#learn(groupId, thumbnail.metadata);
    return thumbnail;
  }

  show(groupIds: Uint32Array): void {
    this.#shown.show(groupIds);
  }

  async refusal(groupId: number): Promise<AppError | null> {
    const source = chooseSource(await this.#parts.catalogue.variants(groupId));
    return this.#refusals.get(thumbnailId(this.#bucketId, source)) ?? null;
  }

  /** No picture waits for it: a catalogue that is read from the disk still learns only when all of it was read. */
  #learn(groupId: number, metadata: CachedThumbnail['metadata']): void {
    const tell = (isNew: boolean): void => {
      if (isNew) this.#parts.onLearnt(groupId);
    };
    // What could not be kept is learnt again with the next request.
    this.#parts.catalogue.learn(groupId, metadata).then(tell, () => undefined);
  }

  async #obtain(id: string, groupId: number, source: StoredVariant, signal: AbortSignal): Promise<CachedThumbnail> {
    const wanted = { id, groupId, source, rank: this.#shown.ranking(groupId), signal };
    const obtain = () => (source.size === 'thumbnail' ? this.#fetch(wanted) : this.#make(wanted));
    try {
      if (this.#shown.isNear(groupId)) await this.#shown.untilShown(groupId, NEAR_WAITS_MS, signal);
      const thumbnail = await forgettingVanished(this.#parts.catalogue, obtain);
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

  async #fetch(wanted: Wanted): Promise<CachedThumbnail> {
    const { source, signal } = wanted;
    const { content, metadata } = await inTurn(this.#fetches, wanted, () =>
      this.#parts.bucket.getBytes(source.key, { signal, maxBytes: MAX_THUMBNAIL_BYTES }),
    );
    const contentType = shownAs(storedFormat(content, nameOf(source)));
    if (contentType !== null) return { content, contentType, metadata };
    throw new AppFailure({ code: 'unsupported-image', name: nameOf(source), format: imageFormats.tiff.label });
  }

  async #make(wanted: Wanted): Promise<CachedThumbnail> {
    try {
      return (await this.#makeFromStart(wanted)) ?? (await this.#makeFromWhole(wanted));
    } catch (thrown) {
      throw namedAs(nameOf(wanted.source), thrown);
    }
  }

  async #makeFromStart(wanted: Wanted): Promise<CachedThumbnail | null> {
    const { source, signal } = wanted;
    if (!mayHoldThumbnail(source)) return null;
    const start = await inTurn(this.#fetches, wanted, () => fetchStart(this.#parts.bucket, source.key, signal));
    const made = await readEmbedded(this.#parts, start, signal);
    return made === null ? null : toCached(made, start.metadata);
  }

  async #makeFromWhole(wanted: Wanted): Promise<CachedThumbnail> {
    const { groupId, source, signal } = wanted;
    if (source.bytes > MAX_MADE_FROM_BYTES) {
      throw new AppFailure({
        code: 'image-too-large',
        name: nameOf(source),
        limit: 'bytes',
        max: MAX_MADE_FROM_BYTES,
      });
    }
    return inTurn(this.#makings, wanted, async () => {
      const { bucket, catalogue, connectionId, downloads, pipeline } = this.#parts;
      const object = wantedVariant(connectionId, await catalogue.group(groupId), source);
      const copy = await downloads.get(bucket, object, { signal });
      try {
        return toCached(await pipeline.thumbnail(copy.path, { signal }), copy.metadata);
      } finally {
        copy.release();
      }
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

const inTurn = <T>(queue: RankedQueue, { id, rank, signal }: Wanted, work: () => Promise<T>): Promise<T> => {
  const unlessLeaving = async (): Promise<T> => {
    // A window that moves on gives up its pictures one by one: what goes with them is not worth a request any more. To
    // sign and send one is a stretch of work too.
    await takeTurn();
    signal.throwIfAborted();
    return work();
  };
  return queue.add(unlessLeaving, { id, rank, signal });
};

/** What the object says of itself goes before what was found out here. */
const toCached = ({ content, thumbhash }: MadeThumbnail, metadata: CachedThumbnail['metadata']): CachedThumbnail => ({
  content,
  contentType: imageFormats.webp.mime,
  metadata: { ...encodeMetadata({ thumbhash }), ...metadata },
});

/** The thumbnails of one open bucket. */
export const createThumbnails = (parts: ThumbnailParts): Thumbnails => new GroupThumbnails(parts);
