import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../../../electron/s3/bucket-context.ts';
import { toS3Failure } from '../../../electron/s3/errors.ts';
import { ForeignReply } from '../../../electron/s3/foreign-reply.ts';
import { type AppError, AppFailure, type TlsFailure } from '../../../shared/app-error.ts';
import { requestFacts, SOME_ENDPOINT } from '../../support/request-context.ts';

const endpoint = SOME_ENDPOINT;
const context = requestFacts;
const listing = context({ action: 'list', key: null });
const putting = context({ action: 'put' });

/** What the SDK throws for a reply with an error code. */
function replied(
  status: number,
  name: string,
  facts: { region?: string; headers?: Record<string, string> } = {},
): Error {
  const error = Object.assign(new Error('UnknownError'), {
    name,
    $metadata: { httpStatusCode: status, requestId: 'tx1' },
    ...(facts.region === undefined ? {} : { Region: facts.region }),
  });
  const $response = { statusCode: status, headers: facts.headers ?? {}, body: { secret: 'signature' } };
  return Object.defineProperty(error, '$response', { value: $response, enumerable: false });
}

/** What Node or the SDK's HTTP handler throws for a connection. */
const failed = (code: string, name = 'Error'): Error => Object.assign(new Error(`it says ${code}`), { code, name });

const denied: AppError = { code: 'access-denied', action: 'get', bucket: 'photos', key: 'a/b.webp' };
const wrongKeys = (reason: 'key' | 'signature'): AppError => ({
  code: 'wrong-keys',
  bucket: 'photos',
  endpoint,
  reason,
});
const expired: AppError = { code: 'credentials-expired', bucket: 'photos' };
const gone: AppError = { code: 'key-vanished', key: 'a/b.webp' };
const noBucket: AppError = { code: 'no-such-bucket', bucket: 'photos' };
const throttled: AppError = { code: 'throttled', endpoint };
const timedOut: AppError = { code: 'timed-out', endpoint };
const inSeoul: AppError = { code: 'wrong-region', bucket: 'photos', region: 'us-east-1', actual: 'ap-northeast-2' };
const seoul = { 'x-amz-bucket-region': 'ap-northeast-2' };
const unreachable = (detail: string): AppError => ({ code: 'unreachable', endpoint, detail });
const tlsFailed = (reason: TlsFailure, detail: string): AppError => ({ code: 'tls-failed', endpoint, reason, detail });

