import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { openBucketContext, requestContext, type S3AccessOptions } from './bucket-context.ts';
import { fixedCredentials } from './bucket-credentials.ts';
import { toS3Failure } from './errors.ts';
import { readPage } from './listing.ts';

export interface ServerProbe {
  /** Resolves, or rejects with the `AppFailure` of a refusal, where S3 answered. One try; ends when `signal` aborts. */
  probe(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Whoever asks is refused, and that is answer enough. */
const NOBODY = { accessKeyId: 'contact-sheet-probe', secretAccessKey: 'contact-sheet-probe' };

/**
 * Asks whether the server of a bucket is there. It uses no keys of the person's: these may just be waiting for a login.
 * Throws as `openBucketContext` does.
 */
export function createServerProbe(
  bucketName: string,
  options: Omit<S3AccessOptions, 'credentials' | 'observer' | 'network'>,
): ServerProbe {
  const bucket = openBucketContext(bucketName, { ...options, credentials: fixedCredentials(NOBODY) });
  return {
    async probe(signal) {
      const context = requestContext(bucket, 'list', null, signal);
      try {
        const command = new ListObjectsV2Command({ Bucket: bucketName, MaxKeys: 1 });
        readPage(await bucket.client.send(command, { abortSignal: signal }), context);
      } catch (thrown) {
        throw toS3Failure(thrown, context);
      }
    },
    close: () => bucket.client.destroy(),
  };
}
