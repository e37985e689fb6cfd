import { describe, expect, it } from 'vitest';
import { explainCredentials, type LoadFacts } from '../../../electron/credentials/explain-credentials.ts';
import { type AppError, AppFailure } from '../../../shared/app-error.ts';

const facts: LoadFacts = {
  source: 'work',
  loginProfile: null,
  role: 'arn:role',
  host: 'sts.example',
  connectionFailure: null,
  process: { failure: null, finished: false },
};
const provider = (message: string, name = 'CredentialsProviderError'): Error =>
  Object.assign(new Error(message), { name });
const replied = (status: number, name: string, message = `${name} says STS`): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
const none = (detail: string): AppError => ({ code: 'no-credentials', source: 'work', detail });
const wrong = (reason: 'key' | 'signature'): AppError => ({
  code: 'wrong-keys',
  bucket: '',
  endpoint: 'sts.example',
  reason,
});
const login: AppError = { code: 'login-needed', profile: 'staff' };
const atSso = { ...facts, loginProfile: 'staff', host: 'portal.example' };

describe('the reason why a source gives no keys', () => {
  it.each<[string, Error, AppError]>([
    ['it holds none', provider('Could not resolve credentials'), none('Could not resolve credentials')],
    ['its keys are unknown to STS', replied(403, 'InvalidClientTokenId'), wrong('key')],
    ['its secret is another key’s', replied(403, 'SignatureDoesNotMatch'), wrong('signature')],
    [
      'the clock is off',
      replied(403, 'SignatureDoesNotMatch', 'Signature expired: 1 is now earlier than 2'),
      { code: 'clock-skew', endpoint: 'sts.example' },
    ],
    ['its token ended', replied(403, 'ExpiredToken'), { code: 'credentials-expired', bucket: '' }],
    [
      'its role may not be taken on',
      replied(403, 'AccessDenied'),
      { code: 'role-refused', profile: 'work', role: 'arn:role' },
    ],
    ['STS asks for patience', replied(400, 'Throttling'), { code: 'throttled', endpoint: 'sts.example' }],
    [
      'STS is ill',
      replied(503, 'ServiceUnavailable'),
      { code: 'server-error', endpoint: 'sts.example', status: 503, detail: 'ServiceUnavailable' },
    ],
    [
      'something else answers in place of STS',
      replied(200, 'SyntaxError'),
      { code: 'unreachable', endpoint: 'sts.example', detail: 'SyntaxError' },
    ],
    [
      'STS repeats the token that it does not take',
      replied(
        400,
        'ValidationError',
        `1 error: Value '${'a token of 20 '.repeat(9)}' at 'webIdentityToken' is too long`,
      ),
      none("1 error: Value at 'webIdentityToken' is too long"),
    ],
    [
      'a server like STS repeats a token in words of its own',
      replied(
        400,
        'InvalidToken',
        `no such token: ${'Zm9v'.repeat(10)}= of arn:aws:iam::111122223333:role/a-long-name`,
      ),
      none('no such token: … of arn:aws:iam::111122223333:role/a-long-name'),
    ],
    ['STS finds the request odd', replied(400, 'ValidationError', 'roleArn is odd'), none('roleArn is odd')],
    ['something of ours said so', new AppFailure(login), login],
  ])('is told: %s', (_, thrown, error) => {
    expect(explainCredentials(thrown, facts)).toEqual(error);
  });

  it.each<[string, Error, AppError]>([
    [
      'the SSO session ended',
      provider('The SSO session associated with this profile has expired. run aws sso login'),
      login,
    ],
    ['the token ended', provider("Token is expired. To refresh this SSO session run 'aws sso login'"), login],
    ['nobody logged in yet', provider("was not found or is invalid. To refresh run 'aws sso login'"), login],
    ['the token was taken back', provider('UnauthorizedException: Session token not found or invalid'), login],
    [
      'the role is not for this person',
      provider('ForbiddenException: No access'),
      { code: 'role-refused', profile: 'work', role: 'arn:role' },
    ],
    [
      'the portal asks for patience',
      provider('TooManyRequestsException: Slow'),
      { code: 'throttled', endpoint: 'portal.example' },
    ],
    [
      'something else answers in place of the portal',
      provider('SyntaxError: Unexpected token'),
      { code: 'unreachable', endpoint: 'portal.example', detail: 'SyntaxError' },
    ],
  ])('is told behind an SSO session: %s', (_, thrown, error) => {
    expect(explainCredentials(thrown, atSso)).toEqual(error);
  });

  it('is the network where the SDK takes a failed renewal for a login that ended', () => {
    const connectionFailure = Object.assign(new Error('x'), { code: 'ENOTFOUND' });
    const thrown = provider("Token is expired. To refresh this SSO session run 'aws sso login'");
    const error = { code: 'unreachable', endpoint: 'portal.example', detail: 'ENOTFOUND' };
    expect(explainCredentials(thrown, { ...atSso, connectionFailure })).toEqual(error);
  });

  it.each(['missing', 'slow', 'failed', 'unreadable'] as const)('is a credential process that is %s', (failure) => {
    const thrown = provider('Command failed: /usr/bin/vault --token hunter2\nhunter3');
    const error = { code: 'credential-process', profile: 'work', reason: failure };
    expect(explainCredentials(thrown, { ...facts, process: { failure, finished: false } })).toEqual(error);
  });

  it('case 14: never repeats what a credential process printed', () => {
    const thrown = provider('Profile work credential_process returned hunter2');
    const error = { code: 'credential-process', profile: 'work', reason: 'unreadable' };
    expect(explainCredentials(thrown, { ...facts, process: { failure: null, finished: true } })).toEqual(error);
  });
});
