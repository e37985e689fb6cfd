import { fromIni } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { type AppError, AppFailure } from '../../shared/app-error.ts';
import type { RequestContext } from '../s3/bucket-context.ts';
import { toS3Failure } from '../s3/errors.ts';
import type { ProfileSettings } from './profiles.ts';

/** A person may be typing a password into what `credential_process` runs; longer than this it hangs. */
export const CREDENTIALS_LIMIT_MS = 60_000;

export interface CredentialFacts {
  profile: string;
  settings: ProfileSettings;
  bucket: string;
  region: string;
  limitMs?: number;
}

/**
 * Credentials of a profile as the SDK's own provider finds them (keys, SSO, assumed role, web identity, process), read
 * from the files anew whenever the client asks. Throws an `AppFailure`.
 */
export function profileCredentials(facts: CredentialFacts): AwsCredentialIdentityProvider {
  const provider = fromIni({ profile: facts.profile, ignoreCache: true, parentClientConfig: { region: facts.region } });
  return async () => {
    try {
      return await withinLimit(provider(), facts.limitMs ?? CREDENTIALS_LIMIT_MS);
    } catch (thrown) {
      // Without a cause: what a process printed may hold a secret.
      throw new AppFailure(explainCredentials(thrown, facts));
    }
  };
}

class SlowCredentials extends Error {}

async function withinLimit<T>(credentials: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SlowCredentials(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([credentials, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** The reason why a profile gives no credentials. Exported for its table to be tested. */
export function explainCredentials(thrown: unknown, { profile, settings, bucket, region }: CredentialFacts): AppError {
  if (!(thrown instanceof Error)) return { code: 'no-credentials', profile, detail: '' };
  // The SDK puts what the process printed into the message.
  if (settings.credential_process !== undefined)
    return { code: 'no-credentials', profile, detail: detailOfProcess(thrown) };
  const context: RequestContext = {
    action: 'list',
    bucket,
    key: null,
    region,
    endpoint: `sts.${region}`,
    signal: new AbortController().signal,
  };
  const { error } = toS3Failure(thrown, context);
  if (error.code === 'unreachable' || error.code === 'timed-out' || error.code === 'wrong-keys') return error;
  if (error.code === 'credentials-expired' || saysExpired(thrown.message))
    return { code: 'credentials-expired', bucket };
  return { code: 'no-credentials', profile, detail: thrown.message };
}

const detailOfProcess = (thrown: Error): string =>
  thrown instanceof SlowCredentials ? 'credential_process does not answer' : 'credential_process failed';

/** The SDK names an SSO session that ended, or never began, in its message only. */
const saysExpired = (message: string): boolean => /\b(has expired|is expired|aws sso login|aws login)\b/i.test(message);
