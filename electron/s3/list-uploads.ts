import { ListMultipartUploadsCommand, type ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3';
import { AppFailure } from '../../shared/app-error.ts';
import type { UnfinishedUpload } from './bucket.ts';
import { type BucketContext, type RequestContext, requestContext } from './bucket-context.ts';
import { withRepeats } from './retry.ts';
import { LEAST_CLOCK_OFFSET_MS } from './timeouts.ts';

/**
 * Pages of the uploads in parts under a prefix that were begun and neither completed nor ended. Throws an `AppFailure`:
 * `access-denied` where the keys may not ask, `not-s3` for a reply that is no such list.
 */
export async function* listUploads(
  bucket: BucketContext,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<UnfinishedUpload[]> {
  // Who may not list uploads may still list objects: a refusal says nothing about anything else.
  const context = { ...requestContext(bucket, 'list', null, signal), observer: null };
  let keyMarker: string | undefined;
  let uploadIdMarker: string | undefined;
  while (true) {
    const reply = await withRepeats(context, bucket.pace, () =>
      bucket.client.send(
        // Without EncodingType: Ceph encodes the keys then and does not say that it did.
        new ListMultipartUploadsCommand({
          Bucket: bucket.bucket,
          Prefix: prefix,
          KeyMarker: keyMarker,
          UploadIdMarker: uploadIdMarker,
        }),
        { abortSignal: signal, requestTimeout: bucket.pace.replyMs },
      ),
    );
    const { systemClockOffset: offset } = bucket.client.config;
    yield readUploads(reply, context, Math.abs(offset) < LEAST_CLOCK_OFFSET_MS ? 0 : offset);
    const { NextKeyMarker: nextKey, NextUploadIdMarker: nextId } = reply;
    const advances = nextKey !== undefined && (nextKey !== keyMarker || nextId !== uploadIdMarker);
    if (reply.IsTruncated !== true || !advances) return;
    keyMarker = nextKey;
    uploadIdMarker = nextId;
  }
}

function readUploads(
  reply: ListMultipartUploadsCommandOutput,
  { endpoint }: RequestContext,
  clockOffset: number,
): UnfinishedUpload[] {
  const detail = 'a list of uploads without the name of its bucket';
  if (reply.Bucket === undefined) throw new AppFailure({ code: 'not-s3', endpoint, detail });
  return (reply.Uploads ?? []).flatMap(({ Key, UploadId, Initiated }) =>
    Key === undefined || UploadId === undefined
      ? []
      : [{ key: Key, uploadId: UploadId, begun: (Initiated?.getTime() ?? 0) - clockOffset }],
  );
}
