import { type AppError, AppFailure, type TlsFailure } from '../../shared/app-error.ts';
import type { RequestContext } from './bucket-context.ts';
import { clockSkew, explainCode, explainStatus, timedOut, wrongRegion } from './error-codes.ts';
import { ForeignReply } from './foreign-reply.ts';
import { readThrown, type ThrownFacts } from './thrown-facts.ts';

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
  'EADDRNOTAVAIL',
  'ERR_INVALID_URL',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Node's names for certificates it does not accept (`tls` documentation, X509 error codes) and for failed handshakes. */
const tlsCodes: readonly (readonly [RegExp, TlsFailure])[] = [
  [/^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|CRL_HAS_EXPIRED|CRL_NOT_YET_VALID)$/, 'date'],
  [/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, 'name'],
  [/^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/, 'authority'],
  [/^(EPROTO$|ERR_TLS_|ERR_SSL_)/, 'handshake'],
];

/** The `AppFailure` for anything that a request threw; `cause` keeps what the original says. */
export function toS3Failure(thrown: unknown, context: RequestContext): AppFailure {
  if (thrown instanceof AppFailure) return thrown;
  const facts = readThrown(thrown);
  return new AppFailure(explain(thrown, facts, context), { cause: withoutReply(thrown, facts) });
}

/**
 * An error fit for a log: the SDK hangs the whole reply on its own, and with it the request's signature, the sockets
 * and whatever they hold.
 */
function withoutReply(thrown: unknown, { name, message, status, systemCode, requestId }: ThrownFacts): Error {
  const facts = [systemCode, status === null ? '' : `status ${status}`, requestId].filter((fact) => fact !== '');
  const cause = new Error([message, ...facts].join(', '));
  cause.name = name || 'Error';
  if (thrown instanceof Error && thrown.stack !== undefined) cause.stack = thrown.stack;
  return cause;
}

function explain(thrown: unknown, facts: ThrownFacts, context: RequestContext): AppError {
  // A limit of the caller's own (AbortSignal.timeout) is no one's wish.
  if (context.signal.aborted) return isTimeLimit(context.signal) ? timedOut(context, facts) : { code: 'cancelled' };
  if (facts.name === 'AbortError') return { code: 'cancelled' };
  if (thrown instanceof ForeignReply) return notS3(context, facts.message);
  if (facts.status === null) return explainConnection(context, facts);
  return explainReply(context, facts, facts.status);
}

const isTimeLimit = ({ reason }: AbortSignal): boolean => reason instanceof Error && reason.name === 'TimeoutError';

const notS3 = ({ endpoint }: { endpoint: string }, detail: string): AppError => ({ code: 'not-s3', endpoint, detail });

/** Why a request to `endpoint`, be it S3's or another service's, got no reply. */
export function explainConnection({ endpoint }: { endpoint: string }, facts: ThrownFacts): AppError {
  const { systemCode, name, message } = facts;
  if (timeoutCodes.has(systemCode)) return { code: 'timed-out', endpoint };
  if (connectionCodes.has(systemCode)) return { code: 'unreachable', endpoint, detail: systemCode };
  const tls = tlsCodes.find(([pattern]) => pattern.test(systemCode));
  if (tls !== undefined) return { code: 'tls-failed', endpoint, reason: tls[1], detail: systemCode };
  // The HTTP parser's own codes: something answers there, but it does not speak HTTP.
  if (systemCode.startsWith('HPE_')) return notS3({ endpoint }, message);
  if (name === 'TimeoutError') return { code: 'timed-out', endpoint };
  return { code: 'internal', detail: message };
}

function explainReply(context: RequestContext, facts: ThrownFacts, status: number): AppError {
  const { name, bucketRegion } = facts;
  const code = explainCode(name);
  // A HEAD of a bucket elsewhere is a bare 400 or 403 with nothing but the region in its headers.
  const elsewhere = bucketRegion !== null && bucketRegion !== context.region;
  if (elsewhere && (code === null || status === 301 || status === 400)) return wrongRegion(context, facts);
  if (code !== null) return code(context, facts);
  // A HEAD does not say that its date was refused; the SDK has seen by how much it was off.
  if (facts.isClockOff && (status === 400 || status === 403)) return clockSkew(context, facts);
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess) return notS3(context, `status ${status} with a body that cannot be read`);
  return explainStatus(status)(context, facts);
}