const table: [string, Error, RequestContext, AppError][] = [
  ['NoSuchKey', replied(404, 'NoSuchKey'), context(), gone],
  ['a bare 404 of a HEAD', replied(404, 'NotFound'), context(), gone],
  ['a 404 without a code, for a key', replied(404, 'UnknownError'), context(), gone],
  ['a 404 without a code, for a bucket', replied(404, 'UnknownError'), listing, noBucket],
  ['NoSuchBucket, for a key', replied(404, 'NoSuchBucket'), context(), noBucket],
  ['InvalidBucketName', replied(400, 'InvalidBucketName'), listing, { code: 'invalid-bucket-name', bucket: 'photos' }],
  ['AccessDenied', replied(403, 'AccessDenied'), context(), denied],
  ['a bare 403', replied(403, '403'), context(), denied],
  ['a bare 401', replied(401, 'Unknown'), context(), denied],
  ['InvalidAccessKeyId', replied(403, 'InvalidAccessKeyId'), context(), wrongKeys('key')],
  ['SignatureDoesNotMatch', replied(403, 'SignatureDoesNotMatch'), context(), wrongKeys('signature')],
  ['ExpiredToken', replied(400, 'ExpiredToken'), context(), expired],
  ['InvalidToken', replied(400, 'InvalidToken'), context(), expired],
  ['RequestTimeTooSkewed', replied(403, 'RequestTimeTooSkewed'), context(), { code: 'clock-skew', endpoint }],
  ['PermanentRedirect', replied(301, 'PermanentRedirect', { headers: seoul }), context(), inSeoul],
  ['a bare 301 of a HEAD', replied(301, '301', { headers: seoul }), context(), inSeoul],
  ['a bare 400 of a HEAD', replied(400, '400', { headers: seoul }), context(), inSeoul],
  [
    'AuthorizationHeaderMalformed, with the region in its body',
    replied(400, 'AuthorizationHeaderMalformed', { region: 'ap-northeast-2' }),
    context(),
    inSeoul,
  ],
  [
    'a redirect that names no region',
    replied(301, 'PermanentRedirect'),
    context(),
    { code: 'wrong-region', bucket: 'photos', region: 'us-east-1', actual: null },
  ],
  [
    'a redirect to what can be no region, but a host',
    replied(301, 'PermanentRedirect', { headers: { 'x-amz-bucket-region': 'evil.example/' } }),
    context(),
    { code: 'wrong-region', bucket: 'photos', region: 'us-east-1', actual: null },
  ],
  [
    'AccessDenied from the bucket’s own region',
    replied(403, 'AccessDenied', { headers: { 'x-amz-bucket-region': 'us-east-1' } }),
    context(),
    denied,
  ],
  ['AccessDenied from a bucket elsewhere', replied(403, 'AccessDenied', { headers: seoul }), context(), denied],
  ['a failed If-Match', replied(412, 'PreconditionFailed'), context(), { code: 'object-changed', key: 'a/b.webp' }],
  ['a failed If-None-Match', replied(412, 'PreconditionFailed'), putting, { code: 'already-exists', key: 'a/b.webp' }],
  ['a range past the end', replied(416, 'InvalidRange'), context(), { code: 'object-changed', key: 'a/b.webp' }],
  ['SlowDown', replied(503, 'SlowDown'), context(), throttled],
  ['a 503 page of a load balancer', replied(503, 'UnknownError'), context(), throttled],
  ['a bare 429', replied(429, 'Unknown'), context(), throttled],
  ['a conditional write in conflict', replied(409, 'ConditionalRequestConflict'), putting, throttled],
  ['RequestTimeout', replied(400, 'RequestTimeout'), putting, timedOut],
  [
    'BadDigest',
    replied(400, 'BadDigest'),
    putting,
    { code: 'transfer-damaged', key: 'a/b.webp', expected: 'the bytes that were sent', received: 'BadDigest' },
  ],
  [
    'InternalError',
    replied(500, 'InternalError'),
    context(),
    { code: 'server-error', endpoint, status: 500, detail: 'InternalError' },
  ],
  [
    'a code that nobody knows',
    replied(409, 'UnheardOf'),
    context(),
    { code: 'server-error', endpoint, status: 409, detail: 'UnheardOf' },
  ],
  [
    'a success that cannot be read',
    replied(200, 'SyntaxError'),
    listing,
    { code: 'not-s3', endpoint, detail: 'status 200 with a body that cannot be read' },
  ],
  ['a foreign reply', new ForeignReply('a page'), context(), { code: 'not-s3', endpoint, detail: 'a page' }],
  // The SDK names every connection that broke `TimeoutError`.
  ['a refused connection', failed('ECONNREFUSED', 'TimeoutError'), context(), unreachable('ECONNREFUSED')],
  ['a connection that was cut', failed('ECONNRESET', 'TimeoutError'), context(), unreachable('ECONNRESET')],
  ['a name that does not resolve', failed('ENOTFOUND'), context(), unreachable('ENOTFOUND')],
  ['no network', failed('ENETUNREACH'), context(), unreachable('ENETUNREACH')],
  ['TLS that is none', failed('EPROTO'), context(), tlsFailed('handshake', 'EPROTO')],
  ['a certificate that has expired', failed('CERT_HAS_EXPIRED'), context(), tlsFailed('date', 'CERT_HAS_EXPIRED')],
  [
    'a certificate of its own making',
    failed('DEPTH_ZERO_SELF_SIGNED_CERT'),
    context(),
    tlsFailed('authority', 'DEPTH_ZERO_SELF_SIGNED_CERT'),
  ],
  [
    'a certificate of an authority that is not known',
    failed('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
    context(),
    tlsFailed('authority', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
  ],
  [
    'a certificate of another host',
    failed('ERR_TLS_CERT_ALTNAME_INVALID'),
    context(),
    tlsFailed('name', 'ERR_TLS_CERT_ALTNAME_INVALID'),
  ],
  [
    'both addresses of a host refusing',
    new AggregateError([failed('ECONNREFUSED'), failed('EHOSTUNREACH')]),
    context(),
    unreachable('ECONNREFUSED'),
  ],
  [
    'a cause that holds the code',
    new Error('outer', { cause: failed('ECONNREFUSED') }),
    context(),
    unreachable('ECONNREFUSED'),
  ],
  ['the system’s time limit', failed('ETIMEDOUT', 'TimeoutError'), context(), timedOut],
  ['the SDK’s time limit', Object.assign(new Error('slow'), { name: 'TimeoutError' }), context(), timedOut],
  [
    'an answer that is not HTTP',
    failed('HPE_INVALID_CONSTANT'),
    context(),
    { code: 'not-s3', endpoint, detail: 'it says HPE_INVALID_CONSTANT' },
  ],
  ['an abort', Object.assign(new Error('Request aborted'), { name: 'AbortError' }), context(), { code: 'cancelled' }],
  ['a bug', new TypeError('x is not a function'), context(), { code: 'internal', detail: 'x is not a function' }],
];

describe('an error of S3', () => {
  it.each(table)('is told in the product’s words: %s', (_, thrown, request, error) => {
    expect(toS3Failure(thrown, request).error).toEqual(error);
  });

  it('is cancelled whatever was thrown, once the signal aborted', () => {
    const aborted = context({ signal: AbortSignal.abort() });
    expect(toS3Failure(failed('ECONNRESET'), aborted).error).toEqual({ code: 'cancelled' });
  });

  it('is a timeout where a limit of time aborted it, not a wish', () => {
    const late = context({ signal: AbortSignal.abort(new DOMException('too late', 'TimeoutError')) });
    expect(toS3Failure(new DOMException('aborted', 'AbortError'), late).error).toEqual({ code: 'timed-out', endpoint });
  });

  it('stays the failure that it is already', () => {
    const failure = new AppFailure({ code: 'file-changed', path: '/x' });
    expect(toS3Failure(failure, context())).toBe(failure);
  });

  it('says `internal` for what is no error at all', () => {
    expect(toS3Failure('a string', context()).error.code).toBe('internal');
  });

  it('keeps a cause for the log without the reply, which holds the signature', () => {
    const { cause } = toS3Failure(replied(403, 'AccessDenied'), context());
    expect(inspect(cause, { depth: 10, showHidden: true })).not.toContain('signature');
    expect(cause).toMatchObject({ name: 'AccessDenied', message: 'UnknownError, status 403, tx1' });
  });
});
