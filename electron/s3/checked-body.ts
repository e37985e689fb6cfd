import { createHash } from 'node:crypto';
import { finished, type Readable, Transform, type TransformCallback } from 'node:stream';
import { AppFailure } from '../../shared/app-error.ts';
import type { RequestContext } from './bucket-context.ts';
import { toS3Failure } from './errors.ts';

interface BodyExpectation {
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

/**
 * The same for a small body that is wanted as a whole: no stream of streams, which costs several times more than the
 * bytes. Where it is not wanted any more (`context.signal`) its socket is freed.
 */
export function collectChecked(source: Readable, expectation: BodyExpectation): Promise<Buffer> {
  const { context, carried, md5, wanted } = expectation;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    let isSettled = false;
    const settle = (failure: AppFailure | null): void => {
      isSettled = true;
      context.signal.removeEventListener('abort', cancel);
      if (failure === null) {
        resolve(wantedBytes(chunks, wanted, carried));
      } else {
        reject(failure);
        source.destroy();
      }
    };
    const cancel = (): void => settle(new AppFailure({ code: 'cancelled' }));
    const broken = (thrown?: unknown): void => {
      // What ends it after that has nobody to tell.
      if (!isSettled)
        settle(thrown === undefined ? damaged(expectation, received) : bodyFailure(thrown, expectation, received));
    };
    source.on('error', broken);
    source.on('close', broken);
    source.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      received += chunk.length;
      if (received > carried) settle(damaged(expectation, received));
    });
    source.on('end', () => {
      const digest = md5 === null || received !== carried ? null : digestOf(chunks);
      if (received !== carried) settle(damaged(expectation, received));
      else if (digest !== md5) settle(otherDigest(expectation, digest));
      else settle(null);
    });
    context.signal.addEventListener('abort', cancel, { once: true });
    if (context.signal.aborted) cancel();
  });
}

function digestOf(chunks: readonly Buffer[]): string {
  const hash = createHash('md5');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

function wantedBytes(chunks: Buffer[], { from, to }: BodyExpectation['wanted'], carried: number): Buffer {
  const whole = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  return from === 0 && to === carried ? whole : whole.subarray(from, to);
}

/** A connection cut in mid-body is damage, whatever the system calls it; a stall and a cancel keep their own names. */
function bodyFailure(thrown: unknown, expectation: BodyExpectation, received: number): AppFailure {
  const failure = toS3Failure(thrown, expectation.context);
  return failure.error.code === 'unreachable' || failure.error.code === 'internal'
    ? damaged(expectation, received, thrown)
    : failure;
}

const keyOf = ({ context }: BodyExpectation): string => context.key ?? '';

const damaged = (expectation: BodyExpectation, received: number, cause?: unknown): AppFailure =>
  new AppFailure(
    {
      code: 'transfer-damaged',
      key: keyOf(expectation),
      expected: `${expectation.carried} bytes`,
      received: `${received} bytes`,
    },
    { cause },
  );

const otherDigest = (expectation: BodyExpectation, digest: string | null): AppFailure =>
  new AppFailure({
    code: 'transfer-damaged',
    key: keyOf(expectation),
    expected: `md5 ${expectation.md5}`,
    received: `md5 ${digest}`,
  });

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
    if (this.#received !== carried) done(damaged(this.#expectation, this.#received));
    else if (digest !== md5) done(otherDigest(this.#expectation, digest));
    else done();
  }

  failureOf(thrown: Error): AppFailure {
    return bodyFailure(thrown, this.#expectation, this.#received);
  }
}
