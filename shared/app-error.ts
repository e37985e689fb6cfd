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
  | { code: 'unknown-trouble' }
  | { code: 'stale-view' }
  | { code: 'cancelled' }
  | { code: 'internal'; detail: string }
  // Connecting
  | CredentialError
  | { code: 'no-such-bucket'; bucket: string }
  | { code: 'invalid-bucket-name'; bucket: string }
  | { code: 'wrong-region'; bucket: string; region: string; actual: string | null }
  | { code: 'access-denied'; action: S3Action; bucket: string; key: string | null }
  | { code: 'bucket-taken'; bucket: string; byOwnAccount: boolean }
  | { code: 'too-many-buckets' }
  /** The bucket takes no ACL (its object ownership is "bucket owner enforced"). */
  | { code: 'acls-disabled'; bucket: string }
  /** The bucket blocks public access, and an ACL would have given it. */
  | { code: 'public-access-blocked'; bucket: string }
  /** The server does not do what was asked; `what` is S3's name for it. */
  | { code: 'not-supported'; endpoint: string; what: string }
  | { code: 'unreachable'; endpoint: string; detail: string }
  /** No encrypted connection; `detail` is the system's name for why. */
  | { code: 'tls-failed'; endpoint: string; reason: TlsFailure; detail: string }
  | { code: 'timed-out'; endpoint: string }
  | { code: 'not-s3'; endpoint: string; detail: string }
  | { code: 'throttled'; endpoint: string }
  | { code: 'clock-skew'; endpoint: string }
  | { code: 'server-error'; endpoint: string; status: number; detail: string }
  /** The space that the server grants to the bucket or its owner is used up. */
  | { code: 'quota-exceeded'; bucket: string; endpoint: string }
  /** The key that the bucket is encrypted with cannot be used; `detail` is S3's name for why. */
  | { code: 'encryption-key'; action: S3Action; bucket: string; detail: string }
  // Objects
  | { code: 'key-vanished'; key: string }
  | { code: 'object-changed'; key: string }
  | { code: 'already-exists'; key: string }
  /** The object lies in an archive (Glacier) and must be restored before it can be read. */
  | { code: 'archived-object'; key: string }
  /** The server takes no such object. */
  | { code: 'object-refused'; key: string; reason: 'too-large' | 'name' | 'metadata' }
  | { code: 'transfer-damaged'; key: string; expected: string; received: string }
  | { code: 'not-a-url'; text: string }
  | { code: 'other-bucket'; bucket: string }
  // Images
  | { code: 'not-an-image'; name: string }
  | { code: 'unsupported-image'; name: string; format: string }
  | { code: 'damaged-image'; name: string; detail: string }
  | {
      code: 'image-too-large';
      name: string;
      limit: 'pixels' | 'side' | 'bytes' | 'frames' | 'channels' | 'seconds';
      max: number;
    }
  | { code: 'cannot-encode'; format: string; detail: string }
  | { code: 'host-died'; name: string; detail: string }
  // Local files
  | { code: 'file-not-found'; path: string }
  | { code: 'file-changed'; path: string }
  | { code: 'not-readable'; path: string }
  | { code: 'not-writable'; path: string }
  | { code: 'disk-full'; path: string }
  | { code: 'result-expired' }
  | { code: 'not-a-table'; path: string; detail: string }
  /** A file of ~/.aws that holds what would be lost if it were written. */
  | { code: 'aws-file-unclear'; path: string; detail: string };

export type AppErrorCode = AppError['code'];

/** Keys that could not be had, or were refused. Other keys or a login could mend it: what needs the keys waits for that. */
type CredentialError =
  | { code: 'no-such-profile'; profile: string }
  /** A source of keys gave none; `source` is its name. */
  | { code: 'no-credentials'; source: string; detail: string }
  /** Typed keys that are not kept any more. */
  | { code: 'keys-gone' }
  /** Typed keys that the keyring of this computer no longer opens. */
  | { code: 'keys-locked' }
  /** The server does not know the key id, or the secret does not belong to it. */
  | { code: 'wrong-keys'; bucket: string; endpoint: string; reason: 'key' | 'signature' }
  | { code: 'credentials-expired'; bucket: string }
  /** No login to an SSO session, or one that ended. */
  | { code: 'login-needed'; profile: string }
  | { code: 'login-refused'; profile: string; reason: 'denied' | 'expired' | 'misconfigured'; detail: string }
  | { code: 'mfa-cancelled'; profile: string }
  | { code: 'mfa-refused'; profile: string }
  | { code: 'role-refused'; profile: string; role: string }
  | { code: 'credential-process'; profile: string; reason: 'missing' | 'slow' | 'failed' | 'unreadable' };

/** The codes as values; the compiler asks for each. */
const credentialCodes: Readonly<Record<CredentialError['code'], true>> = {
  'no-such-profile': true,
  'no-credentials': true,
  'keys-gone': true,
  'keys-locked': true,
  'wrong-keys': true,
  'credentials-expired': true,
  'login-needed': true,
  'login-refused': true,
  'mfa-cancelled': true,
  'mfa-refused': true,
  'role-refused': true,
  'credential-process': true,
};

export const isCredentialError = (error: AppError): error is CredentialError => error.code in credentialCodes;

/** Not trusted for its date, for the name it was made out to or for who signed it; or no TLS is spoken there at all. */
export type TlsFailure = 'date' | 'name' | 'authority' | 'handshake';
export type S3Action = 'list' | 'get' | 'put' | 'delete' | 'list-buckets' | 'create-bucket';

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
