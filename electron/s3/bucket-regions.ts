import { setMaxListeners } from 'node:events';
import { SharedWork } from '../shared-work.ts';
import { findBucketRegion } from './bucket-region.ts';
import { endpointName } from './endpoint-features.ts';
import type { S3BucketOptions } from './s3-bucket.ts';

type Place = Pick<S3BucketOptions, 'endpoint' | 'name'>;

/** Where buckets are, for as long as the app runs: a bucket never moves. */
export interface BucketRegions {
  /** The region that is known of a bucket; null where none is. */
  known(place: Place): string | null;
  /** What a reply told, or what was shown to be right. */
  learn(place: Place, region: string): void;
  /** Asks S3 once, however many ask at a time; null where it does not say. Throws `cancelled` only. */
  find(options: S3BucketOptions, signal: AbortSignal): Promise<string | null>;
}

export function createBucketRegions(): BucketRegions {
  const regions = new Map<string, string>();
  const asking = new SharedWork<string | null>();
  const idOf = ({ endpoint, name }: Place): string => `${endpointName(endpoint)} ${name}`;
  const known = (place: Place): string | null => regions.get(idOf(place)) ?? null;
  return {
    known,
    learn: (place, region) => {
      regions.set(idOf(place), region);
    },
    async find(options, signal) {
      const found = known(options);
      if (found !== null) return found;
      // Many requests of one job may wait here: that is no leak.
      setMaxListeners(0, signal);
      return asking.join(idOf(options), signal, async (shared) => {
        const region = await findBucketRegion(options, shared);
        if (region !== null) regions.set(idOf(options), region);
        return region;
      });
    },
  };
}
