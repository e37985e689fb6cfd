import { AbortMultipartUploadCommand } from '@aws-sdk/client-s3';
import type { UnfinishedUpload } from './bucket.ts';
import { type BucketContext, requestContext } from './bucket-context.ts';
import { listParts } from './list-parts.ts';
import { withRepeats } from './retry.ts';
import { readThrown } from './thrown-facts.ts';

/** Aborts that are tried while the server still lists parts: one on its way may have arrived after the first. */
const MOST_ABORTS = 3;
const NOT_FOUND = 404;

/** Ends an upload in parts and frees what it holds; one that is gone already is a success. Throws an `AppFailure`. */
export async function abortUpload(
  bucket: BucketContext,
  { key, uploadId }: Pick<UnfinishedUpload, 'key' | 'uploadId'>,
  signal: AbortSignal,
): Promise<void> {
  const context = { ...requestContext(bucket, 'put', key, signal), observer: null };
  const command = { Bucket: bucket.bucket, Key: key, UploadId: uploadId };
  for (let aborts = 1; aborts <= MOST_ABORTS; aborts += 1) {
    const isGone = await withRepeats(context, bucket.pace, () =>
      bucket.client.send(new AbortMultipartUploadCommand(command), { abortSignal: signal }).then(
        () => false,
        (thrown: unknown) => {
          if (isUnknownUpload(thrown)) return true;
          throw thrown;
        },
      ),
    );
    if (isGone) return;
    const left = await listParts(bucket, key, uploadId, signal);
    if (left === null || left.size === 0) return;
  }
}

function isUnknownUpload(thrown: unknown): boolean {
  const { name, status } = readThrown(thrown);
  return name === 'NoSuchUpload' || status === NOT_FOUND;
}
