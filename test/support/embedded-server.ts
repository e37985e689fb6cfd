import { buildApp } from 'fauxqs';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { type BucketCredentials, fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import type { EndpointMemory } from '../../electron/s3/endpoint-features.ts';
import type { NetworkGate, RequestObserver } from '../../electron/s3/request-observer.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import type { Pace } from '../../electron/s3/timeouts.ts';
import type { UploadLimits } from '../../electron/s3/upload-limits.ts';

/** Any pair serves: the embedded server checks no signature. */
export const EMBEDDED_KEYS = { accessKeyId: 'EMBEDDED', secretAccessKey: 'embedded' } as const;
export const EMBEDDED_REGION = 'us-east-1';

/** For a server on loopback: short waits between tries, and patience with a machine that runs other tests too. */
export const TEST_PACE: Readonly<Pace> = {
  connectMs: 10_000,
  idleMs: 15_000,
  replyMs: 20_000,
  firstRepeatMs: 5,
  longestRepeatMs: 50,
};

export interface OpenBucketOptions {
  prefix?: string;
  /** Another address for the same server, e.g. of a proxy before it. */
  endpoint?: string;
  keys?: { accessKeyId: string; secretAccessKey: string };
  /** Instead of `keys`. */
  credentials?: BucketCredentials;
  region?: string;
  observer?: RequestObserver;
  network?: NetworkGate;
  pace?: Partial<Pace>;
  /** What is known of the server; where none is given nothing is probed. */
  endpoints?: EndpointMemory;
  uploads?: Partial<UploadLimits>;
}

export interface StoredObject {
  key: string;
  content: Buffer | string;
  contentType?: string;
  metadata?: Record<string, string>;
}

/** An S3 server on loopback that tests and the application connect to. */
export interface TestServer {
  /** With scheme and port; path style. */
  readonly endpoint: string;
  readonly region: string;
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string };
  createBucket(name: string): Promise<void>;
  /** A client of the product for a bucket of this server. The caller closes it. */
  openBucket(name: string, options?: OpenBucketOptions): Bucket;
  putObjects(bucket: string, objects: readonly StoredObject[]): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the embedded server on a free port of loopback; its objects live in memory. Built by hand, because
 * `startFauxqs` listens on every interface.
 */
export async function startEmbeddedServer(): Promise<TestServer> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
  return testServer({
    endpoint,
    region: EMBEDDED_REGION,
    keys: EMBEDDED_KEYS,
    createBucket: async (name) => {
      const reply = await fetch(`${endpoint}/${name}`, { method: 'PUT' });
      if (!reply.ok) throw new Error(`expected bucket ${name} to be made but received status ${reply.status}`);
    },
    stop: () => app.close(),
  });
}

/** Adds what is the same for every server to what differs. */
export function testServer(parts: Omit<TestServer, 'openBucket' | 'putObjects'>): TestServer {
  const openBucket = (name: string, { keys = parts.keys, ...options }: OpenBucketOptions = {}): Bucket =>
    createS3Bucket({
      name,
      prefix: '',
      region: parts.region,
      endpoint: parts.endpoint,
      pathStyle: true,
      credentials: fixedCredentials({ ...keys }),
      ...options,
      pace: { ...TEST_PACE, ...options.pace },
    });
  return { ...parts, openBucket, putObjects: (bucket, objects) => putAll(openBucket(bucket), objects) };
}

async function putAll(bucket: Bucket, objects: readonly StoredObject[]): Promise<void> {
  const { signal } = new AbortController();
  try {
    for (const { key, content, contentType = 'application/octet-stream', metadata = {} } of objects)
      await bucket.put(key, Buffer.from(content), { contentType, metadata, signal });
  } finally {
    bucket.close();
  }
}
