import type { AppError } from '../../shared/app-error.ts';

/** The fields of the form that something can be wrong with. */
export type FormField = 'profile' | 'bucket' | 'region' | 'endpoint';

/** The field at which an error's sentence belongs; null where it belongs to none of them. */
export function fieldOf(error: AppError): FormField | null {
  switch (error.code) {
    case 'no-such-profile':
    case 'no-credentials':
    case 'wrong-keys':
    case 'credentials-expired':
      return 'profile';
    case 'no-such-bucket':
    case 'invalid-bucket-name':
    case 'access-denied':
      return 'bucket';
    case 'wrong-region':
      return 'region';
    case 'unreachable':
    case 'timed-out':
    case 'not-s3':
      return error.endpoint === '' ? null : 'endpoint';
    default:
      return null;
  }
}
