import type { Readable } from 'node:stream';
import { shownAs, storedFormat } from './shown-format.ts';

/** Enough of an object's start to tell its format. */
const PEEKED_BYTES = 4096;

/** A picture on its way to the page. */
export interface ShownVariant {
  body: ReadableStream<Uint8Array> | Buffer;
  contentType: string;
  bytes: number;
}

/** A body of which the start was read: the start, and all of it as a stream that ends the body when it is given up. */
interface Peeked {
  start: Buffer;
  whole(): ReadableStream<Uint8Array>;
}

async function peek(body: Readable): Promise<Peeked> {
  const chunks: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < PEEKED_BYTES) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    start = Buffer.concat([start, value]);
  }
  const whole = () =>
    new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(start),
      async pull(controller) {
        const { value, done } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      // At once, also while it waits for a chunk that may never come.
      cancel: () => void body.destroy(),
    });
  return { start, whole };
}

/**
 * A stored picture as it comes, under the type of its content; null, the body ended, where the page cannot show its
 * format. Throws what reading the body throws, `not-an-image` and `unsupported-image`.
 */
export async function showBody(body: Readable, bytes: number, name: string): Promise<ShownVariant | null> {
  try {
    const { start, whole } = await peek(body);
    const contentType = shownAs(storedFormat(start, name));
    if (contentType !== null) return { body: whole(), contentType, bytes };
  } catch (thrown) {
    body.destroy();
    throw thrown;
  }
  body.destroy();
  return null;
}
