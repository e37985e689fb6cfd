import type { AppError } from '../../shared/app-error.ts';
import { errorText } from './error-text.ts';

/** Why the keys may not do something at all: what is told is not about the one object that it was found out with. */
export const denialText = (denial: AppError): string =>
  errorText(denial.code === 'access-denied' ? { ...denial, key: null } : denial);
