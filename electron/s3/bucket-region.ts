import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { AppFailure } from '../../shared/app-error.ts';
import { requestContext } from './bucket-context.ts';
import { createS3Client } from './client.ts';
import { toS3Failure } from './errors.ts';
import type { S3BucketOptions } from './s3-bucket.ts';
import { DEFAULT_PACE } from './timeouts.ts';

/** Where S3 says a bucket is, asked by HeadBucket; null where it does not say. Throws `cancelled` only. */
export async function findBucketRegion(options: S3BucketOptions, signal: AbortSignal): Promise<string | null> {
  const pace = { ...DEFAULT_PACE, ...options.pace };
  const client = createS3Client(options, pace);
  const { name: bucket, region } = options;
  const context = requestContext(
    { client, bucket, region, endpointLabel: options.endpoint, pace },
    'list',
    null,
    signal,
  );
  try {
    const reply = await client.send(new HeadBucketCommand({ Bucket: bucket }), {
      abortSignal: signal,
      requestTimeout: pace.replyMs,
    });
    return reply.BucketRegion ?? null;
  } catch (thrown) {
    const { error } = toS3Failure(thrown, context);
    if (error.code === 'cancelled') throw new AppFailure(error, { cause: thrown });
    return error.code === 'wrong-region' ? error.actual : null;
  } finally {
    client.destroy();
  }
}
