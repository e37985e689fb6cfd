import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { AppFailure } from '../../shared/app-error.ts';
import { openBucketContext, requestContext } from './bucket-context.ts';
import { toS3Failure } from './errors.ts';
import type { S3BucketOptions } from './s3-bucket.ts';

/** Where S3 says a bucket is, asked by HeadBucket; null where it does not say. Throws `cancelled` only. */
export async function findBucketRegion(options: S3BucketOptions, signal: AbortSignal): Promise<string | null> {
  const { name } = options;
  const bucket = openBucketContext(name, options);
  try {
    const reply = await bucket.client.send(new HeadBucketCommand({ Bucket: name }), {
      abortSignal: signal,
      requestTimeout: bucket.pace.replyMs,
    });
    return reply.BucketRegion ?? null;
  } catch (thrown) {
    const { error } = toS3Failure(thrown, requestContext(bucket, 'list', null, signal));
    if (error.code === 'cancelled') throw new AppFailure(error, { cause: thrown });
    return error.code === 'wrong-region' ? error.actual : null;
  } finally {
    bucket.client.destroy();
  }
}
