import {
  type AwsReply,
  type AwsRequest,
  escapeXml,
  type IssuedKeys,
  type Refusal,
  Refused,
  xmlReply,
} from './aws-services-wire.ts';

/** The account that owns everything here. */
export const ACCOUNT = '111122223333';
const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** What STS knows. */
export interface StsState {
  /** Key ids that may call; null for every one. */
  callers: ReadonlySet<string> | null;
  /** The code that each MFA device shows now, by its serial number. */
  mfaCodes: ReadonlyMap<string, string>;
  /** Roles that are taken on only with a code of a device. */
  mfaRoles: ReadonlySet<string>;
  /** The only web identity token that is taken; null for any. */
  webIdentityToken: string | null;
  issueKeys(request: AwsRequest): { keys: IssuedKeys; expiration: Date };
}

/** Statuses of the API reference: "AssumeRole", "AssumeRoleWithWebIdentity" and "Common Errors". */
const statusOfCode: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  ExpiredToken: 403,
  InvalidClientTokenId: 403,
  SignatureDoesNotMatch: 403,
  MissingAuthenticationToken: 403,
  RegionDisabledException: 403,
  IDPRejectedClaim: 403,
  InternalFailure: 500,
  ServiceUnavailable: 503,
};
const messageOfCode: Readonly<Record<string, string>> = {
  AccessDenied: 'User is not authorized to perform: sts:AssumeRole on resource',
  ExpiredToken: 'The security token included in the request is expired',
  InvalidClientTokenId: 'The security token included in the request is invalid.',
  ExpiredTokenException: 'Token expired: current date/time must be before the expiration date/time',
  Throttling: 'Rate exceeded',
};

/** The reply to a query of STS. Throws {@link Refused}. */
export function serveSts(state: StsState, request: AwsRequest, requestId: string): AwsReply {
  const result = resultOf(state, request);
  return xmlReply(
    200,
    `<${request.operation}Response xmlns="${NAMESPACE}"><${request.operation}Result>${result}</${request.operation}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${request.operation}Response>`,
  );
}

export function refuseAsSts({ code, status, message }: Refusal, requestId: string): AwsReply {
  const known = statusOfCode[code] ?? 400;
  const text = escapeXml(message || (messageOfCode[code] ?? code));
  return xmlReply(
    status ?? known,
    `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${(status ?? known) >= 500 ? 'Receiver' : 'Sender'}</Type>` +
      `<Code>${code}</Code><Message>${text}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  );
}

function resultOf(state: StsState, request: AwsRequest): string {
  switch (request.operation) {
    case 'AssumeRole':
      checkCaller(state, request);
      checkMfa(state, request);
      return roleXml(state, request);
    case 'AssumeRoleWithWebIdentity':
      checkWebIdentity(state, request);
      return `<SubjectFromWebIdentityToken>subject</SubjectFromWebIdentityToken>${roleXml(state, request)}`;
    case 'GetCallerIdentity':
      checkCaller(state, request);
      return `<Arn>arn:aws:iam::${ACCOUNT}:user/someone</Arn><UserId>AIDAEXAMPLEUSER000001</UserId><Account>${ACCOUNT}</Account>`;
    default:
      throw new Refused('InvalidAction', `Could not find operation ${request.operation} for version 2011-06-15`);
  }
}

function checkCaller({ callers }: StsState, { accessKeyId }: AwsRequest): void {
  if (accessKeyId === null) throw new Refused('MissingAuthenticationToken', 'Request is missing Authentication Token');
  if (callers !== null && !callers.has(accessKeyId)) throw new Refused('InvalidClientTokenId');
}

/** A role that wants a device says nothing of it; a wrong code and a device of somebody else are told apart by words only. */
function checkMfa({ mfaRoles, mfaCodes }: StsState, { parameters }: AwsRequest): void {
  const { RoleArn: role = '', SerialNumber: serial, TokenCode: code } = parameters;
  if (serial === undefined || code === undefined) {
    if (mfaRoles.has(role)) throw new Refused('AccessDenied', notAuthorized(role));
    return;
  }
  if (!/^\d{6}$/.test(code))
    throw new Refused(
      'ValidationError',
      `1 validation error detected: Value at 'tokenCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]*`,
    );
  const shown = mfaCodes.get(serial);
  if (shown === undefined)
    throw new Refused(
      'AccessDenied',
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    );
  if (shown !== code)
    throw new Refused('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code. ');
}

function checkWebIdentity({ webIdentityToken }: StsState, { parameters }: AwsRequest): void {
  if (webIdentityToken !== null && parameters.WebIdentityToken !== webIdentityToken)
    throw new Refused('InvalidIdentityToken', 'The ID Token provided is not a valid JWT');
}

const notAuthorized = (role: string): string =>
  `User: arn:aws:iam::${ACCOUNT}:user/someone is not authorized to perform: sts:AssumeRole on resource: ${role}`;

function roleXml(state: StsState, request: AwsRequest): string {
  const { RoleArn: role, RoleSessionName: session } = request.parameters;
  if (role === undefined || session === undefined)
    throw new Refused('ValidationError', `1 validation error detected: Value null at 'roleArn' or 'roleSessionName'`);
  const { keys, expiration } = state.issueKeys(request);
  const token = keys.sessionToken === '' ? '' : `<SessionToken>${escapeXml(keys.sessionToken)}</SessionToken>`;
  const name = role.slice(role.lastIndexOf('/') + 1);
  return (
    `<AssumedRoleUser><AssumedRoleId>AROAEXAMPLEROLE000001:${escapeXml(session)}</AssumedRoleId>` +
    `<Arn>arn:aws:sts::${ACCOUNT}:assumed-role/${escapeXml(name)}/${escapeXml(session)}</Arn></AssumedRoleUser>` +
    `<Credentials><AccessKeyId>${escapeXml(keys.accessKeyId)}</AccessKeyId>` +
    `<SecretAccessKey>${escapeXml(keys.secretAccessKey)}</SecretAccessKey>${token}` +
    // As AWS writes it: whole seconds.
    `<Expiration>${expiration.toISOString().replace(/\.\d+Z$/, 'Z')}</Expiration></Credentials>`
  );
}
