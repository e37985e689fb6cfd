import {
  AuthorizationPendingException,
  InternalServerException,
  InvalidClientException,
  InvalidRequestException,
  SSOOIDCServiceException,
} from '@aws-sdk/client-sso-oidc';
import { describe, expect, it } from 'vitest';
import { isOidcRefusal, type OidcContext, toLoginFailure } from '../../../electron/credentials/sso-oidc.ts';
import { AppFailure } from '../../../shared/app-error.ts';

const endpoint = 'https://oidc.eu-west-1.amazonaws.com';
const context: OidcContext = {
  profile: 'work',
  endpoint,
  signal: new AbortController().signal,
  secrets: ['client-secret', 'device-code'],
};
const reply = (httpStatusCode: number) => ({ message: '', $metadata: { httpStatusCode } });
const explain = (thrown: unknown, own: Partial<OidcContext> = {}) =>
  toLoginFailure(thrown, { ...context, ...own }).error;
const misconfigured = (detail: string) => ({ code: 'login-refused', profile: 'work', reason: 'misconfigured', detail });

describe('toLoginFailure', () => {
  it.each([
    ['its own words', { error_description: 'Invalid start url provided' }, 'Invalid start url provided'],
    ['its name where it has none', {}, 'InvalidRequestException'],
    ['its name where its words are empty', { error_description: '' }, 'InvalidRequestException'],
    ['its name where its words hold a code', { error_description: 'bad device-code' }, 'InvalidRequestException'],
  ])('gives a refusal %s', (_, facts, detail) => {
    const thrown = new InvalidRequestException({ ...reply(400), ...facts });
    expect(explain(thrown)).toEqual(misconfigured(detail));
  });

  it('tells a busy and a broken service from a refusal', () => {
    const busy = new SSOOIDCServiceException({ ...reply(429), name: 'TooManyRequestsException', $fault: 'client' });
    expect(explain(busy)).toEqual({ code: 'throttled', endpoint });
    const broken = new InternalServerException(reply(500));
    expect(explain(broken)).toEqual({ code: 'server-error', endpoint, status: 500, detail: 'InternalServerException' });
    expect(explain(new InvalidClientException(reply(401)))).toEqual(misconfigured('InvalidClientException'));
  });

  it.each([
    ['a name that is not found', { code: 'ENOTFOUND' }, { code: 'unreachable', endpoint, detail: 'ENOTFOUND' }],
    ['a slow connection', { name: 'TimeoutError' }, { code: 'timed-out', endpoint }],
    ['no HTTP', { code: 'HPE_INVALID_CONSTANT' }, { code: 'unreachable', endpoint, detail: 'HPE_INVALID_CONSTANT' }],
    [
      'a page in place of an answer',
      { $metadata: { httpStatusCode: 200 } },
      { code: 'unreachable', endpoint, detail: 'not a reply of the login service' },
    ],
  ])('explains %s', (_, facts, expected) => {
    expect(explain(Object.assign(new Error('what was said'), facts))).toEqual(expected);
  });

  it('counts whatever a cancelled login meets as cancelled', () => {
    expect(explain(new Error('socket closed'), { signal: AbortSignal.abort() })).toEqual({ code: 'cancelled' });
  });

  it('keeps no cause, which would hold the request', () => {
    expect(toLoginFailure(new InvalidRequestException(reply(400)), context).cause).toBeUndefined();
  });

  it('leaves what is explained already as it is', () => {
    const failure = new AppFailure({ code: 'disk-full', path: 'x' });
    expect(toLoginFailure(failure, context)).toBe(failure);
  });
});

describe('isOidcRefusal', () => {
  it('knows an exception of the service by its name, and nothing else', () => {
    const pending = new AuthorizationPendingException(reply(400));
    expect(isOidcRefusal(pending, 'AuthorizationPendingException')).toBe(true);
    expect(isOidcRefusal(pending, 'SlowDownException')).toBe(false);
    expect(isOidcRefusal({ name: 'AuthorizationPendingException' }, 'AuthorizationPendingException')).toBe(false);
  });
});
