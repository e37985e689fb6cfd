import { type Abilities, type BucketConnection, type NetworkState, unknownAbilities } from '../../shared/connection.ts';
import type { CredentialLease, CredentialSessions } from '../credentials/credentials.ts';
import type { Bucket } from '../s3/bucket.ts';
import type { BucketRegions } from '../s3/bucket-regions.ts';
import type { EndpointMemory } from '../s3/endpoint-features.ts';
import { createRegionalBucket } from '../s3/regional-bucket.ts';
import type { RequestObserver } from '../s3/request-observer.ts';
import type { S3BucketOptions } from '../s3/s3-bucket.ts';
import type { ServerProbe } from '../s3/server-probe.ts';
import type { Pace } from '../s3/timeouts.ts';
import { type AbilityWatch, createAbilityWatch } from './abilities.ts';
import { expectBucketName, normalizePrefix } from './address.ts';
import { createNetworkWatch, type NetworkWatch } from './network-watch.ts';
import { proveBucket } from './proven-bucket.ts';
import { serverOptions } from './server-options.ts';

export interface OpenBucketParts {
  sessions: Pick<CredentialSessions, 'lease'>;
  endpoints: EndpointMemory;
  regions: BucketRegions;
  /** Is told of every request too, for the log. */
  requestLog: RequestObserver;
}

/** What tells one bucket from another before anything is asked of it. */
export type BucketPlace = Pick<Bucket, 'endpoint' | 'name' | 'prefix'>;

export interface OpenBucketOptions {
  signal: AbortSignal;
  /**
   * Whether a bucket was open before and its pictures are known: it is opened without a request then, and its first
   * listing shows whether it is there still. None was where absent.
   */
  wasOpen?(place: BucketPlace): Promise<boolean>;
  onAbilities?(abilities: Abilities): void;
  onNetwork?(network: NetworkState): void;
  /** The bucket turned out to be in another region than the one it was asked in. */
  onRegion?(region: string): void;
  /** Shorter waits, for tests. */
  pace?: Partial<Pace>;
}

/** A bucket with what is learnt about it while it is used. */
export interface WatchedBucket {
  bucket: Bucket;
  /** The server was asked whether it is there. */
  isProven: boolean;
  /** Name of the source of its keys. */
  label: string;
  abilities(): Abilities;
  network(): NetworkState;
  /** Forgets which actions were refused. */
  resetAbilities(): void;
  /** Tries at once whether the server can be reached again. */
  tryNow(): void;
}

/** A bucket that nothing is learnt about: the demo's. */
export const unwatched = (bucket: Bucket): WatchedBucket => ({
  bucket,
  isProven: true,
  label: '',
  abilities: () => unknownAbilities,
  network: () => ({ state: 'online' }),
  resetAbilities: () => undefined,
  tryNow: () => undefined,
});

/**
 * Opens a bucket. One that was not open before is proven by one page of its list; keys that may not list it open it all
 * the same. Where the region is wrong and S3 tells the right one, that is used, whenever it turns out; `Bucket.region`
 * says which. Throws an `AppFailure`.
 */
export async function openBucket(
  request: BucketConnection,
  { sessions, endpoints, regions, requestLog }: OpenBucketParts,
  options: OpenBucketOptions,
): Promise<WatchedBucket> {
  expectBucketName(request.bucket);
  const lease = await sessions.lease(request.source);
  try {
    const bucketOptions: S3BucketOptions = {
      ...serverOptions(request, lease, request.bucket),
      name: request.bucket,
      prefix: normalizePrefix(request.prefix),
      endpoints,
      observer: requestLog,
      ...(options.pace === undefined ? {} : { pace: options.pace }),
    };
    const wasOpen = (await options.wasOpen?.(bucketOptions)) ?? false;
    const watched = watchBucket(bucketOptions, { lease, regions }, options);
    return wasOpen ? watched : await proven(watched, options.signal);
  } catch (thrown) {
    lease.release();
    throw thrown;
  }
}

/** A bucket of which nothing is asked yet. Closing it gives the lease back. */
function watchBucket(
  bucketOptions: S3BucketOptions,
  { lease, regions }: { lease: CredentialLease; regions: BucketRegions },
  { onAbilities, onNetwork, onRegion }: OpenBucketOptions,
): WatchedBucket {
  const abilities = createAbilityWatch((now) => onAbilities?.(now));
  const probe = probeLater(bucketOptions);
  const network = createNetworkWatch({ probe: probe.probe, onChange: (state) => onNetwork?.(state) });
  const observer = all(abilities, network, bucketOptions.observer);
  const bucket = createRegionalBucket(
    { ...bucketOptions, observer, network },
    {
      regions,
      onRegion: (region) => onRegion?.(region),
      onClose() {
        network.close();
        probe.close();
        lease.release();
      },
    },
  );
  return { bucket, isProven: false, label: lease.facts.label, ...watchOf(abilities, network) };
}

/** The client that looks for a server is made when it is looked for. */
function probeLater(bucketOptions: S3BucketOptions): ServerProbe {
  let made: Promise<ServerProbe> | null = null;
  const make = async (): Promise<ServerProbe> => {
    const { createServerProbe } = await import('../s3/server-probe.ts');
    return createServerProbe(bucketOptions.name, bucketOptions);
  };
  return {
    async probe(signal) {
      made ??= make();
      await (await made).probe(signal);
    },
    close() {
      made?.then(
        (probe) => probe.close(),
        () => undefined,
      );
    },
  };
}

async function proven(watched: WatchedBucket, signal: AbortSignal): Promise<WatchedBucket> {
  try {
    return { ...watched, isProven: true, bucket: await proveBucket(watched.bucket, { signal }) };
  } catch (thrown) {
    watched.bucket.close();
    throw thrown;
  }
}

const watchOf = (
  abilities: AbilityWatch,
  network: NetworkWatch,
): Omit<WatchedBucket, 'bucket' | 'isProven' | 'label'> => ({
  abilities: abilities.now,
  network: () => network.state(),
  resetAbilities: abilities.reset,
  tryNow: () => network.tryNow(),
});

const all = (...observers: readonly (RequestObserver | undefined)[]): RequestObserver => ({
  succeeded: (action) => {
    for (const observer of observers) observer?.succeeded(action);
  },
  failed: (action, error, isFinal) => {
    for (const observer of observers) observer?.failed(action, error, isFinal);
  },
});
