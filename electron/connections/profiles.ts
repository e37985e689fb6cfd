import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import type { ProfileSummary } from '../../shared/contract.ts';

export const DEFAULT_PROFILE = 'default';

/** A section of ~/.aws/config or ~/.aws/credentials, both merged. Holds secrets: it never leaves this folder. */
export type ProfileSettings = Readonly<Record<string, string | undefined>>;

/** Sections of ~/.aws/config that are no profiles; the SDK's loader gives them with their kind before a dot. */
const otherSection = /^(sso-session|services)\./;

/**
 * Every profile by name, read anew each time: the files may have changed since. Honours AWS_CONFIG_FILE and
 * AWS_SHARED_CREDENTIALS_FILE. Missing or unreadable files count as empty.
 */
export async function loadProfiles(): Promise<ReadonlyMap<string, ProfileSettings>> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  const profiles = [...names]
    .filter((name) => !otherSection.test(name))
    .map((name): [string, ProfileSettings] => [name, { ...configFile[name], ...credentialsFile[name] }]);
  return new Map(profiles.map(([name, settings]) => [name, withServices(settings, configFile)]));
}

/** A profile may leave its endpoints to a section of services; S3's goes before the one for all. */
function withServices(settings: ProfileSettings, sections: Readonly<Record<string, ProfileSettings>>): ProfileSettings {
  const own = settings.services === undefined ? undefined : sections[`services.${settings.services}`];
  const endpoint = own?.['s3.endpoint_url'];
  return endpoint === undefined ? settings : { ...settings, endpoint_url: endpoint };
}

/** A profile's own region, or that of the profile whose keys it takes on a role with. */
export function regionOfProfile(profiles: ReadonlyMap<string, ProfileSettings>, name: string): string | null {
  const profile = profiles.get(name);
  const source = profiles.get(profile?.source_profile ?? '');
  return profile?.region || source?.region || null;
}

/** The profiles of the AWS files for a menu: the default one first, the rest by name. */
export async function listProfiles(): Promise<ProfileSummary[]> {
  const profiles = await loadProfiles();
  return [...profiles.keys()].sort(compareNames).map((name) => ({ name, region: regionOfProfile(profiles, name) }));
}

function compareNames(a: string, b: string): number {
  if (a === DEFAULT_PROFILE || b === DEFAULT_PROFILE) return a === b ? 0 : a === DEFAULT_PROFILE ? -1 : 1;
  return a.localeCompare(b, 'en');
}
