import { AppFailure } from '../../shared/app-error.ts';
import { cannedAcl, whyRefused } from './acl.ts';
import type { PutBody, PutOptions } from './bucket.ts';
import { type BucketContext, type RequestContext, requestContext } from './bucket-context.ts';
import { probeWriting } from './endpoint-probe.ts';
import { toS3Failure } from './errors.ts';
import { md5OfEtag, unquoteEtag } from './etag.ts';
import { NoMultipart, putInParts } from './multipart-upload.ts';
import { type StoredReply, sendPut } from './object-lane.ts';
import { type OptionalHeaders, withOptionalHeaders } from './optional-headers.ts';
import { etagOfOwn, expectFree, type SentObject } from './own-object.ts';
import { mayRefuseHeader } from './refusals.ts';
import { withRepeats } from './retry.ts';
import { type OpenBody, type SendableBody, SendableFile, sendableBuffer } from './sendable-body.ts';

/**
 * Stores one object and answers with its ETag, which the server must have confirmed; a large one in parts. A file is
 * streamed; where it changes meanwhile nothing is published (`file-changed`). Repeats where the reply was lost: with
 * `onlyNew`, finding the key taken by these very bytes on a repeat counts as the success that the lost reply had told of.
 */
export async function putObject(
  bucket: BucketContext,
  key: string,
  body: PutBody,
  options: PutOptions,
): Promise<{ etag: string }> {
  const { memory, endpoint } = bucket.features;
  const bytes = Buffer.isBuffer(body) ? body.length : body.bytes;
  if (bytes > bucket.uploads.partsAbove && memory.features(endpoint).multipart !== false) {
    try {
      const stored = await putInParts(bucket, key, body, options);
      memory.learn(endpoint, { multipart: true });
      return stored;
    } catch (thrown) {
      if (!(thrown instanceof NoMultipart)) throw thrown;
      memory.learn(endpoint, { multipart: false });
    }
  }
  const stored = await putWhole(bucket, key, body, options);
  return (await probeWriting(bucket, key, body, options)) ?? stored;
}

function putWhole(bucket: BucketContext, key: string, body: PutBody, options: PutOptions): Promise<{ etag: string }> {
  const context = requestContext(bucket, 'put', key, options.signal);
  const put = new WholePut(bucket, context, key, body, options);
  return withRepeats(context, bucket.pace, () => put.attempt());
}

/** One object over several tries. */
class WholePut {
  readonly #bucket: BucketContext;
  readonly #context: RequestContext;
  readonly #key: string;
  readonly #body: SendableBody;
  readonly #options: PutOptions;
  /** Of the bytes that an earlier try sent in full: they may have been stored. */
  #sentMd5: string | null = null;

  constructor(bucket: BucketContext, context: RequestContext, key: string, body: PutBody, options: PutOptions) {
    this.#bucket = bucket;
    this.#context = context;
    this.#key = key;
    this.#body = Buffer.isBuffer(body) ? sendableBuffer(body) : new SendableFile(body.path, body.bytes);
    this.#options = options;
  }

  async attempt(): Promise<{ etag: string }> {
    const { memory, endpoint } = this.#bucket.features;
    const wanted = { checksums: true, conditionalWrites: this.#options.onlyNew === true };
    try {
      return await withOptionalHeaders(memory, endpoint, wanted, (headers) => this.#send(headers));
    } catch (thrown) {
      throw await whyRefused(this.#bucket, toS3Failure(thrown, this.#context), this.#options);
    }
  }

  /** Throws what the SDK threw. */
  async #send(headers: OptionalHeaders): Promise<{ etag: string }> {
    const { onlyNew, onSent, signal } = this.#options;
    if (onlyNew === true && !headers.conditionalWrites) {
      const etag = await expectFree(this.#bucket, this.#key, this.#sent(), signal);
      if (etag !== null) return { etag };
    }
    const checksum = headers.checksums ? await this.#body.checksum() : undefined;
    const open = await this.#body.open((bytes) => onSent?.(bytes));
    try {
      const reply = await this.#request(open, checksum, headers);
      onSent?.(this.#body.bytes);
      return confirm(reply, open, this.#context);
    } catch (thrown) {
      return await this.#lostReply(thrown, open);
    } finally {
      await open.close();
    }
  }

  #request(open: OpenBody, checksum: string | undefined, { conditionalWrites }: OptionalHeaders): Promise<StoredReply> {
    const { acl, cacheControl, contentType, metadata, signal } = this.#options;
    const input = {
      Bucket: this.#bucket.bucket,
      Key: this.#key,
      Body: open.content,
      ContentLength: this.#body.bytes,
      ContentType: contentType,
      CacheControl: cacheControl,
      Metadata: metadata,
      ACL: cannedAcl(acl),
      ChecksumCRC32: checksum,
      IfNoneMatch: conditionalWrites ? '*' : undefined,
    };
    // What is in memory already cannot fail to be read.
    const abortSignal = Buffer.isBuffer(open.content) ? signal : AbortSignal.any([signal, open.broken]);
    return sendPut(this.#bucket.client, input, { abortSignal });
  }

  /** A key that is taken may be so by what an earlier try stored; else throws why this one failed. */
  async #lostReply(thrown: unknown, open: OpenBody): Promise<{ etag: string }> {
    if (open.failure !== null) throw open.failure;
    const isTaken = toS3Failure(thrown, this.#context).error.code === 'already-exists';
    if (isTaken && this.#sentMd5 !== null) {
      const etag = await etagOfOwn(this.#bucket, this.#key, this.#sent(), this.#options.signal);
      if (etag !== null) return { etag };
    }
    // What was refused for a header of its own was certainly not stored.
    if (!mayRefuseHeader(thrown)) this.#sentMd5 = open.md5() ?? this.#sentMd5;
    throw thrown;
  }

  #sent(): SentObject {
    return { bytes: this.#body.bytes, etag: this.#sentMd5, metadata: this.#options.metadata ?? {} };
  }
}

/** A success without an ETag is a captive portal's; one with another digest stored other bytes. */
function confirm(reply: StoredReply, open: OpenBody, context: RequestContext): { etag: string } {
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
