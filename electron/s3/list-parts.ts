import { ListPartsCommand } from '@aws-sdk/client-s3';
import type { AppError } from '../../shared/app-error.ts';
import { type BucketContext, requestContext } from './bucket-context.ts';
import { toS3Failure } from './errors.ts';
import { unquoteEtag } from './etag.ts';
import { isUnknownToServer } from './refusals.ts';
import { withRepeats } from './retry.ts';

/**
 * The parts that the server has of an upload, by number. Null where it does not know the upload, or does not list parts.
 * Throws an `AppFailure`.
 */
export async function listParts(
  bucket: BucketContext,
  key: string,
  uploadId: string,
  signal: AbortSignal,
): Promise<Map<number, { etag: string; bytes: number }> | null> {
  // Who may not list parts may still put: nothing is to be learnt from a refusal.
  const context = { ...requestContext(bucket, 'put', key, signal), observer: null };
  const parts = new Map<number, { etag: string; bytes: number }>();
  for (let marker: string | undefined; ; ) {
    const reply = await withRepeats(context, bucket.pace, () =>
      bucket.client
        .send(new ListPartsCommand({ Bucket: bucket.bucket, Key: key, UploadId: uploadId, PartNumberMarker: marker }), {
          abortSignal: signal,
          requestTimeout: bucket.pace.replyMs,
        })
        .catch((thrown: unknown) => {
          if (isUnknown(toS3Failure(thrown, context).error)) return null;
          throw thrown;
        }),
    );
    if (reply?.UploadId === undefined) return null;
    for (const { PartNumber, ETag, Size } of reply.Parts ?? []) {
      if (PartNumber !== undefined) parts.set(PartNumber, { etag: unquoteEtag(ETag ?? ''), bytes: Size ?? 0 });
    }
    const next = reply.NextPartNumberMarker;
    if (reply.IsTruncated !== true || next === undefined || next === marker) return parts;
    marker = next;
  }
}

/** Gone, not known as a question (it may be answered with the object itself), or not for these keys to ask. */
const isUnknown = (error: AppError): boolean =>
  isUnknownToServer(error) || error.code === 'access-denied' || error.code === 'not-s3';
