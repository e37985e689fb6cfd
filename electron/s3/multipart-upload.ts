import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
} from '@aws-sdk/client-s3';
import { AppFailure } from '../../shared/app-error.ts';
import { cannedAcl, whyRefused } from './acl.ts';
import type { PutBody, PutOptions } from './bucket.ts';
import { type BucketContext, requestContext } from './bucket-context.ts';
import { toS3Failure } from './errors.ts';
import { quoteEtag, unquoteEtag } from './etag.ts';
import { listParts } from './list-parts.ts';
import { etagOfOwn, expectFree, type SentObject } from './own-object.ts';
import { openPartSource, type PartSource } from './part-source.ts';
import { type BegunUpload, etagOfParts, type StoredPart, sendParts } from './parts.ts';
import { isConditionRefused, mayRefuseHeader } from './refusals.ts';
import { withRepeats } from './retry.ts';
import { readThrown } from './thrown-facts.ts';
import { TAKE_BACK_MS } from './timeouts.ts';
import { partBytesFor } from './upload-limits.ts';

export interface PartedPutOptions extends PutOptions {
  /** An upload of the same body that an earlier run began: parts that the server has are not sent again. */
  resume?: BegunUpload;
  /** Told of the upload before its first part is sent. */
  onBegun?: (upload: BegunUpload) => void;
}

/** The server knows no uploads in parts. */
export class NoMultipart extends Error {
  override readonly name = 'NoMultipart';
}

/** Aborts that are tried while the server still lists parts: one on its way may have arrived after the first. */
const MOST_ABORTS = 3;

/**
 * Stores one object in parts, each of which is repeated by itself, and answers with the ETag of the whole. Until the
 * last step nothing is visible in the bucket; on failure or where `signal` aborts the parts are removed again. Throws
 * an `AppFailure`, or `NoMultipart` where the server does not know how.
 */
export async function putInParts(
  bucket: BucketContext,
  key: string,
  body: PutBody,
  options: PartedPutOptions,
): Promise<{ etag: string }> {
  const source = await openPartSource(body);
  try {
    return await new PartedPut(bucket, key, source, options).run();
  } finally {
    await source.close();
  }
}

class PartedPut {
  readonly #bucket: BucketContext;
  readonly #key: string;
  readonly #source: PartSource;
  readonly #options: PartedPutOptions;

  constructor(bucket: BucketContext, key: string, source: PartSource, options: PartedPutOptions) {
    this.#bucket = bucket;
    this.#key = key;
    this.#source = source;
    this.#options = options;
  }

  async run(): Promise<{ etag: string }> {
    const { onBegun, onSent, resume, signal } = this.#options;
    const present = resume === undefined ? null : await listParts(this.#bucket, this.#key, resume.uploadId, signal);
    const upload = resume !== undefined && present !== null ? resume : await this.#begin();
    onBegun?.(upload);
    try {
      const parts = await sendParts(this.#bucket, {
        key: this.#key,
        upload,
        source: this.#source,
        present: present ?? new Map(),
        signal,
        onSent: (bytes) => onSent?.(bytes),
      });
      await this.#source.expectUnchanged();
      return await this.#complete(upload, parts);
    } catch (thrown) {
      await this.#abort(upload);
      throw thrown;
    }
  }

