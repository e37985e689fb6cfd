import { AppFailure } from '../../shared/app-error.ts';
import type { ListedObject } from './bucket.ts';
import { type BucketContext, requestContext } from './bucket-context.ts';
import { OrderLost } from './key-range.ts';
import { fetchPage, listPages } from './listing.ts';
import { listInParallel } from './parallel-listing.ts';
import { isUnknownToServer } from './refusals.ts';

interface WholeListingOptions {
  signal: AbortSignal;
  /** All pages so far are void, and what follows begins anew: see `Bucket.listAll`. */
  onRestart?: () => void | Promise<void>;
}

/**
 * Pages of a whole prefix, in no order, by many requests at a time where the server begins lists where it is told to.
 * Throws as `listPages` does.
 */
export function listWhole(
  bucket: BucketContext,
  prefix: string,
  { signal, ...options }: WholeListingOptions,
): AsyncGenerator<ListedObject[]> {
  const { endpoint, memory } = bucket.features;
  const inOneStream = () => listPages(bucket, { prefix }, signal);
  if (memory.features(endpoint).startAfter === false) return inOneStream();
  return listInParallel(
    {
      prefix,
      page: async (from, { signal: ended, onThrottled }) => {
        try {
          return await fetchPage(bucket, requestContext(bucket, 'list', null, ended), { prefix, ...from, onThrottled });
        } catch (thrown) {
          const isUnknown = thrown instanceof AppFailure && isUnknownToServer(thrown.error);
          if (!isUnknown || from.startAfter === undefined) throw thrown;
          throw new OrderLost('a server that knows no start-after', { ignoresStart: true });
        }
      },
      inOneStream,
      onStartAfter: (works) => memory.learn(endpoint, { startAfter: works }),
      stuck: () =>
        new AppFailure({ code: 'not-s3', endpoint: bucket.endpointLabel, detail: 'a list that does not advance' }),
    },
    { signal, ...options },
  );
}
