import { AppFailure } from '../../shared/app-error.ts';
import type { ProfileConnection } from '../../shared/contract.ts';
import type { Bucket } from '../s3/bucket.ts';
import { findBucketRegion } from '../s3/bucket-region.ts';
import { createS3Bucket, type S3BucketOptions } from '../s3/s3-bucket.ts';
import type { Pace } from '../s3/timeouts.ts';
import { expectBucketName, normalizeEndpoint, normalizePrefix } from './address.ts';
import { profileCredentials } from './profile-credentials.ts';
import { DEFAULT_PROFILE, loadProfiles, type ProfileSettings, regionOfProfile } from './profiles.ts';
import { proveBucket } from './proven-bucket.ts';

export interface OpenOptions {
  signal: AbortSignal;
  /** Shorter waits, for tests. */
  pace?: Partial<Pace>;
}

/** Where a bucket is looked for first when nobody says: S3 tells the right region from there. */
const FIRST_REGION = 'us-east-1';

/**
 * Opens a bucket through a profile of the AWS files and proves by one page of its list that it can be read. Where the
 * region is wrong and S3 tells the right one, that is used; `Bucket.region` says which. Throws an `AppFailure`.
 */
export async function openProfileConnection(request: ProfileConnection, options: OpenOptions): Promise<Bucket> {
  expectBucketName(request.bucket);
  const profile = request.profile || DEFAULT_PROFILE;
  const profiles = await loadProfiles();
  const settings = profiles.get(profile);
  if (settings === undefined) throw new AppFailure({ code: 'no-such-profile', profile });
  const region = request.region.trim() || regionOfProfile(profiles, profile) || FIRST_REGION;
  return openProven(bucketOptions(request, { profile, settings, region }, options), options.signal);
}

function bucketOptions(
  request: ProfileConnection,
  { profile, settings, region }: { profile: string; settings: ProfileSettings; region: string },
  { pace }: OpenOptions,
): S3BucketOptions {
  expectRegionName(region, request.bucket);
  return {
    name: request.bucket,
    prefix: normalizePrefix(request.prefix),
    region,
    endpoint: normalizeEndpoint(request.endpoint || (settings.endpoint_url ?? '')),
    pathStyle: request.pathStyle,
    credentials: profileCredentials({ profile, settings, bucket: request.bucket, region }),
    ...(pace === undefined ? {} : { pace }),
  };
}

/** A region becomes part of a host name: anything else than one would send the signed request elsewhere. */
function expectRegionName(region: string, bucket: string): void {
  if (!/^[a-z0-9-]{1,63}$/i.test(region)) throw new AppFailure({ code: 'wrong-region', bucket, region, actual: null });
}

async function openProven(options: S3BucketOptions, signal: AbortSignal): Promise<Bucket> {
  try {
    return await openOnce(options, signal);
  } catch (thrown) {
    if (!(thrown instanceof AppFailure) || thrown.error.code !== 'wrong-region') throw thrown;
    const region = thrown.error.actual ?? (await findBucketRegion(options, signal));
    if (region === null || region === options.region) throw thrown;
    return await openOnce({ ...options, region }, signal);
  }
}

async function openOnce(options: S3BucketOptions, signal: AbortSignal): Promise<Bucket> {
  const bucket = createS3Bucket(options);
  try {
    return await proveBucket(bucket, { signal });
  } catch (thrown) {
    bucket.close();
    throw thrown;
  }
}