  async #begin(): Promise<BegunUpload> {
    const { acl, cacheControl, contentType, metadata, onlyNew, signal } = this.#options;
    const context = requestContext(this.#bucket, 'put', this.#key, signal);
    const begun = await withRepeats(context, this.#bucket.pace, async () => {
      // A body of this size is not sent for nothing.
      if (onlyNew === true) await expectFree(this.#bucket, this.#key, this.#sent(null), signal);
      const command = new CreateMultipartUploadCommand({
        Bucket: this.#bucket.bucket,
        Key: this.#key,
        ContentType: contentType,
        CacheControl: cacheControl,
        Metadata: metadata,
        ACL: cannedAcl(acl),
      });
      const { UploadId: uploadId } = await this.#bucket.client
        .send(command, { abortSignal: signal, requestTimeout: this.#bucket.pace.replyMs })
        .catch(async (thrown: unknown) => {
          const failure = toS3Failure(thrown, context);
          if (failure.error.code === 'not-supported') return { UploadId: null };
          throw await whyRefused(this.#bucket, failure, this.#options);
        });
      const detail = 'a reply without the id of an upload';
      if (uploadId === undefined) throw new AppFailure({ code: 'not-s3', endpoint: context.endpoint, detail });
      return uploadId;
    });
    if (begun === null) throw new NoMultipart();
    return { uploadId: begun, partBytes: partBytesFor(this.#source.bytes, this.#bucket.uploads.partBytes) };
  }

  #complete(upload: BegunUpload, parts: readonly StoredPart[]): Promise<{ etag: string }> {
    const { onlyNew, signal } = this.#options;
    const context = requestContext(this.#bucket, 'put', this.#key, signal);
    const { endpoint, memory } = this.#bucket.features;
    const sent = this.#sent(etagOfParts(parts));
    let isConditional = onlyNew === true && memory.features(endpoint).conditionalWrites === true;
    return withRepeats(context, this.#bucket.pace, async () => {
      try {
        if (isConditional) return await this.#completeOnce(upload, parts, true);
      } catch (thrown) {
        // A server may know the condition for whole objects only.
        if (!mayRefuseHeader(thrown)) return await this.#settle(thrown, sent);
        isConditional = false;
      }
      try {
        const own = onlyNew === true ? await expectFree(this.#bucket, this.#key, sent, signal) : null;
        return own === null ? await this.#completeOnce(upload, parts, false) : { etag: own };
      } catch (thrown) {
        return await this.#settle(thrown, sent);
      }
    });
  }

  async #completeOnce(upload: BegunUpload, parts: readonly StoredPart[], isConditional: boolean) {
    const command = new CompleteMultipartUploadCommand({
      Bucket: this.#bucket.bucket,
      Key: this.#key,
      UploadId: upload.uploadId,
      MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: quoteEtag(etag) })) },
      IfNoneMatch: isConditional ? '*' : undefined,
    });
    const reply = await this.#bucket.client.send(command, {
      abortSignal: this.#options.signal,
      requestTimeout: this.#bucket.pace.replyMs,
    });
    const etag = unquoteEtag(reply.ETag ?? '');
    return { etag: etag === '' ? await this.#confirm(reply, parts) : etag };
  }

  /** Ceph 16 leaves the ETag empty: the object itself shows then that it was stored, or the reply by what else it says. */
  async #confirm(reply: CompleteMultipartUploadCommandOutput, parts: readonly StoredPart[]): Promise<string> {
    const sent = this.#sent(etagOfParts(parts));
    const own = await etagOfOwn(this.#bucket, this.#key, sent, this.#options.signal);
    if (own !== null) return own;
    if (reply.Bucket === this.#bucket.bucket && sent.etag !== null) return sent.etag;
    const detail = 'a reply without the ETag of what was stored';
    throw new AppFailure({ code: 'not-s3', endpoint: this.#bucket.endpointLabel, detail });
  }

  /** Where an earlier reply was lost, the upload is gone or the key is taken by its own object: that is the success. */
  async #settle(thrown: unknown, sent: SentObject): Promise<{ etag: string }> {
    const { name, status } = readThrown(thrown);
    const isGone = name === 'NoSuchUpload';
    const isTaken = isConditionRefused(thrown);
    if (!isGone && !isTaken) throw thrown;
    const etag = await etagOfOwn(this.#bucket, this.#key, sent, this.#options.signal);
    if (etag !== null) return { etag };
    if (isTaken) throw thrown;
    const endpoint = this.#bucket.endpointLabel;
    throw new AppFailure({ code: 'server-error', endpoint, status: status ?? 0, detail: name });
  }

  /** The cancelled job's own signal is over, so the removal has one of its own. What it leaves is for the next abort. */
  async #abort({ uploadId }: BegunUpload): Promise<void> {
    const signal = AbortSignal.timeout(TAKE_BACK_MS);
    const context = { ...requestContext(this.#bucket, 'put', this.#key, signal), observer: null };
    const command = { Bucket: this.#bucket.bucket, Key: this.#key, UploadId: uploadId };
    try {
      for (let aborts = 1; aborts <= MOST_ABORTS; aborts += 1) {
        await withRepeats(context, this.#bucket.pace, () =>
          this.#bucket.client.send(new AbortMultipartUploadCommand(command), { abortSignal: signal }),
        );
        const left = await listParts(this.#bucket, this.#key, uploadId, signal);
        if (left === null || left.size === 0) return;
      }
    } catch {
      // Gone already, or out of reach: the reason why the upload failed is the one to tell.
    }
  }

  #sent(etag: string | null): SentObject {
    return { bytes: this.#source.bytes, etag, metadata: this.#options.metadata ?? {} };
  }
}
