import { AppFailure } from '../../shared/app-error.ts';
import type { CredentialSource, SourceList, SourceSummary } from '../../shared/connection.ts';
import type { KeyStore, SourceFacts } from './credentials.ts';
import {
  compareProfileNames,
  DEFAULT_PROFILE,
  loadProfiles,
  methodOfProfile,
  type Profiles,
  regionOfProfile,
} from './profiles.ts';
import { type AwsVariables, endOfKeyId } from './variables.ts';

/** What is asked of the key store here. */
export type StoredKeys = Pick<KeyStore, 'list' | 'hasKeyring'>;

/** Every source there is now, in the order of `SourceList.sources`. */
export async function listSources(variables: AwsVariables, keyStore: StoredKeys): Promise<SourceList> {
  const [profiles, typed] = await Promise.all([loadProfiles(), keyStore.list()]);
  const rows = [...environmentRow(variables), ...profileRows(profiles), ...typed.toSorted(byLabel)];
  const first = rows.find(({ source }) => isFirst(source, variables, profiles));
  return {
    sources: first === undefined ? rows : [first, ...rows.filter((row) => row !== first)],
    region: variables.region || null,
    endpoint: variables.endpoint || null,
    hasKeyring: keyStore.hasKeyring(),
  };
}

function isFirst(source: CredentialSource, variables: AwsVariables, profiles: Profiles): boolean {
  if (profiles.has(variables.profile)) return source.kind === 'profile' && source.profile === variables.profile;
  if (variables.keys !== 'none') return source.kind === 'environment';
  return source.kind === 'profile' && source.profile === DEFAULT_PROFILE;
}

const byLabel = (a: SourceSummary, b: SourceSummary): number => a.label.localeCompare(b.label, 'en');

function environmentRow({ keys, region, keyIdEnd }: AwsVariables): SourceSummary[] {
  if (keys === 'none') return [];
  const source = { kind: 'environment' } as const;
  return [{ source, label: '', method: 'environment', region: region || null, keyIdEnd, sessionOnly: false }];
}

const profileRows = (profiles: Profiles): SourceSummary[] =>
  [...profiles.keys()].sort(compareProfileNames).map((name) => {
    const settings = profiles.get(name) ?? {};
    const method = methodOfProfile(settings);
    return {
      source: { kind: 'profile', profile: name },
      label: name,
      method,
      region: regionOfProfile(profiles, name),
      keyIdEnd: method === 'keys' ? endOfKeyId(settings.aws_access_key_id ?? '') : null,
      sessionOnly: false,
    };
  });

/**
 * What a source says besides its keys, the variables before the profile. Throws `no-such-profile`, `keys-gone`, and
 * `no-credentials` for an environment without keys.
 */
export async function factsOf(
  source: CredentialSource,
  variables: AwsVariables,
  keyStore: StoredKeys,
): Promise<SourceFacts> {
  switch (source.kind) {
    case 'profile': {
      const profiles = await loadProfiles();
      if (!profiles.has(source.profile)) throw new AppFailure({ code: 'no-such-profile', profile: source.profile });
      return { label: source.profile, ...settingsOf(profiles, source.profile, variables) };
    }
    case 'environment':
      if (variables.keys === 'none') throw new AppFailure({ code: 'no-credentials', source: '', detail: '' });
      // As the SDKs do: keys of the variables, and what they leave out of the profile that is in use.
      return { label: '', ...settingsOf(await loadProfiles(), variables.profile || DEFAULT_PROFILE, variables) };
    case 'keys': {
      const { keysId } = source;
      const typed = (await keyStore.list()).find(({ source: one }) => one.kind === 'keys' && one.keysId === keysId);
      if (typed === undefined) throw new AppFailure({ code: 'keys-gone' });
      const { region, endpoint, caBundle } = variables;
      return { label: typed.label, region: region || (typed.region ?? ''), endpoint, caBundle };
    }
  }
}

function settingsOf(profiles: Profiles, profile: string, variables: AwsVariables): Omit<SourceFacts, 'label'> {
  const settings = profiles.get(profile) ?? {};
  const ignores = variables.ignoresEndpoints || settings.ignore_configured_endpoint_urls?.toLowerCase() === 'true';
  return {
    region: variables.region || (regionOfProfile(profiles, profile) ?? ''),
    endpoint: ignores ? '' : variables.endpoint || (settings.endpoint_url ?? ''),
    caBundle: variables.caBundle || (settings.ca_bundle ?? ''),
  };
}
