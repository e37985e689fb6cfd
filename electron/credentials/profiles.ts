import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import type { CredentialMethod } from '../../shared/connection.ts';
import { shieldAwsFiles } from './aws-files.ts';

export const DEFAULT_PROFILE = 'default';

/** A section of ~/.aws/config or ~/.aws/credentials, both merged. Holds secrets: it never leaves this folder. */
export type ProfileSettings = Readonly<Record<string, string | undefined>>;
export type Profiles = ReadonlyMap<string, ProfileSettings>;

/** Sections of ~/.aws/config that are no profiles; the SDK's loader gives them with their kind before a dot. */
const otherSection = /^(sso-session|services)\./;

/**
 * Every profile by name, read anew each time: the files may have changed since. Honours AWS_CONFIG_FILE and
 * AWS_SHARED_CREDENTIALS_FILE. Files that are missing, unreadable or no ordinary ones count as empty, also for the SDK from then on. What a profile leaves to a section of
 * services or to an SSO session is among its settings.
 */
export async function loadProfiles(): Promise<Profiles> {
  await shieldAwsFiles();
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  const profiles = [...names]
    .filter((name) => !otherSection.test(name))
    .map((name): [string, ProfileSettings] => [name, { ...configFile[name], ...credentialsFile[name] }]);
  return new Map(profiles.map(([name, settings]) => [name, withSections(settings, configFile)]));
}

/** S3's own endpoint in a section of services goes before the one for all services. */
function withSections(settings: ProfileSettings, sections: Readonly<Record<string, ProfileSettings>>): ProfileSettings {
  const { services, sso_session: session } = settings;
  const endpoint = services === undefined ? undefined : sections[`services.${services}`]?.['s3.endpoint_url'];
  const { sso_start_url, sso_region, sso_registration_scopes } =
    (session === undefined ? undefined : sections[`sso-session.${session}`]) ?? {};
  return {
    ...settings,
    ...(endpoint === undefined ? {} : { endpoint_url: endpoint }),
    ...(sso_start_url === undefined ? {} : { sso_start_url }),
    ...(sso_region === undefined ? {} : { sso_region }),
    ...(sso_registration_scopes === undefined ? {} : { sso_registration_scopes }),
  };
}

/** How a profile comes by its keys, asked in the SDK's order (credential-provider-ini, resolveProfileData). */
export function methodOfProfile(settings: ProfileSettings): CredentialMethod {
  const { role_arn, source_profile, credential_source } = settings;
  if (role_arn !== undefined && (source_profile === undefined) !== (credential_source === undefined)) return 'role';
  if (settings.aws_access_key_id !== undefined && settings.aws_secret_access_key !== undefined) return 'keys';
  if (role_arn !== undefined && settings.web_identity_token_file !== undefined) return 'web-identity';
  if (settings.credential_process !== undefined) return 'process';
  if (settings.sso_session !== undefined || settings.sso_start_url !== undefined) return 'sso';
  return 'unknown';
}

/**
 * A profile and those behind it, through which it takes on its role; the one that holds keys is the last. Ends at a
 * profile that is missing or comes a second time. A role that names itself has its keys in its own section.
 */
export function profileChain(profiles: Profiles, name: string): { name: string; settings: ProfileSettings }[] {
  const chain: { name: string; settings: ProfileSettings }[] = [];
  let next: string | undefined = name;
  while (next !== undefined && !chain.some((link) => link.name === next)) {
    const settings = profiles.get(next);
    if (settings === undefined) break;
    chain.push({ name: next, settings });
    next = methodOfProfile(settings) === 'role' ? settings.source_profile : undefined;
  }
  return chain;
}

/** The profile whose SSO session a person can log in to for the sake of `name`; null where there is none. */
export function ssoProfileOf(profiles: Profiles, name: string): string | null {
  const last = profileChain(profiles, name).at(-1);
  return last !== undefined && methodOfProfile(last.settings) === 'sso' ? last.name : null;
}

/** A profile's own region, or that of the profile whose keys it takes on a role with. */
export function regionOfProfile(profiles: Profiles, name: string): string | null {
  const own = profiles.get(name);
  return own?.region || profiles.get(own?.source_profile ?? '')?.region || null;
}

/** The default profile before the rest, which goes by name. */
export function compareProfileNames(a: string, b: string): number {
  if (a === DEFAULT_PROFILE || b === DEFAULT_PROFILE) return a === b ? 0 : a === DEFAULT_PROFILE ? -1 : 1;
  return a.localeCompare(b, 'en');
}
