import { AppFailure } from '../../shared/app-error.ts';
import { type Profiles, ssoProfileOf } from './profiles.ts';
import { readAwsVariables } from './variables.ts';

/** What the app logs in to: a section `sso-session` that profiles share, or the older settings in a profile itself. */
export interface SsoSession {
  /** Null for the older settings: their login has no scopes and cannot be renewed. */
  name: string | null;
  startUrl: string;
  region: string;
  scopes: readonly string[];
  /** PEM file of further authorities; empty for none. */
  caBundle: string;
}

/** What a session without `sso_registration_scopes` registers (AWS CLI user guide, "sso_registration_scopes"). */
const DEFAULT_SCOPE = 'sso:account:access';

/**
 * The SSO session behind a profile: its own, or that of the profile whose keys it takes on a role with. Throws
 * `no-such-profile`, and `login-refused` (`misconfigured`, the setting that is missing as the detail).
 */
export function ssoSessionOf(profiles: Profiles, profile: string): SsoSession {
  if (!profiles.has(profile)) throw new AppFailure({ code: 'no-such-profile', profile });
  const settings = profiles.get(ssoProfileOf(profiles, profile) ?? '');
  if (settings === undefined) throw misconfigured(profile, 'sso_session');
  const { sso_session: name = null, sso_start_url: startUrl, sso_region: region } = settings;
  if (!startUrl) throw misconfigured(profile, 'sso_start_url');
  if (!region) throw misconfigured(profile, 'sso_region');
  const scopes = name === null ? [] : scopesOf(settings.sso_registration_scopes ?? '');
  const caBundle = readAwsVariables(process.env).caBundle || settings.ca_bundle || '';
  return { name, startUrl, region, scopes, caBundle };
}

function scopesOf(list: string): string[] {
  const scopes = list
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  return scopes.length === 0 ? [DEFAULT_SCOPE] : scopes;
}

const misconfigured = (profile: string, detail: string): AppFailure =>
  new AppFailure({ code: 'login-refused', profile, reason: 'misconfigured', detail });
