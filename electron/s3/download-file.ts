import { createHash } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { AppFailure } from '../../shared/app-error.ts';
import { toWriteFailure } from '../files/file-error.ts';
import type { ObjectHead } from './bucket.ts';
import { type BucketContext, type RequestContext, requestContext } from './bucket-context.ts';
import { type CheckedObject, getObjectOnce } from './download.ts';
import { toS3Failure } from './errors.ts';
import { withRepeats } from './retry.ts';

/** A body up to here is taken whole and written at once; where it is cut, it is asked for anew. */
const COLLECTED_BYTES = 256 * 1024;

interface DownloadOptions {
  signal: AbortSignal;
  /** Called with the bytes that are in the file so far. */
  onReceived?: (bytes: number) => void;
}

/**
 * Streams an object into a new file, which must not exist. Where the body is cut or stalls, the rest is asked for by
 * range under If-Match; where the object was replaced meanwhile, it starts over. On failure no file is left.
 */
export async function downloadFile(
  bucket: BucketContext,
  key: string,
  path: string,
  options: DownloadOptions,
): Promise<ObjectHead> {
  const context = requestContext(bucket, 'get', key, options.signal);
  const handle = await open(path, 'wx+').catch((thrown: unknown) => {
    throw toWriteFailure(thrown, path);
  });
  try {
    const download = new Download({ bucket, context, key, path, handle, options });
    const head = await withRepeats(context, bucket.pace, () => download.advance());
    await handle.close();
    return head;
  } catch (thrown) {
    await handle.close().catch(() => undefined);
    await unlink(path).catch(() => undefined);
    throw thrown;
  }
}

interface DownloadParts {
  bucket: BucketContext;
  context: RequestContext;
  key: string;
  path: string;
  handle: FileHandle;
  options: DownloadOptions;
}

/** How far one file has come over several tries. */
class Download {
  readonly #parts: DownloadParts;
  /** The object that the bytes in the file belong to. */
  #begun: CheckedObject | null = null;
  #received = 0;

  constructor(parts: DownloadParts) {
    this.#parts = parts;
  }

  /** One try: the whole object, or what is missing of the one that an earlier try began. */
  async advance(): Promise<ObjectHead> {
    const begun = this.#begun;
    if (begun === null || this.#received === 0 || this.#received >= begun.head.bytes) return this.#fetchWhole();
    const rest = await this.#askForRest(begun);
    if (rest === null) return this.#fetchWhole();
    await this.#write(rest);
    await this.#verifyFile(begun);
    return begun.head;
  }

  async #fetchWhole(): Promise<ObjectHead> {
    const { bucket, context, key, path, handle, options } = this.#parts;
    this.#received = 0;
    if (this.#begun !== null)
      await handle.truncate(0).catch((thrown: unknown) => {
        throw toWriteFailure(thrown, path);
      });
    this.#begun = await getObjectOnce(bucket, context, key, { signal: options.signal });
    await this.#write(this.#begun);
    return this.#begun.head;
  }

  /** Null where the object is another one by now. */
  async #askForRest({ head }: CheckedObject): Promise<CheckedObject | null> {
    const { bucket, context, key, options } = this.#parts;
    const wanted = { signal: options.signal, ifMatch: head.etag, range: { from: this.#received } };
    try {
      const rest = await getObjectOnce(bucket, context, key, wanted);
      if (rest.head.etag === head.etag && rest.head.bytes === head.bytes) return rest;
      rest.discard();
      return null;
    } catch (thrown) {
      const failure = toS3Failure(thrown, context);
      if (failure.error.code === 'object-changed') return null;
      throw failure;
    }
  }

  async #write(object: CheckedObject): Promise<void> {
    const { handle, path, options } = this.#parts;
    const chunks = object.carried <= COLLECTED_BYTES ? [await object.collect()] : object.stream();
    for await (const chunk of chunks) {
      await writeAt(handle, chunk, this.#received, path);
      this.#received += chunk.length;
      options.onReceived?.(this.#received);
    }
  }

  /** A file that came in parts is read again: no single reply's digest covered it. */
  async #verifyFile({ head, md5 }: CheckedObject): Promise<void> {
    const received = md5 === null ? null : await md5OfFile(this.#parts.handle);
    if (this.#received === head.bytes && received === md5) return;
    const expected = md5 === null ? `${head.bytes} bytes` : `md5 ${md5}`;
    const found = md5 === null ? `${this.#received} bytes` : `md5 ${received}`;
    this.#received = 0;
    throw new AppFailure({ code: 'transfer-damaged', key: this.#parts.key, expected, received: found });
  }
}

async function writeAt(handle: FileHandle, chunk: Buffer, position: number, path: string): Promise<void> {
  try {
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await handle.write(chunk, written, chunk.length - written, position + written);
      written += bytesWritten;
    }
  } catch (thrown) {
    throw toWriteFailure(thrown, path);
  }
}

async function md5OfFile(handle: FileHandle): Promise<string> {
  const digest = createHash('md5');
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) digest.update(chunk);
  return digest.digest('hex');
}
