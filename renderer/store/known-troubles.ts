import type { CredentialSource, CredentialTrouble, KeyEntryPurpose, LoginState } from '../../shared/connection.ts';
import type { OpenRequest } from './connection-slice.ts';

interface TroublesShown {
  troubles: readonly CredentialTrouble[];
  troublesAside: ReadonlySet<string>;
}

/** Whether a login is under way. */
export const isLoggingIn = (login: LoginState): login is Extract<LoginState, { kind: 'starting' | 'waiting' }> =>
  login.kind === 'starting' || login.kind === 'waiting';

/** The trouble whose screen is shown: the first that nobody put aside. */
export const shownTrouble = ({ troubles, troublesAside }: TroublesShown): CredentialTrouble | null =>
  troubles.find(({ troubleId }) => !troublesAside.has(troubleId)) ?? null;

/** The trouble that the bar tells: the first of those put aside. */
export const asideTrouble = ({ troubles, troublesAside }: TroublesShown): CredentialTrouble | null =>
  troubles.find(({ troubleId }) => troublesAside.has(troubleId)) ?? null;

/** What the key window is opened for to mend a source; null where no window can. */
export function keyEntryFor(source: CredentialSource): KeyEntryPurpose | null {
  switch (source.kind) {
    case 'profile':
      return { kind: 'profile-keys', profile: source.profile };
    case 'keys':
      return { kind: 'replace-keys', keysId: source.keysId };
    case 'environment':
      return null;
  }
}

/** Whether two connections ask the same source for their keys. */
export function isSameSource(one: CredentialSource, other: CredentialSource): boolean {
  if (one.kind === 'profile') return other.kind === 'profile' && one.profile === other.profile;
  if (one.kind === 'keys') return other.kind === 'keys' && one.keysId === other.keysId;
  return other.kind === 'environment';
}

/** Whether what is being opened may wait for this source; which one a remembered connection has is not known here. */
export function mayConcern({ source }: CredentialTrouble, request: OpenRequest): boolean {
  if (request.kind === 'bucket') return isSameSource(source, request.source);
  return request.kind === 'saved';
}

/** Whether a login came to its end without mending the trouble. */
export function hasStoppedLogIn(
  { troubleId, login }: CredentialTrouble,
  before: readonly CredentialTrouble[],
): boolean {
  const earlier = before.find((trouble) => trouble.troubleId === troubleId);
  return earlier !== undefined && isLoggingIn(earlier.login) && !isLoggingIn(login);
}
