import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity } from '@smithy/types';
import { type AppError, AppFailure } from '../../shared/app-error.ts';
import { readThrown } from '../s3/thrown-facts.ts';
import type { KeyPrompts } from './credentials.ts';

/** What STS is asked for: the parameters of AssumeRole that a profile can set. */
interface RoleRequest {
  RoleArn: string;
  RoleSessionName: string;
  ExternalId?: string;
  SerialNumber?: string;
  TokenCode?: string;
  DurationSeconds?: number;
}

interface RoleContext {
  profile: string;
  /** Of every client of STS made for it: region, how it is reached, how often it tries. */
  clientConfig: NonNullable<Parameters<typeof fromTemporaryCredentials>[0]['clientConfig']>;
  askMfaCode: KeyPrompts['askMfaCode'];
  signal: AbortSignal;
}

/**
 * Takes on a role with `keys`. A code is asked for only now, when the keys behind the role are there: the SDK's own way
 * asks first, and would lose their failure while the person looks for the device. Throws what STS answered, and
 * `role-refused`, `mfa-refused`, `mfa-cancelled`.
 */
export async function assumeRole(
  keys: AwsCredentialIdentity,
  { TokenCode: _, ...params }: RoleRequest,
  context: RoleContext,
): Promise<AwsCredentialIdentity> {
  const { profile, clientConfig, signal } = context;
  const mfaCodeProvider = async (device: string): Promise<string> => {
    const code = await context.askMfaCode({ profile, device }, signal);
    if (signal.aborted) throw new AppFailure({ code: 'cancelled' });
    if (code === null) throw new AppFailure({ code: 'mfa-cancelled', profile });
    return code.trim();
  };
  try {
    return await fromTemporaryCredentials({ masterCredentials: keys, params, clientConfig, mfaCodeProvider })();
  } catch (thrown) {
    const refusal = refusalOf(thrown, params, profile);
    throw refusal === null ? thrown : new AppFailure(refusal);
  }
}

/** STS tells a wrong code from a role that is refused by its words only, and a code of another shape as an odd value. */
function refusalOf(thrown: unknown, { RoleArn: role, SerialNumber }: RoleRequest, profile: string): AppError | null {
  if (thrown instanceof AppFailure) return null;
  const { name, message } = readThrown(thrown);
  const isAboutCode = SerialNumber !== undefined && /MultiFactorAuthentication|tokenCode|MFA/i.test(message);
  if (isAboutCode && (name === 'AccessDenied' || name === 'ValidationError')) return { code: 'mfa-refused', profile };
  return name === 'AccessDenied' ? { code: 'role-refused', profile, role } : null;
}
