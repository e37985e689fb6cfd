import {
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
} from '@aws-sdk/client-s3';
import { AppFailure } from '../../shared/app-error.ts';
import { abortUpload } from './abort-upload.ts';
import { cannedAcl, whyRefused } from './acl.ts';
import type { PutBody, PutOptions } from './bucket.ts';
import { type BucketContext, requestContext } from './bucket-context.ts';
import { toS3Failure } from './errors.ts';
import { quoteEtag, unquoteEtag } from './etag.ts';
import { listParts } from './list-parts.ts';
import { etagOfEarlier, etagOfOwn, expectFree, type SentObject } from './own-object.ts';
import { openPartSource, type PartSource } from './part-source.ts';
import { type BegunUpload, etagOfParts, etagOfSource, type StoredPart, sendParts } from './parts.ts';
import { isConditionRefused, mayRefuseHeader } from './refusals.ts';
import { withRepeats } from './retry.ts';
import { readThrown } from './thrown-facts.ts';
import { TAKE_BACK_MS } from './timeouts.ts';
import { partBytesFor } from './upload-limits.ts';

/** The server knows no uploads in parts. */
export class NoMultipart extends Error {
  override readonly name = 'NoMultipart';
}

/**
 * Stores one object in parts, each of which is repeated by itself, and answers with the ETag of the whole. Until the
 * last step nothing is visible in the bucket; on failure or where `signal` aborts the parts are removed again, unless
 * `keepParts` says otherwise. Goes on where an upload that is given to `resume` stopped; where the server knows that one
 * no more, it was either completed, which is the success, or is begun anew. Throws an `AppFailure`, or `NoMultipart`
 * where the server does not know how.
 */
export async function putInParts(
  bucket: BucketContext,
  key: string,
  body: PutBody,
  options: PutOptions,
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
  readonly #options: PutOptions;

  constructor(bucket: BucketContext, key: string, source: PartSource, options: PutOptions) {
    this.#bucket = bucket;
    this.#key = key;
    this.#source = source;
    this.#options = options;
  }

  async run(): Promise<{ etag: string }> {
    const { beforePart, keepParts, onBegun, onSent, resume, signal } = this.#options;
    const present = resume === undefined ? null : await listParts(this.#bucket, this.#key, resume.uploadId, signal);
    if (resume !== undefined && present === null) {
      const etag = await this.#completedBefore(resume);
      if (etag !== null) return { etag };
      // Where the server only does not list parts, the old upload is still there.
      await this.#abort(resume);
    }
    const isResumed = resume !== undefined && present !== null;
    const upload = isResumed ? resume : await this.#begin();
    try {
      if (!isResumed) await onBegun?.(upload);
      const parts = await sendParts(this.#bucket, {
        key: this.#key,
        upload,
        source: this.#source,
        present: present ?? new Map(),
        signal,
        onSent: (bytes) => onSent?.(bytes),
        ...(beforePart === undefined ? {} : { beforePart }),
      });
      await this.#source.expectUnchanged();
      return await this.#complete(upload, parts);
    } catch (thrown) {
      if (keepParts?.(thrown) !== true) await this.#abort(upload);
      throw thrown;
    }
  }

  /** The ETag of the object that an upload, which the server knows no more, was completed to; null where it was not. */
  #completedBefore(upload: BegunUpload): Promise<string | null> {
    const { metadata = {}, signal } = this.#options;
    const sent = { bytes: this.#source.bytes, metadata };
    const digest = (): Promise<string> => etagOfSource(this.#source, upload.partBytes, signal);
    const context = requestContext(this.#bucket, 'put', this.#key, signal);
    return withRepeats(context, this.#bucket.pace, () =>
      etagOfEarlier(this.#bucket, this.#key, { sent, digest, signal }),
    );
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
    // Out of reach: the reason why the upload failed is the one to tell.
    await abortUpload(this.#bucket, { key: this.#key, uploadId }, signal).catch(() => undefined);
  }

  #sent(etag: string | null): SentObject {
    return { bytes: this.#source.bytes, etag, metadata: this.#options.metadata ?? {} };
  }
}
