import { setMaxListeners } from 'node:events';
import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Action } from '../../shared/app-error.ts';
import type { BucketCredentials } from './bucket-credentials.ts';
import { createS3Client } from './client.ts';
import { createEndpointMemory, type EndpointMemory } from './endpoint-features.ts';
import type { NetworkGate, RequestObserver } from './request-observer.ts';
import { DEFAULT_PACE, type Pace } from './timeouts.ts';
import { DEFAULT_UPLOAD_LIMITS, type UploadLimits } from './upload-limits.ts';

/** An S3 server and what signs requests to it. */
export interface S3AccessOptions {
  region: string;
  /** With scheme; empty for Amazon S3 itself. */
  endpoint: string;
  pathStyle: boolean;
  credentials: BucketCredentials;
  /** Is told how each try went. */
  observer?: RequestObserver;
  /** Where given, puts and deletes wait for the server to be back instead of failing while it is away. */
  network?: NetworkGate;
  /** What servers can do; where none is given nothing is probed, and what a refusal teaches is soon forgotten. */
  endpoints?: EndpointMemory;
  /** Path of a PEM file with certificate authorities to believe besides the well-known ones; empty for none. */
  caBundle?: string;
  /** Shorter waits, for tests and benches. */
  pace?: Partial<Pace>;
  /** Smaller parts, for tests. */
  uploads?: Partial<UploadLimits>;
}

/** What every request of one bucket shares. */
export interface BucketContext {
  readonly client: S3Client;
  readonly bucket: string;
  readonly region: string;
  /** For a sentence in the window: what was asked for, or the address of Amazon S3 in this region. */
  readonly endpointLabel: string;
  readonly pace: Readonly<Pace>;
  readonly credentials: BucketCredentials;
  readonly observer: RequestObserver | null;
  readonly network: NetworkGate | null;
  /** What the server can do. */
  readonly features: ServerFeatures;
  readonly uploads: Readonly<UploadLimits>;
}

/** The memory of endpoints as one bucket uses it. */
interface ServerFeatures {
  readonly endpoint: string;
  readonly memory: EndpointMemory;
  /** Whether to find out by requests of its own what the server can do. */
  readonly probes: boolean;
}

/** The facts that turn something thrown by a request into an `AppError`, and who hears of how it went. */
export interface RequestContext {
  action: S3Action;
  bucket: string;
  /** Null for requests about the bucket as a whole. */
  key: string | null;
  region: string;
  endpoint: string;
  signal: AbortSignal;
  credentials: BucketCredentials;
  observer: RequestObserver | null;
  network: NetworkGate | null;
}

/**
 * A client and what its requests share; `bucket` is empty for requests about the account. The caller destroys the
 * client. Throws `not-readable` or `file-not-found` for the CA bundle.
 */
export function openBucketContext(bucket: string, options: S3AccessOptions): BucketContext {
  const { region, endpoint, credentials, observer = null, network = null } = options;
  const pace = { ...DEFAULT_PACE, ...options.pace };
  const client = createS3Client({ ...options, credentials: credentials.provide }, pace);
  const endpointLabel = endpoint === '' ? `https://s3.${region}.amazonaws.com` : endpoint;
  const memory = options.endpoints ?? createEndpointMemory();
  const features = { endpoint, memory, probes: options.endpoints !== undefined };
  const uploads = { ...DEFAULT_UPLOAD_LIMITS, ...options.uploads };
  return { client, bucket, region, endpointLabel, pace, credentials, observer, network, features, uploads };
}

export function requestContext(
  { bucket, region, endpointLabel: endpoint, credentials, observer, network }: BucketContext,
  action: S3Action,
  key: string | null,
  signal: AbortSignal,
): RequestContext {
  // One signal ends a whole job of many requests, each of which listens to it: that is no leak.
  setMaxListeners(0, signal);
  return { action, bucket, key, region, endpoint, signal, credentials, observer, network };
}
