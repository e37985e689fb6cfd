import type { Readable } from 'node:stream';
import { ForeignReply } from './foreign-reply.ts';
import { MAX_REPLY_BYTES } from './reply-limit.ts';

/** A reply as Node's HTTP hands it to the SDK. */
export interface StreamedReply {
  statusCode: number;
  headers: Record<string, string>;
  body: Readable;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

export const isStreamedReply = (value: unknown): value is StreamedReply =>
  isObject(value) && 'statusCode' in value && 'body' in value && isObject(value.body) && 'pipe' in value.body;

/** The whole body. Ends with what ends the stream, and before it takes more memory than any reply that is read whole. */
export function collectBody(body: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    body.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_REPLY_BYTES) body.destroy(new ForeignReply(`more than ${MAX_REPLY_BYTES} bytes in one reply`));
    });
    body.once('end', () => resolve(Buffer.concat(chunks, bytes)));
    body.once('error', reject);
    body.once('aborted', () => reject(Object.assign(new Error('the reply broke off'), { code: 'ECONNRESET' })));
  });
}
