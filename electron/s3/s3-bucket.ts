import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { Bucket } from './bucket.ts';
import type { BucketContext } from './bucket-context.ts';
import { createS3Client } from './client.ts';
import { deleteObjects } from './deletion.ts';
import { getObject, getObjectBytes, headObject } from './download.ts';
import { downloadFile } from './download-file.ts';
import { listPages } from './listing.ts';
import { DEFAULT_PACE, type Pace } from './timeouts.ts';
import { putObject } from './upload.ts';

export interface S3BucketOptions {
  name: string;
  /** Key prefix that the connection is limited to; empty for the whole bucket. */
  prefix: string;
  region: string;
  /** With scheme; empty for Amazon S3 itself. */
  endpoint: string;
  pathStyle: boolean;
  credentials: AwsCredentialIdentityProvider;
  /** Shorter waits, for tests and benches. */
  pace?: Partial<Pace>;
}

/** One bucket through the AWS SDK. Sends nothing until it is asked something. */
export function createS3Bucket(options: S3BucketOptions): Bucket {
  const { name, prefix, region, endpoint } = options;
  const pace = { ...DEFAULT_PACE, ...options.pace };
  const client = createS3Client(options, pace);
  const endpointLabel = endpoint === '' ? `https://s3.${region}.amazonaws.com` : endpoint;
  const context: BucketContext = { client, bucket: name, region, endpointLabel, pace };
  return {
    name,
    prefix,
    region,
    endpoint,
    list: ({ signal, ...range }) => listPages(context, { prefix, ...range }, signal),
    head: (key, { signal }) => headObject(context, key, signal),
    get: (key, getOptions) => getObject(context, key, getOptions),
    getBytes: (key, limits) => getObjectBytes(context, key, limits),
    getFile: (key, path, fileOptions) => downloadFile(context, key, path, fileOptions),
    put: (key, body, putOptions) => putObject(context, key, body, putOptions),
    deleteKeys: (keys, { signal }) => deleteObjects(context, keys, signal),
    close: () => client.destroy(),
  };
}
