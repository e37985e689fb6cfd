import { AppFailure } from '../../shared/app-error.ts';
import { type Abilities, type BucketConnection, type NetworkState, unknownAbilities } from '../../shared/connection.ts';
import type { CredentialLease, CredentialSessions } from '../credentials/credentials.ts';
import type { Bucket } from '../s3/bucket.ts';
import type { BucketRegions } from '../s3/bucket-regions.ts';
import type { EndpointMemory } from '../s3/endpoint-features.ts';
import type { RequestObserver } from '../s3/request-observer.ts';
import { createS3Bucket, type S3BucketOptions } from '../s3/s3-bucket.ts';
import { createServerProbe } from '../s3/server-probe.ts';
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

export interface OpenBucketOptions {
  signal: AbortSignal;
  onAbilities?(abilities: Abilities): void;
  onNetwork?(network: NetworkState): void;
  /** Shorter waits, for tests. */
  pace?: Partial<Pace>;
}

/** A bucket with what is learnt about it while it is used. */
export interface WatchedBucket {
  bucket: Bucket;
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
  label: '',
  abilities: () => unknownAbilities,
  network: () => ({ state: 'online' }),
  resetAbilities: () => undefined,
  tryNow: () => undefined,
});

/**
 * Opens a bucket and proves by one page of its list that it is there; keys that may not list it open it all the same.
 * Where the region is wrong and S3 tells the right one, that is used; `Bucket.region` says which. Throws an `AppFailure`.
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
    return await openInItsRegion(bucketOptions, { lease, regions }, options);
  } catch (thrown) {
    lease.release();
    throw thrown;
  }
}

async function openInItsRegion(
  asked: S3BucketOptions,
  { lease, regions }: { lease: CredentialLease; regions: BucketRegions },
  options: OpenBucketOptions,
): Promise<WatchedBucket> {
  const tried = { ...asked, region: regions.known(asked) ?? asked.region };
  try {
    return await openOnce(tried, lease, options);
  } catch (thrown) {
    if (!(thrown instanceof AppFailure) || thrown.error.code !== 'wrong-region') throw thrown;
    const region = thrown.error.actual ?? (await regions.find(asked, options.signal));
    if (region === null || region === tried.region) throw thrown;
    const opened = await openOnce({ ...asked, region }, lease, options);
    regions.learn(asked, region);
    return opened;
  }
}

async function openOnce(
  bucketOptions: S3BucketOptions,
  lease: CredentialLease,
  { signal, onAbilities, onNetwork }: OpenBucketOptions,
): Promise<WatchedBucket> {
  const abilities = createAbilityWatch((now) => onAbilities?.(now));
  const probe = createServerProbe(bucketOptions.name, bucketOptions);
  const network = createNetworkWatch({ probe: probe.probe, onChange: (state) => onNetwork?.(state) });
  const bucket = createS3Bucket({
    ...bucketOptions,
    observer: all(abilities, network, bucketOptions.observer),
    network,
  });
  const close = (): void => {
    bucket.close();
    network.close();
    probe.close();
  };
  try {
    const proven = await proveBucket(bucket, { signal });
    const leave = (): void => {
      close();
      lease.release();
    };
    return { bucket: { ...proven, close: leave }, label: lease.facts.label, ...watchOf(abilities, network) };
  } catch (thrown) {
    close();
    throw thrown;
  }
}

const watchOf = (abilities: AbilityWatch, network: NetworkWatch): Omit<WatchedBucket, 'bucket' | 'label'> => ({
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
