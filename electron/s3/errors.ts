import { type AppError, AppFailure } from '../../shared/app-error.ts';
import type { RequestContext } from './bucket-context.ts';
import { ForeignReply } from './reply-guard.ts';

/** What the SDK hangs on the errors it throws, as far as this module reads it. */
interface ThrownFacts {
  /** S3's error code, or the SDK's or Node's name for what happened. */
  name: string;
  /** Node's code for a failed connection, e.g. `ECONNREFUSED`. */
  systemCode: string;
  message: string;
  status: number | null;
  /** The region that S3 says the bucket is in. */
  bucketRegion: string | null;
}

type Explain = (context: RequestContext, facts: ThrownFacts) => AppError;

const denied: Explain = ({ action, bucket, key }) => ({ code: 'access-denied', action, bucket, key });
const wrongKeys: Explain = ({ bucket, endpoint }) => ({ code: 'wrong-keys', bucket, endpoint });
const expired: Explain = ({ bucket }) => ({ code: 'credentials-expired', bucket });
const throttled: Explain = ({ endpoint }) => ({ code: 'throttled', endpoint });
const timedOut: Explain = ({ endpoint }) => ({ code: 'timed-out', endpoint });
const clockSkew: Explain = ({ endpoint }) => ({ code: 'clock-skew', endpoint });
const noSuchBucket: Explain = ({ bucket }) => ({ code: 'no-such-bucket', bucket });
const missing: Explain = (context, facts) =>
  context.key === null ? noSuchBucket(context, facts) : { code: 'key-vanished', key: context.key };
const changed: Explain = ({ action, key }) =>
  action === 'put' ? { code: 'already-exists', key: key ?? '' } : { code: 'object-changed', key: key ?? '' };
const damaged: Explain = ({ key }, { name }) => ({
  code: 'transfer-damaged',
  key: key ?? '',
  expected: 'the bytes that were sent',
  received: name,
});
const wrongRegion: Explain = ({ bucket, region }, { bucketRegion }) => ({
  code: 'wrong-region',
  bucket,
  region,
  actual: bucketRegion,
});
const unreachable: Explain = ({ endpoint }, { systemCode, message }) => ({
  code: 'unreachable',
  endpoint,
  detail: systemCode || message,
});
const notS3: Explain = ({ endpoint }, { message }) => ({ code: 'not-s3', endpoint, detail: message });

/** S3's error codes (Amazon S3 API Reference, "List of error codes") and those of Ceph and MinIO beside them. */
const byS3Code: Readonly<Record<string, Explain>> = {
  NoSuchKey: missing,
  NotFound: missing,
  NoSuchBucket: noSuchBucket,
  InvalidBucketName: ({ bucket }) => ({ code: 'invalid-bucket-name', bucket }),
  AccessDenied: denied,
  AllAccessDisabled: denied,
  AccountProblem: denied,
  Forbidden: denied,
  InvalidAccessKeyId: wrongKeys,
  InvalidClientTokenId: wrongKeys,
  SignatureDoesNotMatch: wrongKeys,
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  InvalidToken: expired,
  TokenRefreshRequired: expired,
  RequestTimeTooSkewed: clockSkew,
  RequestExpired: clockSkew,
  PermanentRedirect: wrongRegion,
  TemporaryRedirect: wrongRegion,
  Redirect: wrongRegion,
  AuthorizationHeaderMalformed: wrongRegion,
  IllegalLocationConstraintException: wrongRegion,
  PreconditionFailed: changed,
  InvalidRange: changed,
  SlowDown: throttled,
  ServiceUnavailable: throttled,
  Throttling: throttled,
  ThrottlingException: throttled,
  TooManyRequests: throttled,
  RequestLimitExceeded: throttled,
  ConditionalRequestConflict: throttled,
  OperationAborted: throttled,
  RequestTimeout: timedOut,
  BadDigest: damaged,
  InvalidDigest: damaged,
  IncompleteBody: damaged,
  XAmzContentSHA256Mismatch: damaged,
};

/** For replies that carry no code: HEAD has no body, and some servers send none. */
const byStatus: Readonly<Record<number, Explain>> = {
  301: wrongRegion,
  307: wrongRegion,
  401: denied,
  403: denied,
  404: missing,
  408: timedOut,
  412: changed,
  416: changed,
  429: throttled,
  503: throttled,
};

