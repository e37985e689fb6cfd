import { GetPublicAccessBlockCommand, type ObjectCannedACL } from '@aws-sdk/client-s3';
import { AppFailure } from '../../shared/app-error.ts';
import type { UploadAcl } from '../../shared/connection.ts';
import type { BucketContext } from './bucket-context.ts';

/** The value of `x-amz-acl`; none where the bucket is to decide. */
export const cannedAcl = (acl: UploadAcl | undefined): ObjectCannedACL | undefined =>
  acl === undefined || acl === 'bucket-default' ? undefined : acl;

/**
 * Why a put was refused: `public-access-blocked` in place of a bare "access denied" where a public ACL was asked for
 * and the bucket's own settings forbid it. Older replies, and other servers than Amazon's, do not say so themselves.
 */
export async function whyRefused(
  bucket: BucketContext,
  failure: AppFailure,
  { acl, signal }: { acl?: UploadAcl; signal: AbortSignal },
): Promise<AppFailure> {
  if (acl !== 'public-read' || failure.error.code !== 'access-denied') return failure;
  if (!(await blocksPublicAcls(bucket, signal))) return failure;
  return new AppFailure({ code: 'public-access-blocked', bucket: bucket.bucket }, { cause: failure.cause });
}

/** False also where it may not be asked, or the server does not know the question. */
async function blocksPublicAcls({ bucket, client, pace }: BucketContext, signal: AbortSignal): Promise<boolean> {
  try {
    const reply = await client.send(new GetPublicAccessBlockCommand({ Bucket: bucket }), {
      abortSignal: signal,
      requestTimeout: pace.replyMs,
    });
    return reply.PublicAccessBlockConfiguration?.BlockPublicAcls === true;
  } catch {
    return false;
  }
}
