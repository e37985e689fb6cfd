import type { CredentialMethod, CredentialSource, KeyEntryPurpose, SourceSummary } from '../../shared/connection.ts';
import { i18n } from '../i18n/i18n.ts';

const { t } = i18n;

/** Tells one source from every other; of a profile and of keys with the same name too. */
export function sourceKey(source: CredentialSource): string {
  switch (source.kind) {
    case 'profile':
      return `profile:${source.profile}`;
    case 'environment':
      return 'environment';
    case 'keys':
      return `keys:${source.keysId}`;
  }
}

/** A source's name in a line of text: typed keys with the end of their id, where that is not their name already. */
export function sourceName({ source, label, keyIdEnd }: Pick<SourceSummary, 'source' | 'label' | 'keyIdEnd'>): string {
  if (source.kind === 'environment') return t('connect.environment');
  if (source.kind === 'profile' || keyIdEnd === null) return label;
  return label === '' || label === keyIdEnd ? keyEnd(keyIdEnd) : `${label} ${keyEnd(keyIdEnd)}`;
}

/** `…ABCD`, as key ids are told apart. */
const keyEnd = (end: string): string => `…${end}`;

/** What is worth a quiet word beside a source's name: how it comes by its keys where that is special, its region. */
export function sourceNote({ source, method, region, keyIdEnd, sessionOnly }: SourceSummary): string {
  const words = [
    methodWord(method),
    source.kind === 'environment' && keyIdEnd !== null ? keyEnd(keyIdEnd) : '',
    region ?? '',
    sessionOnly ? t('connect.sessionOnly') : '',
  ];
  return words.filter(Boolean).join(' · ');
}

function methodWord(method: CredentialMethod): string {
  switch (method) {
    case 'sso':
    case 'role':
    case 'process':
    case 'web-identity':
      return t(`connect.methods.${method}`);
    case 'keys':
    case 'environment':
    case 'typed':
    case 'unknown':
      return '';
  }
}

/** How the key window changes a source's keys; null where its keys are not the app's to change. */
export function changePurpose({ source, method }: Pick<SourceSummary, 'source' | 'method'>): KeyEntryPurpose | null {
  if (source.kind === 'keys') return { kind: 'replace-keys', keysId: source.keysId };
  return source.kind === 'profile' && method === 'keys' ? { kind: 'profile-keys', profile: source.profile } : null;
}
