import { type AppError, AppFailure } from '../../shared/app-error.ts';
import { explainConnection } from '../s3/errors.ts';
import { ForeignReply } from '../s3/foreign-reply.ts';
import { readThrown, type ThrownFacts } from '../s3/thrown-facts.ts';
import type { ProcessRun } from './credential-process.ts';

/** What is known of a load of keys that failed. */
export interface LoadFacts {
  /** Name of the source, for a sentence. */
  source: string;
  /** Who has to log in, where the source is behind an SSO session; null elsewhere. */
  loginProfile: string | null;
  /** The role that the source names, of STS or of SSO; empty where it names none. */
  role: string;
  /** Where STS or the SSO portal was asked last; empty where nobody was. */
  host: string;
  /** What kept that from answering; null where it answered. */
  connectionFailure: unknown;
  process: Pick<ProcessRun, 'failure' | 'finished'>;
}

/** The reason why a source gives no keys. What was thrown is not kept: it may hold what a process printed. */
export function explainCredentials(thrown: unknown, facts: LoadFacts): AppError {
  if (thrown instanceof AppFailure) return thrown.error;
  const { source: profile, host, process, connectionFailure } = facts;
  if (process.failure !== null) return { code: 'credential-process', profile, reason: process.failure };
  // Something else answers there.
  if (connectionFailure instanceof ForeignReply)
    return { code: 'unreachable', endpoint: host, detail: connectionFailure.message };
  if (connectionFailure !== null) return explainConnection({ endpoint: host }, readThrown(connectionFailure));
  const said = readThrown(thrown);
  if (said.status !== null) return explainReply(said, said.status, facts);
  // A process came to a good end, and the SDK's provider could not use what it printed.
  if (process.finished && said.name === 'CredentialsProviderError')
    return { code: 'credential-process', profile, reason: 'unreadable' };
  return explainProvider(said, facts);
}

const CLOCK_WORDS = /^Signature (expired|not yet current)/i;

/** The answers of STS (AWS STS API Reference, "Common Errors", "AssumeRole", "AssumeRoleWithWebIdentity"). */
function explainReply({ name, message }: ThrownFacts, status: number, facts: LoadFacts): AppError {
  const { source, host: endpoint, role } = facts;
  switch (name) {
    case 'InvalidClientTokenId':
    case 'InvalidAccessKeyId':
    case 'UnrecognizedClientException':
      return { code: 'wrong-keys', bucket: '', endpoint, reason: 'key' };
    case 'SignatureDoesNotMatch':
    case 'InvalidSignatureException':
      if (CLOCK_WORDS.test(message)) return { code: 'clock-skew', endpoint };
      return { code: 'wrong-keys', bucket: '', endpoint, reason: 'signature' };
    case 'RequestExpired':
      return { code: 'clock-skew', endpoint };
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return { code: 'credentials-expired', bucket: '' };
    case 'AccessDenied':
      return { code: 'role-refused', profile: source, role };
    case 'Throttling':
    case 'ThrottlingException':
    case 'TooManyRequestsException':
      return { code: 'throttled', endpoint };
    default:
      // A captive portal: something else answers there.
      if (status < 400) return { code: 'unreachable', endpoint, detail: name };
      if (status >= 500) return { code: 'server-error', endpoint, status, detail: name };
      return { code: 'no-credentials', source, detail: withoutSecrets(message) };
  }
}

/** Shorter than any secret key or token, and longer than the words of a sentence. */
const LONG_WORD = /[^\s'"]{32,}/g;

/**
 * What a service says, without the values that it repeats: AWS quotes one that it does not take, which may be a token
 * (AWS STS API Reference, "Common Errors", ValidationError). Names of resources stay.
 */
const withoutSecrets = (message: string): string =>
  message
    .replaceAll(/\bValue '.*?' at /gs, 'Value at ')
    .replaceAll(LONG_WORD, (word) => (word.startsWith('arn:') ? word : '…'));

/** The SDK's providers flatten what the SSO services answered into a message: the exception's name and its words. */
function explainProvider({ name, message }: ThrownFacts, facts: LoadFacts): AppError {
  const { source, loginProfile, role, host: endpoint } = facts;
  const [answered = ''] = /^\w+(?=: )/.exec(message) ?? [];
  switch (answered) {
    case 'UnauthorizedException':
      return { code: 'login-needed', profile: loginProfile ?? source };
    case 'ForbiddenException':
      return { code: 'role-refused', profile: source, role };
    case 'TooManyRequestsException':
      return { code: 'throttled', endpoint };
    case 'SyntaxError':
      return { code: 'unreachable', endpoint, detail: answered };
  }
  if (name === 'TokenProviderError' || /\baws (sso )?login\b/i.test(message))
    return { code: 'login-needed', profile: loginProfile ?? source };
  return { code: 'no-credentials', source, detail: answered === '' ? message : withoutSecrets(message) };
}
