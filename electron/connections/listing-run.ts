import { type AppError, toAppError } from '../../shared/app-error.ts';
import type { ListingStatus } from '../../shared/pictures.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { runListing } from '../catalogue/listing.ts';
import type { Bucket } from '../s3/bucket.ts';
import { orAbort } from '../s3/or-abort.ts';

/** A window shows progress well at this pace; more often only costs. */
const STATUS_INTERVAL_MS = 250;

interface ListingRun {
  status(): ListingStatus;
  /** Lists the bucket anew, after `before` where that is given; does nothing while a listing runs or is to run. */
  refresh(before?: Promise<void>): void;
  stop(): Promise<void>;
}

/** Keeps one connection's catalogue up to date and tells how far it is. The listing itself never throws at the caller. */
export function createListingRun(options: {
  connectionId: string;
  bucket: Bucket;
  catalogue: Catalogue;
  onStatus(status: ListingStatus): void;
}): ListingRun {
  const { connectionId, bucket, catalogue, onStatus } = options;
  let status: ListingStatus = { connectionId, state: 'complete', objects: 0, groups: 0, error: null };
  let running: { done: Promise<void>; controller: AbortController } | null = null;
  let lastTold = 0;

  const tell = (state: ListingStatus['state'], counts: { objects: number; groups: number }, error: AppError | null) => {
    status = { connectionId, state, ...counts, error };
    const now = Date.now();
    if (state === 'listing' && now - lastTold < STATUS_INTERVAL_MS) return;
    lastTold = now;
    onStatus(status);
  };

  const run = async (signal: AbortSignal, before: Promise<void> | undefined): Promise<void> => {
    lastTold = 0;
    tell('listing', { objects: 0, groups: (await catalogue.counts()).groups }, null);
    try {
      if (before !== undefined) await orAbort(before, signal);
      await runListing(bucket, catalogue, { signal, onStatus: (counts) => tell('listing', counts, null) });
      tell('complete', await catalogue.counts(), null);
    } catch (thrown) {
      if (!signal.aborted) tell('failed', await catalogue.counts(), toAppError(thrown));
    }
  };

  return {
    status: () => status,
    refresh(before) {
      if (running !== null) return;
      const controller = new AbortController();
      const done = run(controller.signal, before).finally(() => {
        running = null;
      });
      running = { done, controller };
    },
    async stop() {
      running?.controller.abort();
      await running?.done;
    },
  };
}
