import type { AppError } from '../../shared/app-error.ts';
import type { RequestContext } from './bucket-context.ts';
import type { ThrownFacts } from './thrown-facts.ts';

/** What a code or a status of S3 means for the request it answers. */
type Explain = (context: RequestContext, facts: ThrownFacts) => AppError;

export const timedOut: Explain = ({ endpoint }) => ({ code: 'timed-out', endpoint });
export const clockSkew: Explain = ({ endpoint }) => ({ code: 'clock-skew', endpoint });
export const wrongRegion: Explain = ({ bucket, region }, { bucketRegion }) => ({
  code: 'wrong-region',
  bucket,
  region,
  actual: bucketRegion,
});

const denied: Explain = ({ action, bucket, key }) => ({ code: 'access-denied', action, bucket, key });
const unknownKey: Explain = ({ bucket, endpoint }) => ({ code: 'wrong-keys', bucket, endpoint, reason: 'key' });
const wrongSecret: Explain = ({ bucket, endpoint }) => ({ code: 'wrong-keys', bucket, endpoint, reason: 'signature' });
const expired: Explain = ({ bucket }) => ({ code: 'credentials-expired', bucket });
const throttled: Explain = ({ endpoint }) => ({ code: 'throttled', endpoint });
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
const notSupported: Explain = ({ endpoint }, { header, name, status }) => ({
  code: 'not-supported',
  endpoint,
  what: header || (isName(name) ? name : `status ${status}`),
});
const aclsDisabled: Explain = ({ bucket }) => ({ code: 'acls-disabled', bucket });
const encryptionKey: Explain = ({ action, bucket }, { name }) => ({
  code: 'encryption-key',
  action,
  bucket,
  detail: name,
});
const quota: Explain = ({ bucket, endpoint }) => ({ code: 'quota-exceeded', bucket, endpoint });
const refusedFor =
  (reason: Extract<AppError, { code: 'object-refused' }>['reason']): Explain =>
  ({ key }) => ({ code: 'object-refused', key: key ?? '', reason });
const taken =
  (byOwnAccount: boolean): Explain =>
  ({ bucket }) => ({ code: 'bucket-taken', bucket, byOwnAccount });

/** The SDK calls a reply without a code by its status, or unknown, or by what kept it from reading one. */
const isName = (name: string): boolean => !/^\d+$|^Unknown|^(Syntax)?Error$/.test(name);

/** A refusal whose code alone says too little; the wording is Amazon's (KMS, public access) and Backblaze's (caps). */
const deniedFor: Explain = (context, facts) => {
  const { message } = facts;
  const isWrite = context.action === 'put' || context.action === 'create-bucket';
  if (isWrite && /BlockPublicAcls|Block Public Access/i.test(message))
    return { code: 'public-access-blocked', bucket: context.bucket };
  if (/\bkms:\w+/.test(message)) return encryptionKey(context, { ...facts, name: 'KMS.AccessDenied' });
  if (/\bcap exceeded\b/i.test(message)) return quota(context, facts);
  return denied(context, facts);
};

/** Amazon and its likes say so of a region, and of a key id that cannot be one. */
const malformedAuthorization: Explain = (context, facts) =>
  facts.bucketRegion === null && /access key|credential/i.test(facts.message)
    ? unknownKey(context, facts)
    : wrongRegion(context, facts);

/** Cloudflare's words for a key id of another make: "Credential access key has length 20, should be 32". */
const invalidArgument: Explain = (context, facts) =>
  /access key/i.test(facts.message) ? unknownKey(context, facts) : refused(context, facts);

/** What is left: a refusal that no person can act on but by its words. */
const refused: Explain = ({ endpoint }, { status, name }) => ({
  code: 'server-error',
  endpoint,
  status: status ?? 0,
  detail: isName(name) ? name : '',
});

/**
 * S3's error codes (Amazon S3 API Reference, "List of error codes") and those of Ceph, MinIO, Cloudflare and Backblaze
 * beside them.
 */
const byS3Code: Readonly<Record<string, Explain>> = {
  NoSuchKey: missing,
  NotFound: missing,
  NoSuchVersion: missing,
  // The upload in parts, and not the object.
  NoSuchUpload: refused,
  NoSuchBucket: noSuchBucket,
  InvalidBucketName: ({ bucket }) => ({ code: 'invalid-bucket-name', bucket }),
  BucketAlreadyExists: taken(false),
  BucketAlreadyOwnedByYou: taken(true),
  TooManyBuckets: () => ({ code: 'too-many-buckets' }),
  AccessDenied: deniedFor,
  AllAccessDisabled: denied,
  AccountProblem: denied,
  NotSignedUp: denied,
  UserSuspended: denied,
  Forbidden: denied,
  Unauthorized: denied,
  UnauthorizedAccess: denied,
  AccessControlListNotSupported: aclsDisabled,
  InvalidBucketAclWithObjectOwnership: aclsDisabled,
  InvalidAccessKeyId: unknownKey,
  InvalidClientTokenId: unknownKey,
  SignatureDoesNotMatch: wrongSecret,
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  InvalidToken: expired,
  TokenRefreshRequired: expired,
  RequestTimeTooSkewed: clockSkew,
  RequestExpired: clockSkew,
  PermanentRedirect: wrongRegion,
  TemporaryRedirect: wrongRegion,
  Redirect: wrongRegion,
  AuthorizationHeaderMalformed: malformedAuthorization,
  IllegalLocationConstraintException: wrongRegion,
  InvalidLocationConstraint: wrongRegion,
  InvalidRegionName: wrongRegion,
  InvalidArgument: invalidArgument,
  PreconditionFailed: changed,
  InvalidRange: changed,
  InvalidObjectState: ({ key }) => ({ code: 'archived-object', key: key ?? '' }),
  EntityTooLarge: refusedFor('too-large'),
  MaxMessageLengthExceeded: refusedFor('too-large'),
  KeyTooLongError: refusedFor('name'),
  InvalidObjectName: refusedFor('name'),
  XMinioInvalidObjectName: refusedFor('name'),
  MetadataTooLarge: refusedFor('metadata'),
  QuotaExceeded: quota,
  ServiceQuotaExceededException: quota,
  StorageQuotaExceeded: quota,
  XMinioStorageFull: quota,
  XMinioAdminBucketQuotaExceeded: quota,
  NotImplemented: notSupported,
  MethodNotAllowed: notSupported,
  UnsupportedOperation: notSupported,
  UnsupportedMethod: notSupported,
  InternalError: refused,
  SlowDown: throttled,
  SlowDownRead: throttled,
  SlowDownWrite: throttled,
  ServiceUnavailable: throttled,
  Throttling: throttled,
  ThrottlingException: throttled,
  'KMS.ThrottlingException': throttled,
  TooManyRequests: throttled,
  TooManyRequestsException: throttled,
  RequestLimitExceeded: throttled,
  BandwidthLimitExceeded: throttled,
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
  405: notSupported,
  408: timedOut,
  412: changed,
  413: refusedFor('too-large'),
  416: changed,
  429: throttled,
  501: notSupported,
  503: throttled,
  507: quota,
  509: throttled,
};

/** What S3's code means; null for one that is not known here. */
export const explainCode = (name: string): Explain | null =>
  byS3Code[name] ?? (/^KMS\./.test(name) ? encryptionKey : null);

export const explainStatus = (status: number): Explain => byStatus[status] ?? refused;
