import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { AppError } from '../../shared/app-error.ts';
import { cannedAcl } from './acl.ts';
import type { PutBody, PutOptions } from './bucket.ts';
import { type BucketContext, requestContext } from './bucket-context.ts';
import type { KnownFeatures } from './endpoint-features.ts';
import { toS3Failure } from './errors.ts';
import { unquoteEtag } from './etag.ts';
import { isConditionRefused, isUnknownToServer } from './refusals.ts';
import { SendableFile, sendableBuffer } from './sendable-body.ts';
import { TAKE_BACK_MS } from './timeouts.ts';

/**
 * Sends an object that was just stored again under the condition that there is none: a server that heeds it refuses, one
 * that does not stores the same bytes a second time.
 */
export async function findConditionalWrites(
  { bucket, client }: BucketContext,
  key: string,
  body: PutBody,
  { acl, cacheControl, contentType, metadata, signal }: PutOptions,
): Promise<{ found: KnownFeatures; etag: string | null }> {
  const sendable = Buffer.isBuffer(body) ? sendableBuffer(body) : new SendableFile(body.path, body.bytes);
  const open = await sendable.open(() => undefined);
  try {
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: open.content,
      ContentLength: sendable.bytes,
      ContentType: contentType,
      CacheControl: cacheControl,
      Metadata: metadata,
      ACL: cannedAcl(acl),
      IfNoneMatch: '*',
    });
    const reply = await client.send(command, { abortSignal: AbortSignal.any([signal, open.broken]) });
    if (reply.ETag === undefined) return { found: {}, etag: null };
    await dropVersion(client, { Bucket: bucket, Key: key, VersionId: reply.VersionId });
    return { found: { conditionalWrites: false }, etag: unquoteEtag(reply.ETag) };
  } catch (thrown) {
    const isRefused = isConditionRefused(thrown);
    return { found: isRefused ? { conditionalWrites: true } : {}, etag: null };
  } finally {
    await open.close();
  }
}

/** In a bucket that keeps versions the repeat has made a second one, which nobody needs. */
async function dropVersion(
  client: BucketContext['client'],
  version: { Bucket: string; Key: string; VersionId: string | undefined },
): Promise<void> {
  if (version.VersionId === undefined || version.VersionId === 'null') return;
  const abortSignal = AbortSignal.timeout(TAKE_BACK_MS);
  await client.send(new DeleteObjectCommand(version), { abortSignal }).catch(() => undefined);
}

/** Begins an upload in parts, asks which parts it has, and gives it up again. */
export async function findMultipart(
  context: BucketContext,
  key: string,
  { signal }: PutOptions,
): Promise<KnownFeatures> {
  const { bucket, client, pace } = context;
  const errorOf = (thrown: unknown): AppError => toS3Failure(thrown, requestContext(context, 'put', key, signal)).error;
  const limits = { abortSignal: signal, requestTimeout: pace.replyMs };
  const object = { Bucket: bucket, Key: key };
  let uploadId: string | undefined;
  try {
    uploadId = (await client.send(new CreateMultipartUploadCommand(object), limits)).UploadId;
  } catch (thrown) {
    return isUnknownToServer(errorOf(thrown)) ? { multipart: false, listParts: false } : {};
  }
  if (uploadId === undefined) return {};
  const upload = { ...object, UploadId: uploadId };
  try {
    const reply = await client.send(new ListPartsCommand(upload), limits);
    return { multipart: true, listParts: reply.UploadId === uploadId };
  } catch (thrown) {
    const error = errorOf(thrown);
    // A server that knows no such question answers it with the object.
    const isUnknown = isUnknownToServer(error) || error.code === 'not-s3';
    return isUnknown ? { multipart: true, listParts: false } : { multipart: true };
  } finally {
    const abortSignal = AbortSignal.timeout(TAKE_BACK_MS);
    await client.send(new AbortMultipartUploadCommand(upload), { abortSignal }).catch(() => undefined);
  }
}
