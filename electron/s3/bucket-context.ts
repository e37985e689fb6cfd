import { setMaxListeners } from 'node:events';
import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Action } from '../../shared/app-error.ts';
import type { Pace } from './timeouts.ts';

/** What every request of one bucket shares. */
export interface BucketContext {
  readonly client: S3Client;
  readonly bucket: string;
  readonly region: string;
  /** For a sentence in the window: what was asked for, or the address of Amazon S3 in this region. */
  readonly endpointLabel: string;
  readonly pace: Readonly<Pace>;
}

/** The facts that turn something thrown by a request into an `AppError`. */
export interface RequestContext {
  action: S3Action;
  bucket: string;
  /** Null for requests about the bucket as a whole. */
  key: string | null;
  region: string;
  endpoint: string;
  signal: AbortSignal;
}

export function requestContext(
  bucket: BucketContext,
  action: S3Action,
  key: string | null,
  signal: AbortSignal,
): RequestContext {
  // One signal ends a whole job of many requests, each of which listens to it: that is no leak.
  setMaxListeners(0, signal);
  return { action, bucket: bucket.bucket, key, region: bucket.region, endpoint: bucket.endpointLabel, signal };
}
