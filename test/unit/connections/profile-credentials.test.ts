import { describe, expect, it } from 'vitest';
import { explainCredentials } from '../../../electron/connections/profile-credentials.ts';
import type { AppError } from '../../../shared/app-error.ts';

const facts = { profile: 'work', settings: {}, bucket: 'photos', region: 'us-east-1' };
const provider = (message: string, name = 'CredentialsProviderError'): Error =>
  Object.assign(new Error(message), { name });
const replied = (status: number, name: string): Error =>
  Object.assign(new Error(`${name} says the server`), { name, $metadata: { httpStatusCode: status } });
const none = (detail: string): AppError => ({ code: 'no-credentials', profile: 'work', detail });
const expired: AppError = { code: 'credentials-expired', bucket: 'photos' };

describe('the reason why a profile gives no credentials', () => {
  it.each<[string, Error, AppError]>([
    ['it holds none', provider('Could not resolve credentials'), none('Could not resolve credentials')],
    ['its SSO session ended', provider('The SSO session associated with this profile has expired.'), expired],
    [
      'its SSO token ended',
      provider("Token is expired. To refresh run 'aws sso login'", 'TokenProviderError'),
      expired,
    ],
    [
      'nobody logged in yet',
      provider("was not found or is invalid. run 'aws sso login'", 'TokenProviderError'),
      expired,
    ],
    ['its role’s token ended', replied(403, 'ExpiredToken'), expired],
    ['its role may not be assumed', replied(403, 'AccessDenied'), none('AccessDenied says the server')],
    [
      'the keys behind its role are wrong',
      replied(403, 'InvalidClientTokenId'),
      { code: 'wrong-keys', bucket: 'photos', endpoint: 'sts.us-east-1' },
    ],
    [
      'the token service cannot be reached',
      Object.assign(new Error('x'), { code: 'ENOTFOUND' }),
      { code: 'unreachable', endpoint: 'sts.us-east-1', detail: 'ENOTFOUND' },
    ],
  ])('is told: %s', (_, thrown, error) => {
    expect(explainCredentials(thrown, facts)).toEqual(error);
  });

  it('case 14: never repeats what a credential process printed', () => {
    const settings = { credential_process: '/usr/bin/vault --token hunter2' };
    const thrown = provider('Command failed: /usr/bin/vault --token hunter2\nhunter3');
    expect(explainCredentials(thrown, { ...facts, settings })).toEqual(none('credential_process failed'));
  });
});
