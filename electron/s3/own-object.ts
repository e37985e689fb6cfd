import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { AppFailure, isCredentialError } from '../../shared/app-error.ts';
import { type BucketContext, requestContext } from './bucket-context.ts';
import { toS3Failure } from './errors.ts';
import { unquoteEtag } from './etag.ts';
import { readThrown } from './thrown-facts.ts';

/** What an upload sent, to recognise it by where the reply to it was lost. */
export interface SentObject {
  bytes: number;
  /** The ETag that the server gives such an object where it is a digest; null where none was sent in full. */
  etag: string | null;
  metadata: Readonly<Record<string, string>>;
}

const NOT_FOUND = 404;
const DENIED = new Set([401, 403]);
/** Some servers, Amazon's too, answer a HEAD signed by expired keys like this. */
const BAD_REQUEST = 400;

/**
 * What lies at a key, asked past everything that learns from requests: keys that may only write get no answer, and that
 * says nothing about reading. Null where nothing is there or where it may not be asked. Throws what the SDK threw.
 */
async function lookAt(
  bucket: BucketContext,
  key: string,
  signal: AbortSignal,
): Promise<HeadObjectCommandOutput | null> {
  try {
    const command = new HeadObjectCommand({ Bucket: bucket.bucket, Key: key });
    return await bucket.client.send(command, { abortSignal: signal, requestTimeout: bucket.pace.replyMs });
  } catch (thrown) {
    const { status } = readThrown(thrown);
    if (status === NOT_FOUND) return null;
    const isDenied = status !== null && DENIED.has(status);
    if (isDenied || status === BAD_REQUEST) await expectGoodKeys(bucket, key, signal);
    if (isDenied) return null;
    throw thrown;
  }
}

/** Throws where it was the keys that a HEAD was refused for: that alone has no body to say so, and other keys mend it. */
async function expectGoodKeys(bucket: BucketContext, key: string, signal: AbortSignal): Promise<void> {
  const command = new GetObjectCommand({ Bucket: bucket.bucket, Key: key, Range: 'bytes=0-0' });
  try {
    const { Body: body } = await bucket.client.send(command, {
      abortSignal: signal,
      requestTimeout: bucket.pace.replyMs,
    });
    if (body instanceof Readable) body.destroy();
  } catch (thrown) {
    if (isCredentialError(toS3Failure(thrown, requestContext(bucket, 'put', key, signal)).error)) throw thrown;
  }
}

/** The ETag of the object at `key` where it is the one that was sent; null where it is another, or cannot be told. */
export async function etagOfOwn(
  bucket: BucketContext,
  key: string,
  sent: SentObject,
  signal: AbortSignal,
): Promise<string | null> {
  const head = await lookAt(bucket, key, signal);
  return head === null ? null : ownEtag(head, sent);
}

/**
 * As {@link etagOfOwn} for what an earlier run sent: its digest is only made where an object of that length is there.
 */
export async function etagOfEarlier(
  bucket: BucketContext,
  key: string,
  earlier: { sent: Omit<SentObject, 'etag'>; digest: () => Promise<string>; signal: AbortSignal },
): Promise<string | null> {
  const head = await lookAt(bucket, key, earlier.signal);
  if (head === null || head.ContentLength !== earlier.sent.bytes) return null;
  return ownEtag(head, { ...earlier.sent, etag: await earlier.digest() });
}

/**
 * For servers without conditional writes: throws `already-exists` where another object lies at `key`; answers the ETag
 * where it is the one that an earlier try sent, and null where the key is free.
 */
export async function expectFree(
  bucket: BucketContext,
  key: string,
  sent: SentObject,
  signal: AbortSignal,
): Promise<string | null> {
  const head = await lookAt(bucket, key, signal);
  if (head?.ETag === undefined) return null;
  const own = ownEtag(head, sent);
  if (own === null) throw new AppFailure({ code: 'already-exists', key });
  return own;
}

/** Encryption by KMS makes the ETag no digest of the content: then it is known by the metadata, which names its source. */
function ownEtag(head: HeadObjectCommandOutput, { bytes, etag, metadata }: SentObject): string | null {
  if (etag === null || head.ETag === undefined || head.ContentLength !== bytes) return null;
  const stored = unquoteEtag(head.ETag);
  if (stored.toLowerCase() === etag) return stored;
  const isDigest = head.ServerSideEncryption === undefined || head.ServerSideEncryption === 'AES256';
  const names = Object.keys(metadata);
  const isSame = names.length > 0 && names.every((name) => head.Metadata?.[name] === metadata[name]);
  return !isDigest && isSame ? stored : null;
}
