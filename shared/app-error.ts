/**
 * Every way in which something can fail, as data. A code says what happened, the other fields are the facts that a
 * sentence in the window needs; the renderer owns the sentences. No field ever holds a secret.
 */
export type AppError =
  // The boundary
  | { code: 'bad-request'; channel: string; detail: string }
  | { code: 'forbidden-sender' }
  | { code: 'unknown-connection' }
  | { code: 'unknown-group' }
  | { code: 'unknown-job' }
  | { code: 'stale-view' }
  | { code: 'cancelled' }
  | { code: 'internal'; detail: string }
  // Connecting
  | { code: 'no-such-profile'; profile: string }
  | { code: 'no-credentials'; profile: string; detail: string }
  | { code: 'wrong-keys'; bucket: string; endpoint: string }
  | { code: 'credentials-expired'; bucket: string }
  | { code: 'no-such-bucket'; bucket: string }
  | { code: 'invalid-bucket-name'; bucket: string }
  | { code: 'wrong-region'; bucket: string; region: string; actual: string | null }
  | { code: 'access-denied'; action: S3Action; bucket: string; key: string | null }
  | { code: 'unreachable'; endpoint: string; detail: string }
  | { code: 'timed-out'; endpoint: string }
  | { code: 'not-s3'; endpoint: string; detail: string }
  | { code: 'throttled'; endpoint: string }
  | { code: 'clock-skew'; endpoint: string }
  | { code: 'server-error'; endpoint: string; status: number; detail: string }
  // Objects
  | { code: 'key-vanished'; key: string }
  | { code: 'object-changed'; key: string }
  | { code: 'already-exists'; key: string }
  | { code: 'transfer-damaged'; key: string; expected: string; received: string }
  | { code: 'not-a-url'; text: string }
  | { code: 'other-bucket'; bucket: string }
  // Images
  | { code: 'not-an-image'; name: string }
  | { code: 'unsupported-image'; name: string; format: string }
  | { code: 'damaged-image'; name: string; detail: string }
  | { code: 'image-too-large'; name: string; limit: 'pixels' | 'bytes' | 'frames' | 'seconds'; max: number }
  | { code: 'cannot-encode'; format: string; detail: string }
  | { code: 'host-died'; name: string; detail: string }
  // Local files
  | { code: 'file-not-found'; path: string }
  | { code: 'file-changed'; path: string }
  | { code: 'not-readable'; path: string }
  | { code: 'not-writable'; path: string }
  | { code: 'disk-full'; path: string }
  | { code: 'result-expired' }
  | { code: 'not-a-table'; path: string; detail: string };

export type AppErrorCode = AppError['code'];
export type S3Action = 'list' | 'get' | 'put' | 'delete';

/** What crosses the process boundary: a value or an {@link AppError}, never an exception. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: AppError };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const err = (error: AppError): { ok: false; error: AppError } => ({ ok: false, error });

/** An {@link AppError} on its way up the stack inside one process; `cause` keeps what was originally thrown. */
export class AppFailure extends Error {
  override readonly name = 'AppFailure';
  readonly error: AppError;

  constructor(error: AppError, options?: { cause?: unknown }) {
    super(error.code, options);
    this.error = error;
  }
}

/** The {@link AppError} of anything thrown: a failure's own, `cancelled` for an abort, else `internal`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppFailure) return thrown.error;
  if (thrown instanceof Error && thrown.name === 'AbortError') return { code: 'cancelled' };
  return { code: 'internal', detail: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** Closes a switch over a union: reaching it is a compile error. */
export function assertNever(value: never): never {
  throw new Error(`expected a known kind but received ${JSON.stringify(value)}`);
}
