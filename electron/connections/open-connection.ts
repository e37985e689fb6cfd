import type { ConnectionStatus, ConnectionSummary } from '../../shared/contract.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { createCatalogue } from '../catalogue/columnar-catalogue.ts';
import { createDeletedPictures, type DeletedPictures } from '../images/deleted-pictures.ts';
import type { ThumbnailCache } from '../images/thumbnail-cache.ts';
import { createThumbnails, type Thumbnails } from '../images/thumbnails.ts';
import { createVariants, type Variants } from '../images/variants.ts';
import type { Emit } from '../ipc/answer.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket } from '../s3/bucket.ts';
import type { Downloads } from '../transfers/downloads.ts';
import { createGiveWay, type GiveWay } from '../transfers/give-way.ts';
import { createPacedNotice } from '../transfers/paced-notice.ts';
import { createListingRun } from './listing-run.ts';
import type { LocalIndex } from './local-index.ts';
import type { WatchedBucket } from './open-bucket.ts';

/** Each change makes the window ask for its view again, so it is told of them no more often than this. */
const CHANGE_INTERVAL_MS = 300;
/** Names arrive with every thumbnail; the window gets them in bunches. */
const NAMES_INTERVAL_MS = 120;

/** One bucket that is open in the window, with all that main keeps of it. */
export interface OpenConnection {
  readonly summary: ConnectionSummary;
  bucket: Bucket;
  catalogue: Catalogue;
  thumbnails: Thumbnails;
  variants: Variants;
  deletedPictures: DeletedPictures;
  /** Where work of the background waits for what is looked at. */
  giveWay: GiveWay;
  /** A group's name became known: the window is told, in bunches. */
  nameLearnt(groupId: number): void;
  /** Names are others now: the window's views are to be made anew. */
  namesChanged(): void;
  /** What the window is told when it asks. */
  status(): ConnectionStatus;
  /** Lists the bucket anew, and tries again what was refused. */
  refresh(): void;
  /** Tries at once whether the server can be reached again. */
  tryNow(): void;
  /** The server can be reached again: a listing that broke off is taken up. */
  comeBack(): void;
  /** The bucket is in another region than was believed. */
  moveTo(region: string): void;
  /** Stops what runs for it and frees what it holds. */
  close(): Promise<void>;
}

/** What every open connection shares. */
export interface ConnectionParts {
  pipeline: Pipeline;
  cache: ThumbnailCache;
  downloads: Downloads;
  tempFolder: string;
  emit: Emit;
  /** Resolves once the window has its first pictures: what is kept is read whole and brought up to date from then on. At once where absent. */
  calm?: Promise<void>;
}

/**
 * Puts a bucket's catalogue, thumbnails and listing together and starts the first listing, which brings up to date
 * what was kept the last time, and is what shows whether the bucket is there still.
 */
export async function openConnection(
  opened: ConnectionSummary,
  { bucket, ...watched }: WatchedBucket,
  index: LocalIndex,
  { pipeline, cache, downloads, tempFolder, emit, calm }: ConnectionParts,
): Promise<OpenConnection> {
  const { connectionId } = opened;
  let summary = opened;
  const changes = createPacedNotice<null>(() => emit('catalogue/changed', { connectionId }), CHANGE_INTERVAL_MS);
  const catalogue = await createCatalogue({
    prefix: bucket.prefix,
    ...index,
    onChange: () => changes.tell(null),
    ...(calm === undefined ? {} : { calm }),
  });
  const nameLearnt = createNameNotice(catalogue, (names, nameless) =>
    emit('catalogue/names', { connectionId, names, nameless }),
  );
  const giveWay = createGiveWay(bucket);
  const pictureHost = giveWay.host(pipeline);
  const thumbnails = createThumbnails({
    connectionId,
    bucket: giveWay.pictures,
    catalogue,
    cache,
    pipeline: pictureHost,
    downloads,
    tempFolder,
    onLearnt: nameLearnt,
  });
  const variants = createVariants({
    connectionId,
    bucket: giveWay.pictures,
    catalogue,
    pipeline: pictureHost,
    downloads,
    tempFolder,
  });
  const listing = createListingRun({
    connectionId,
    bucket,
    catalogue,
    onStatus: (status) => emit('catalogue/listing', status),
  });
  const isKept = !watched.isProven && (await catalogue.counts()).groups > 0;
  listing.refresh(isKept ? calm : undefined);
  return {
    get summary() {
      return summary;
    },
    bucket,
    catalogue,
    thumbnails,
    variants,
    deletedPictures: createDeletedPictures(bucket),
    giveWay,
    nameLearnt,
    namesChanged: () => changes.tell(null),
    status: () => ({
      connection: summary,
      listing: listing.status(),
      abilities: watched.abilities(),
      network: watched.network(),
    }),
    refresh() {
      watched.resetAbilities();
      listing.refresh();
    },
    tryNow: watched.tryNow,
    comeBack() {
      if (listing.status().state === 'failed') listing.refresh();
    },
    moveTo(region) {
      summary = { ...summary, region };
    },
    async close() {
      await listing.stop();
      changes.flush();
      bucket.close();
      await catalogue.close();
    },
  };
}

/** Collects the groups whose name became known and tells them together. */
function createNameNotice(
  catalogue: Catalogue,
  tell: (names: { groupId: number; name: string }[], nameless: number) => void,
): (groupId: number) => void {
  const waiting = new Set<number>();
  const notice = createPacedNotice<null>(() => void deliver(), NAMES_INTERVAL_MS);
  const deliver = async (): Promise<void> => {
    const groupIds = [...waiting];
    waiting.clear();
    const known = await Promise.allSettled(groupIds.map((groupId) => catalogue.group(groupId)));
    const names = known.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (names.length === 0) return;
    const shown = names.map(({ groupId, name }) => ({ groupId, name }));
    tell(shown, await catalogue.nameless());
  };
  return (groupId) => {
    waiting.add(groupId);
    notice.tell(null);
  };
}
