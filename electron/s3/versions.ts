import { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { AppFailure } from '../../shared/app-error.ts';
import type { DeletedObject, DeleteOutcome } from './bucket.ts';
import { type BucketContext, requestContext } from './bucket-context.ts';
import { deleteTargets } from './deletion.ts';
import { withRepeats } from './retry.ts';

/**
 * Whether what is deleted stays as older versions. Where versions are suspended, what is deleted from then on does not.
 * Throws an `AppFailure`, `access-denied` where the keys may not ask.
 */
export async function keepsVersions(bucket: BucketContext, signal: AbortSignal): Promise<boolean> {
  // Who may not ask may still list: nothing is to be learnt from a refusal.
  const context = { ...requestContext(bucket, 'list', null, signal), observer: null };
  try {
    const { Status } = await withRepeats(context, bucket.pace, () =>
      bucket.client.send(new GetBucketVersioningCommand({ Bucket: bucket.bucket }), {
        abortSignal: signal,
        requestTimeout: bucket.pace.replyMs,
      }),
    );
    return Status === 'Enabled';
  } catch (thrown) {
    if (thrown instanceof AppFailure && thrown.error.code === 'not-supported') return false;
    throw thrown;
  }
}

/** Takes deletions back by removing every marker that lies over the newest version. */
export async function restoreObjects(
  bucket: BucketContext,
  objects: readonly DeletedObject[],
  signal: AbortSignal,
): Promise<DeleteOutcome> {
  const markers = objects.flatMap(({ key, markerVersion, olderMarkers }) =>
    [...olderMarkers, markerVersion].map((version) => ({ key, version })),
  );
  const { failed } = await deleteTargets(bucket, markers, signal);
  const errors = new Map(failed.map(({ target, error }) => [target.key, error]));
  return {
    deleted: objects.map(({ key }) => key).filter((key) => !errors.has(key)),
    failed: [...errors].map(([key, error]) => ({ key, error })),
  };
}
