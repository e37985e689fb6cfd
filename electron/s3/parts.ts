import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { UploadPartCommand, type UploadPartCommandOutput } from '@aws-sdk/client-s3';
import { AppFailure } from '../../shared/app-error.ts';
import { allOrNone } from './all-or-none.ts';
import { type BucketContext, type RequestContext, requestContext } from './bucket-context.ts';
import { md5OfEtag, unquoteEtag } from './etag.ts';
import type { PartSource } from './part-source.ts';
import { withRepeats } from './retry.ts';
import { SEND_CHUNK_BYTES } from './timeouts.ts';
import { PARTS_AT_ONCE } from './upload-limits.ts';

/** A stretch of the body; numbers begin at 1. `to` is exclusive. */
interface PlannedPart {
  number: number;
  from: number;
  to: number;
}

/** A part that the server confirmed. */
export interface StoredPart {
  number: number;
  bytes: number;
  /** As the server names it, without quotes. */
  etag: string;
  /** Hex digest of its bytes here. */
  md5: string;
}

/** An upload in parts that was begun, as it can be journalled and taken up again. */
export interface BegunUpload {
  uploadId: string;
  partBytes: number;
}

/** The stretches of a body, in order. */
export function planParts(bytes: number, partBytes: number): PlannedPart[] {
  return Array.from({ length: Math.ceil(bytes / partBytes) }, (_, index) => ({
    number: index + 1,
    from: index * partBytes,
    to: Math.min(bytes, (index + 1) * partBytes),
  }));
}

/** The ETag that S3 gives an object stored in parts: the MD5 of the parts' MD5s, and how many they are. */
export function etagOfParts(parts: readonly StoredPart[]): string {
  const digest = createHash('md5');
  for (const { md5 } of parts) digest.update(md5, 'hex');
  return `${digest.digest('hex')}-${parts.length}`;
}

/** The ETag that S3 gives a body that is stored in parts of that length; reads it once. */
export async function etagOfSource(source: PartSource, partBytes: number, signal: AbortSignal): Promise<string> {
  const parts: StoredPart[] = [];
  for (const { number, from, to } of planParts(source.bytes, partBytes)) {
    signal.throwIfAborted();
    const content = await source.read(from, to);
    const md5 = createHash('md5').update(content).digest('hex');
    parts.push({ number, bytes: content.length, etag: md5, md5 });
  }
  return etagOfParts(parts);
}

interface SendPartsOptions {
  key: string;
  upload: BegunUpload;
  source: PartSource;
  /** Parts that the server says it has. */
  present: ReadonlyMap<number, { etag: string; bytes: number }>;
  signal: AbortSignal;
  /** Called with the bytes of all parts sent so far. */
  onSent: (bytes: number) => void;
  /** Awaited before each part. */
  beforePart?: () => Promise<void>;
}

/**
 * Sends the parts that the server does not have, a few at a time and each repeated by itself. Answers all in order.
 * Throws the first failure once none is on its way any more.
 */
export async function sendParts(bucket: BucketContext, options: SendPartsOptions): Promise<StoredPart[]> {
  const { source, upload } = options;
  const failed = new AbortController();
  const linked = { ...options, signal: AbortSignal.any([options.signal, failed.signal]) };
  const stored: StoredPart[] = [];
  const sent = sentSum(options.onSent);
  const waiting = planParts(source.bytes, upload.partBytes).values();
  const work = async (): Promise<void> => {
    // The iterator is shared: each part is taken by one worker.
    for (const part of waiting) {
      if (failed.signal.aborted) return;
      await options.beforePart?.();
      stored.push(await storePart(bucket, linked, part, (bytes) => sent(part.number, bytes)));
    }
  };
  await allOrNone(Array.from({ length: PARTS_AT_ONCE }, work), () => failed.abort());
  return stored.sort((a, b) => a.number - b.number);
}

async function storePart(
  bucket: BucketContext,
  { key, upload, source, present, signal }: SendPartsOptions,
  part: PlannedPart,
  onSent: (bytes: number) => void,
): Promise<StoredPart> {
  const content = await source.read(part.from, part.to);
  const md5 = createHash('md5').update(content).digest();
  const hex = md5.toString('hex');
  const known = present.get(part.number);
  if (known?.etag.toLowerCase() === hex && known.bytes === content.length) {
    onSent(content.length);
    return { number: part.number, bytes: content.length, etag: known.etag, md5: hex };
  }
  const context = requestContext(bucket, 'put', key, signal);
  return withRepeats(context, bucket.pace, async () => {
    const command = new UploadPartCommand({
      Bucket: bucket.bucket,
      Key: key,
      UploadId: upload.uploadId,
      PartNumber: part.number,
      Body: Readable.from(chunksOf(content, onSent), { objectMode: false }),
      ContentLength: content.length,
      // Understood by all; a checksum header would have to be announced for the upload as a whole.
      ContentMD5: md5.toString('base64'),
    });
    const reply = await bucket.client.send(command, { abortSignal: signal });
    onSent(content.length);
    return { number: part.number, bytes: content.length, etag: confirmed(reply, hex, context), md5: hex };
  });
}

function* chunksOf(content: Buffer, onSent: (bytes: number) => void): Generator<Buffer> {
  for (let from = 0; from < content.length; from += SEND_CHUNK_BYTES) {
    const chunk = content.subarray(from, from + SEND_CHUNK_BYTES);
    yield chunk;
    onSent(from + chunk.length);
  }
}

/** As for whole objects: no ETag is no success, another digest is damage. */
function confirmed(reply: UploadPartCommandOutput, md5: string, { endpoint, key }: RequestContext): string {
  const detail = 'a reply without the ETag of a part';
  if (reply.ETag === undefined) throw new AppFailure({ code: 'not-s3', endpoint, detail });
  const etag = unquoteEtag(reply.ETag);
  const stored = md5OfEtag({
    etag,
    encryption: reply.ServerSideEncryption,
    customerKey: reply.SSECustomerAlgorithm,
  });
  if (stored !== null && stored !== md5)
    throw new AppFailure({
      code: 'transfer-damaged',
      key: key ?? '',
      expected: `md5 ${md5}`,
      received: `md5 ${stored}`,
    });
  return etag;
}

/** Adds up what the parts report; one that is sent again starts over. */
function sentSum(onSent: (bytes: number) => void): (number: number, bytes: number) => void {
  const sent = new Map<number, number>();
  let sum = 0;
  return (number, bytes) => {
    sum += bytes - (sent.get(number) ?? 0);
    sent.set(number, bytes);
    onSent(sum);
  };
}
