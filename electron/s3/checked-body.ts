import { createHash } from 'node:crypto';
import { finished, type Readable, Transform, type TransformCallback } from 'node:stream';
import { AppFailure } from '../../shared/app-error.ts';
import type { RequestContext } from './bucket-context.ts';
import { toS3Failure } from './errors.ts';

export interface BodyExpectation {
  context: RequestContext;
  /** Bytes that the reply said it carries. */
  carried: number;
  /** Hex digest of all carried bytes; null where none is known. */
  md5: string | null;
  /** The stretch of the carried bytes to hand on; `to` is exclusive. */
  wanted: { from: number; to: number };
}

/**
 * Hands a reply's body on and ends it with an `AppFailure` where it is cut, stalls, is short or long, or differs from
 * its digest. Destroying the result frees the socket.
 */
export function checkBody(source: Readable, expectation: BodyExpectation): Readable {
  const { context } = expectation;
  const checked = new BodyCheck(expectation);
  // Who reads it sees the failure; where nobody reads yet, it must not end the process.
  checked.on('error', () => undefined);
  const cancel = () => checked.destroy(new AppFailure({ code: 'cancelled' }));
  context.signal.addEventListener('abort', cancel, { once: true });
  finished(source, (error) => {
    if (error) checked.destroy(checked.failureOf(error));
  });
  checked.once('close', () => {
    context.signal.removeEventListener('abort', cancel);
    source.destroy();
  });
  return source.pipe(checked);
}

class BodyCheck extends Transform {
  readonly #expectation: BodyExpectation;
  readonly #digest;
  #received = 0;

  constructor(expectation: BodyExpectation) {
    super();
    this.#expectation = expectation;
    this.#digest = expectation.md5 === null ? null : createHash('md5');
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const { from, to } = this.#expectation.wanted;
    const at = this.#received;
    this.#received += chunk.length;
    this.#digest?.update(chunk);
    const start = Math.max(from - at, 0);
    const end = Math.min(to - at, chunk.length);
    if (start < end) this.push(start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end));
    done();
  }

  override _flush(done: TransformCallback): void {
    const { carried, md5 } = this.#expectation;
    const digest = this.#digest?.digest('hex') ?? null;
    if (this.#received !== carried) done(this.#damaged());
    else if (digest !== md5) done(this.#damaged(`md5 ${md5}`, `md5 ${digest}`));
    else done();
  }

  /** A connection cut in mid-body is damage, whatever the system calls it; a stall and a cancel keep their own names. */
  failureOf(thrown: Error): AppFailure {
    const failure = toS3Failure(thrown, this.#expectation.context);
    return failure.error.code === 'unreachable' || failure.error.code === 'internal'
      ? this.#damaged(undefined, undefined, thrown)
      : failure;
  }

  #damaged(
    expected = `${this.#expectation.carried} bytes`,
    received = `${this.#received} bytes`,
    cause?: Error,
  ): AppFailure {
    const key = this.#expectation.context.key ?? '';
    return new AppFailure({ code: 'transfer-damaged', key, expected, received }, { cause });
  }
}
