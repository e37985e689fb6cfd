import type { TFunction } from 'i18next';
import type { CredentialTrouble } from '../../shared/connection.ts';

/** Name of the source in trouble, as a fact of its own. */
export function sourceName(t: TFunction, { source, label }: Pick<CredentialTrouble, 'source' | 'label'>): string {
  switch (source.kind) {
    case 'profile':
      return t('credentials.profile', { label: label || source.profile });
    case 'keys':
      return label === '' ? t('credentials.typedKeys') : t('credentials.typedKeysNamed', { label });
    case 'environment':
      return t('credentials.environment');
  }
}

/** What is the case, in a few words. */
export function troubleTitle(t: TFunction, { remedy }: Pick<CredentialTrouble, 'remedy'>): string {
  switch (remedy) {
    case 'log-in':
      return t('credentials.logInTitle');
    case 'new-keys':
      return t('credentials.newKeysTitle');
    case 'try-again':
      return t('credentials.tryAgainTitle');
  }
}

/** What a person can do besides pressing a button; null where the buttons say all. */
export function troubleHint(t: TFunction, { remedy, source }: CredentialTrouble): string | null {
  if (remedy === 'log-in') return t('credentials.logInHint');
  if (source.kind === 'environment') return t('credentials.environmentHint');
  if (source.kind === 'profile')
    return t(remedy === 'new-keys' ? 'credentials.profileKeysHint' : 'credentials.fileHint');
  return remedy === 'new-keys' ? t('credentials.typedKeysHint') : null;
}

/** The trouble in one line, for the bar. */
export function troubleLine(t: TFunction, trouble: CredentialTrouble): string {
  const { login, remedy } = trouble;
  const source = sourceName(t, trouble);
  if (login.kind === 'waiting') return t('credentials.lineWaiting', { source, code: login.userCode });
  if (login.kind === 'starting') return t('credentials.lineStarting', { source });
  switch (remedy) {
    case 'log-in':
      return t('credentials.lineLogIn', { source });
    case 'new-keys':
      return t('credentials.lineNewKeys', { source });
    case 'try-again':
      return t('credentials.lineTryAgain', { source });
  }
}