const timeoutCodes = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT']);
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ENODATA',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EPIPE',
  'EPROTO',
  'EADDRNOTAVAIL',
  'ERR_INVALID_URL',
  'ERR_STREAM_PREMATURE_CLOSE',
]);
/** Node's names for certificates it does not accept (`tls` documentation, X509 error codes) and for failed handshakes. */
const tlsCode = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/;

/** The `AppFailure` for anything that a request threw; `cause` keeps what the original says. */
export function toS3Failure(thrown: unknown, context: RequestContext): AppFailure {
  if (thrown instanceof AppFailure) return thrown;
  return new AppFailure(explain(thrown, context), { cause: withoutReply(thrown) });
}

/**
 * An error fit for a log: the SDK hangs the whole reply on its own, and with it the request's signature, the sockets
 * and whatever they hold.
 */
function withoutReply(thrown: unknown): Error {
  const { name, message, status, systemCode } = readFacts(thrown);
  const requestId = text(asRecord(asRecord(thrown).$metadata).requestId);
  const facts = [systemCode, status === null ? '' : `status ${status}`, requestId].filter((fact) => fact !== '');
  const cause = new Error([message, ...facts].join(', '));
  cause.name = name || 'Error';
  if (thrown instanceof Error && thrown.stack !== undefined) cause.stack = thrown.stack;
  return cause;
}

function explain(thrown: unknown, context: RequestContext): AppError {
  const facts = readFacts(thrown);
  // A limit of the caller's own (AbortSignal.timeout) is no one's wish.
  if (context.signal.aborted) return isTimeLimit(context.signal) ? timedOut(context, facts) : { code: 'cancelled' };
  if (facts.name === 'AbortError') return { code: 'cancelled' };
  if (thrown instanceof ForeignReply) return notS3(context, facts);
  if (facts.status === null) return explainConnection(context, facts);
  return explainReply(context, facts);
}

const isTimeLimit = ({ reason }: AbortSignal): boolean => reason instanceof Error && reason.name === 'TimeoutError';

function explainConnection(context: RequestContext, facts: ThrownFacts): AppError {
  const { systemCode, name } = facts;
  if (timeoutCodes.has(systemCode)) return timedOut(context, facts);
  if (connectionCodes.has(systemCode) || tlsCode.test(systemCode)) return unreachable(context, facts);
  // The HTTP parser's own codes: something answers there, but it does not speak HTTP.
  if (systemCode.startsWith('HPE_')) return notS3(context, facts);
  if (name === 'TimeoutError') return timedOut(context, facts);
  return { code: 'internal', detail: facts.message };
}

function explainReply(context: RequestContext, facts: ThrownFacts): AppError {
  const { name, status, bucketRegion } = facts;
  if (status === null) return { code: 'internal', detail: facts.message };
  // A HEAD of a bucket elsewhere is a bare 400 or 403 with nothing but the region in its headers.
  const elsewhere = bucketRegion !== null && bucketRegion !== context.region;
  const code = byS3Code[name];
  if (elsewhere && (code === undefined || status === 301 || status === 400)) return wrongRegion(context, facts);
  if (code !== undefined) return code(context, facts);
  const status2xx = status >= 200 && status < 300;
  if (status2xx) return notS3(context, { ...facts, message: `status ${status} with a body that cannot be read` });
  const known = byStatus[status];
  if (known !== undefined) return known(context, facts);
  return { code: 'server-error', endpoint: context.endpoint, status, detail: name };
}

function readFacts(thrown: unknown): ThrownFacts {
  const error = asRecord(thrown);
  const response = asRecord(error.$response);
  const status = asRecord(error.$metadata).httpStatusCode;
  const headerRegion = asRecord(response.headers)['x-amz-bucket-region'];
  const systemCode = findSystemCode(thrown);
  return {
    name: text(error.Code) || text(error.name),
    systemCode,
    message: text(error.message) || systemCode,
    status: typeof status === 'number' ? status : null,
    bucketRegion: text(headerRegion) || text(error.Region) || null,
  };
}

/** Node's code, which may lie in a cause or (happy eyeballs) in one of several errors. */
function findSystemCode(thrown: unknown): string {
  for (let error: unknown = thrown, depth = 0; error instanceof Error && depth < 5; depth++) {
    const code = asRecord(error).code;
    if (typeof code === 'string' && code !== '') return code;
    error = error instanceof AggregateError ? error.errors[0] : error.cause;
  }
  return '';
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
