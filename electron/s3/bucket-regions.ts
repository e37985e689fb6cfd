import { SharedWork } from '../shared-work.ts';
import { endpointName } from './endpoint-features.ts';
import type { S3BucketOptions } from './s3-bucket.ts';

type Place = Pick<S3BucketOptions, 'endpoint' | 'name'>;

/** Where buckets are that were looked for elsewhere first. */
export interface BucketRegions {
  /** The region that is known of a bucket; null where none is. */
  known(place: Place): string | null;
  /** What a reply told, or what was shown to be right. */
  learn(place: Place, region: string): void;
  /** The bucket is not, or no longer, where it was known to be. */
  forget(place: Place): void;
  /** Asks S3 once, however many ask at a time; null where it does not say. Throws `cancelled` only. */
  find(options: S3BucketOptions, signal: AbortSignal): Promise<string | null>;
}

/** `known` holds a region for each place; `onChange` is told of all there are after each change. */
export function createBucketRegions(
  known: Iterable<readonly [string, string]> = [],
  onChange: (all: ReadonlyMap<string, string>) => void = () => undefined,
): BucketRegions {
  const regions = new Map(known);
  const asking = new SharedWork<string | null>();
  const idOf = ({ endpoint, name }: Place): string => `${endpointName(endpoint)} ${name}`;
  const learn = (place: Place, region: string): void => {
    if (regions.get(idOf(place)) === region) return;
    regions.set(idOf(place), region);
    onChange(regions);
  };
  return {
    known: (place) => regions.get(idOf(place)) ?? null,
    learn,
    forget(place) {
      if (regions.delete(idOf(place))) onChange(regions);
    },
    async find(options, signal) {
      const found = regions.get(idOf(options));
      if (found !== undefined) return found;
      return asking.join(idOf(options), signal, async (shared) => {
        const { findBucketRegion } = await import('./bucket-region.ts');
        const region = await findBucketRegion(options, shared);
        if (region !== null) learn(options, region);
        return region;
      });
    },
  };
}
