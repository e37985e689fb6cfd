import type { TFunction } from 'i18next';
import type { AppError } from '../../shared/app-error.ts';
import { errorText } from '../i18n/error-text.ts';

/** Why the server is out of reach, in a few words where it simply is; else the whole sentence. */
export function offlineText(t: TFunction, error: AppError): string {
  if (error.code !== 'unreachable' && error.code !== 'timed-out') return errorText(error);
  return t('shell.offline', { server: hostOf(error.endpoint) || t('errors.amazon') });
}

const hostOf = (endpoint: string): string => (URL.canParse(endpoint) ? new URL(endpoint).host : endpoint);
