import { pipeline, Readable, Transform, type TransformCallback } from 'node:stream';
import { ForeignReply } from './foreign-reply.ts';

/**
 * What no reply that is read whole may exceed: a thousand keys of the longest names are 4 MB of XML, a hundred thousand
 * buckets 12 MB. What never ends would fill the memory.
 */
export const MAX_REPLY_BYTES = 16 * 1024 * 1024;

/** The body of a reply that is read whole, ended with a {@link ForeignReply} where it grows past all measure. */
export function limitReply(body: unknown): unknown {
  if (!(body instanceof Readable)) return body;
  // Who reads it sees the failure.
  return pipeline(body, new ReplyLimit(), () => undefined);
}

class ReplyLimit extends Transform {
  #left = MAX_REPLY_BYTES;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#left -= chunk.length;
    if (this.#left < 0) done(new ForeignReply(`more than ${MAX_REPLY_BYTES} bytes in one reply`));
    else done(null, chunk);
  }
}
