import {
  DeleteObjectCommand,
  type PublicAccessBlockConfiguration,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { type BucketContext, requestContext } from './bucket-context.ts';
import { isAmazon } from './endpoint-features.ts';
import { toS3Failure } from './errors.ts';
import { withRepeats } from './retry.ts';

/** An object of no bytes that shows whether a new bucket can be written to; it is removed at once. */
const TRIAL_KEY = '.contact-sheet-trial';

const everything: PublicAccessBlockConfiguration = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/**
 * Shuts a bucket that was just made to the public, where the server knows how. Amazon makes buckets shut since April 2023,
 * and others know no public bucket but by an ACL or a policy: where this is refused or not known, nothing is open for it.
 */
export async function blockPublicAccess(bucket: BucketContext, endpoint: string, signal: AbortSignal): Promise<void> {
  try {
    await block(bucket, everything, signal);
  } catch (thrown) {
    const { error } = toS3Failure(thrown, contextOf(bucket, signal));
    if (error.code === 'cancelled' || (isAmazon(endpoint) && error.code !== 'access-denied')) throw thrown;
    return;
  }
  // Ceph 16 takes every put for a public one then. To ignore public ACLs keeps the public out as well.
  if (isAmazon(endpoint) || (await isWritable(bucket, signal))) return;
  await block(bucket, { ...everything, BlockPublicAcls: false }, signal);
}

const contextOf = (bucket: BucketContext, signal: AbortSignal) => ({
  ...requestContext(bucket, 'create-bucket', null, signal),
  observer: null,
});

async function block(
  bucket: BucketContext,
  PublicAccessBlockConfiguration: PublicAccessBlockConfiguration,
  signal: AbortSignal,
): Promise<void> {
  await withRepeats(contextOf(bucket, signal), bucket.pace, () =>
    bucket.client.send(new PutPublicAccessBlockCommand({ Bucket: bucket.bucket, PublicAccessBlockConfiguration }), {
      abortSignal: signal,
      requestTimeout: bucket.pace.replyMs,
    }),
  );
}

/** False only where the put was refused; any other trouble says nothing of the bucket. */
async function isWritable(bucket: BucketContext, signal: AbortSignal): Promise<boolean> {
  const trial = { Bucket: bucket.bucket, Key: TRIAL_KEY };
  const limits = { abortSignal: signal, requestTimeout: bucket.pace.replyMs };
  try {
    await bucket.client.send(new PutObjectCommand({ ...trial, Body: '' }), limits);
  } catch (thrown) {
    return toS3Failure(thrown, contextOf(bucket, signal)).error.code !== 'access-denied';
  }
  await withRepeats(contextOf(bucket, signal), bucket.pace, () =>
    bucket.client.send(new DeleteObjectCommand(trial), limits),
  );
  return true;
}
