import { PutObjectCommand, type PutObjectCommandOutput } from '@aws-sdk/client-s3';
import { AppFailure } from '../../shared/app-error.ts';
import type { PutBody, PutOptions } from './bucket.ts';
import { type BucketContext, type RequestContext, requestContext } from './bucket-context.ts';
import { headObject } from './download.ts';
import { toS3Failure } from './errors.ts';
import { md5OfEtag, unquoteEtag } from './etag.ts';
import { withRepeats } from './retry.ts';
import { type OpenBody, type SendableBody, SendableFile, sendableBuffer } from './sendable-body.ts';

/**
 * Stores one object and answers with its ETag, which the server must have confirmed. A file is streamed; where it
 * changes meanwhile nothing is published (`file-changed`). Repeats where the reply was lost: with `onlyNew`, finding
 * the key taken by these very bytes on a repeat counts as the success that the lost reply had told of.
 */
export function putObject(
  bucket: BucketContext,
  key: string,
  body: PutBody,
  options: PutOptions,
): Promise<{ etag: string }> {
  const context = requestContext(bucket, 'put', key, options.signal);
  const sendable = Buffer.isBuffer(body) ? sendableBuffer(body) : new SendableFile(body.path, body.bytes);
  /** Of the bytes that an earlier try sent in full: they may have been stored. */
  let sentMd5: string | null = null;
  return withRepeats(context, bucket.pace, async () => {
    const open = await sendable.open((bytes) => options.onSent?.(bytes));
    try {
      const reply = await send(bucket, key, { open, bytes: sendable.bytes, options });
      options.onSent?.(sendable.bytes);
      return confirm(reply, open, context);
    } catch (thrown) {
      const failure = open.failure ?? toS3Failure(thrown, context);
      const stored = failure.error.code === 'already-exists' && sentMd5 !== null;
      const etag = stored ? await etagOfOwn(bucket, key, { md5: sentMd5, bytes: sendable.bytes, options }) : null;
      if (etag !== null) return { etag };
      sentMd5 = open.md5() ?? sentMd5;
      throw failure;
    } finally {
      await open.close();
    }
  });
}

function send(
  bucket: BucketContext,
  key: string,
  { open, bytes, options }: { open: OpenBody; bytes: SendableBody['bytes']; options: PutOptions },
): Promise<PutObjectCommandOutput> {
  const command = new PutObjectCommand({
    Bucket: bucket.bucket,
    Key: key,
    Body: open.content,
    ContentLength: bytes,
    ContentType: options.contentType,
    CacheControl: options.cacheControl,
    Metadata: options.metadata,
    IfNoneMatch: options.onlyNew === true ? '*' : undefined,
  });
  return bucket.client.send(command, { abortSignal: AbortSignal.any([options.signal, open.broken]) });
}

/** A success without an ETag is a captive portal's; one with another digest stored other bytes. */
function confirm(reply: PutObjectCommandOutput, open: OpenBody, context: RequestContext): { etag: string } {
  const detail = 'a reply without the ETag of what was stored';
  if (reply.ETag === undefined) throw new AppFailure({ code: 'not-s3', endpoint: context.endpoint, detail });
  const etag = unquoteEtag(reply.ETag);
  const stored = md5OfEtag({
    etag,
    encryption: reply.ServerSideEncryption,
    customerKey: reply.SSECustomerAlgorithm,
  });
  const sent = open.md5();
  if (stored !== null && stored !== sent)
    throw new AppFailure({
      code: 'transfer-damaged',
      key: context.key ?? '',
      expected: `md5 ${sent}`,
      received: `md5 ${stored}`,
    });
  return { etag };
}

/** The ETag of the object at `key` where it holds the bytes that were sent; null where it holds others. */
async function etagOfOwn(
  bucket: BucketContext,
  key: string,
  { md5, bytes, options }: { md5: string | null; bytes: number; options: PutOptions },
): Promise<string | null> {
  const head = await headObject(bucket, key, options.signal);
  return head.bytes === bytes && head.etag.toLowerCase() === md5 ? head.etag : null;
}
