import { createHash } from 'node:crypto';
import { S3Client, type S3ClientConfig, type ServiceInputTypes, type ServiceOutputTypes } from '@aws-sdk/client-s3';
import type { AwsCredentialIdentityProvider, BuildMiddleware } from '@smithy/types';
import { createHttpsAgent } from './https-agent.ts';
import { scanListReplies } from './list-replies.ts';
import { guardReplies } from './reply-guard.ts';
import { keepLanes } from './request-lane.ts';
import { SILENT_LOGGER } from './silent-logger.ts';
import { MAX_SOCKETS, type Pace } from './timeouts.ts';

export interface S3ClientOptions {
  region: string;
  /** Empty for Amazon S3 itself. */
  endpoint: string;
  pathStyle: boolean;
  /** Asked before each request: who gives the keys also keeps them. */
  credentials: AwsCredentialIdentityProvider;
  /** See `S3AccessOptions`. */
  caBundle?: string;
}

/**
 * An SDK client whose silences end in errors. It makes one try per request: `retry.ts` repeats, because the SDK's own
 * quota gives up in a storm of 503 and it never repeats a body that streams. Throws `not-readable` or `file-not-found`
 * for the CA bundle.
 */
export function createS3Client(options: S3ClientOptions, pace: Readonly<Pace>): S3Client {
  const config: S3ClientConfig = {
    region: options.region,
    credentials: unmemoized(options.credentials),
    forcePathStyle: options.pathStyle,
    maxAttempts: 1,
    logger: SILENT_LOGGER,
    followRegionRedirects: false,
    // The SDK would take the default profile's endpoint, whichever profile this connection is through.
    ignoreConfiguredEndpointUrls: true,
    // Servers other than Amazon's reject the checksum trailers that the SDK adds by default since 3.729.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: pace.connectMs,
      socketTimeout: pace.idleMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: createHttpsAgent(options),
    },
  };
  if (options.endpoint !== '') config.endpoint = options.endpoint;
  const client = new S3Client(config);
  guardReplies(client);
  scanListReplies(client);
  keepLanes(client);
  digestDeletesWithMd5(client);
  return client;
}

/** The SDK keeps keys without an end of their own for good; a mark of its own tells it that this is done already. */
const unmemoized = (provide: AwsCredentialIdentityProvider): AwsCredentialIdentityProvider =>
  Object.assign((...facts: Parameters<AwsCredentialIdentityProvider>) => provide(...facts), { memoized: true });

interface WireRequest {
  headers: Record<string, string>;
  body?: unknown;
}

const isWireRequest = (value: unknown): value is WireRequest =>
  typeof value === 'object' && value !== null && 'headers' in value;

/**
 * DeleteObjects must carry a digest. The SDK sends a CRC32, which servers older than it do not know; Content-MD5 is
 * understood by all (Amazon S3 API Reference, DeleteObjects).
 */
const md5OfDeletes: BuildMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next, context) => (args) => {
  if (context.commandName === 'DeleteObjectsCommand' && isWireRequest(args.request)) {
    const { headers, body } = args.request;
    for (const name of Object.keys(headers)) {
      if (/^x-amz-(sdk-)?checksum-/i.test(name)) delete headers[name];
    }
    if (typeof body === 'string' || body instanceof Uint8Array)
      headers['content-md5'] = createHash('md5').update(body).digest('base64');
  }
  return next(args);
};

/** Last in its step, after the SDK's own checksum. */
const digestDeletesWithMd5 = (client: S3Client): void =>
  client.middlewareStack.add(md5OfDeletes, { name: 'md5OfDeletes', step: 'build', priority: 'low' });
