import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProfileSettings } from '../../../electron/credentials/profiles.ts';
import { ssoSessionOf } from '../../../electron/credentials/sso-session.ts';
import { type AppError, AppFailure } from '../../../shared/app-error.ts';

const START = 'https://example.awsapps.com/start';
const shared: ProfileSettings = { sso_session: 'company', sso_start_url: START, sso_region: 'eu-west-1' };
const legacy: ProfileSettings = {
  sso_start_url: START,
  sso_region: 'eu-west-1',
  sso_account_id: '1',
  sso_role_name: 'R',
};

const profiles = (entries: Record<string, ProfileSettings>): ReadonlyMap<string, ProfileSettings> =>
  new Map(Object.entries(entries));

function refusal(attempt: () => unknown): AppError {
  try {
    attempt();
  } catch (thrown) {
    if (thrown instanceof AppFailure) return thrown.error;
    throw thrown;
  }
  throw new Error('expected a failure');
}

beforeEach(() => {
  vi.stubEnv('AWS_CA_BUNDLE', undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('ssoSessionOf', () => {
  it('asks for access to accounts where a shared session names no scopes', () => {
    expect(ssoSessionOf(profiles({ work: shared }), 'work')).toEqual({
      name: 'company',
      startUrl: START,
      region: 'eu-west-1',
      scopes: ['sso:account:access'],
      caBundle: '',
    });
  });

  it.each([
    ['sso:account:access', ['sso:account:access']],
    ['a:b, c:d ,', ['a:b', 'c:d']],
    [' , ', ['sso:account:access']],
  ])('reads the scopes %j', (sso_registration_scopes, scopes) => {
    expect(ssoSessionOf(profiles({ work: { ...shared, sso_registration_scopes } }), 'work').scopes).toEqual(scopes);
  });

  it('has no name and no scopes by the older settings', () => {
    const settings = { ...legacy, sso_registration_scopes: 'a:b' };
    expect(ssoSessionOf(profiles({ work: settings }), 'work')).toMatchObject({
      name: null,
      startUrl: START,
      scopes: [],
    });
  });

  it('is that of the last profile of a chain of roles', () => {
    const chain = profiles({
      a: { role_arn: 'arn:a', source_profile: 'b' },
      b: { role_arn: 'arn:b', source_profile: 'work' },
      work: shared,
    });
    expect(ssoSessionOf(chain, 'a').name).toBe('company');
  });

  it('believes the authorities of the environment before those of the profile', () => {
    const work = profiles({ work: { ...shared, ca_bundle: '/own.pem' } });
    expect(ssoSessionOf(work, 'work').caBundle).toBe('/own.pem');
    vi.stubEnv('AWS_CA_BUNDLE', '/all.pem');
    expect(ssoSessionOf(work, 'work').caBundle).toBe('/all.pem');
  });

  it.each<[string, Record<string, ProfileSettings>, string]>([
    ['a profile with keys of its own', { work: { aws_access_key_id: 'A', aws_secret_access_key: 'B' } }, 'sso_session'],
    ['a session that is not in the file', { work: { sso_session: 'gone' } }, 'sso_start_url'],
    ['a session without a region', { work: { sso_session: 'company', sso_start_url: START } }, 'sso_region'],
    ['roles in a circle', { work: { role_arn: 'arn:a', source_profile: 'work' } }, 'sso_session'],
  ])('names the setting that is missing: %s', (_, entries, detail) => {
    expect(refusal(() => ssoSessionOf(profiles(entries), 'work'))).toEqual({
      code: 'login-refused',
      profile: 'work',
      reason: 'misconfigured',
      detail,
    });
  });

  it('knows no profile that is in no file', () => {
    expect(refusal(() => ssoSessionOf(profiles({}), 'work'))).toEqual({ code: 'no-such-profile', profile: 'work' });
  });
});
