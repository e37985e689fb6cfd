import { type AppError, isCredentialError } from '../../shared/app-error.ts';
import { askedFirst, type FormFields, usualEndpoint } from './form-fields.ts';

/** The fields of the form that something can be wrong with. */
export type FormField = 'source' | 'account' | 'bucket' | 'region' | 'endpoint';

/** The field at which an error's sentence belongs; null where it belongs to none of them. */
export function fieldOf(error: AppError): FormField | null {
  if (isCredentialError(error)) return 'source';
  switch (error.code) {
    case 'no-such-bucket':
    case 'invalid-bucket-name':
    case 'access-denied':
    case 'bucket-taken':
      return 'bucket';
    case 'wrong-region':
      return 'region';
    case 'unreachable':
    case 'timed-out':
    case 'not-s3':
    case 'not-supported':
      return error.endpoint === '' ? null : 'endpoint';
    default:
      return null;
  }
}

/** Whether it is the keys themselves that are missing: only other keys help. */
export const lacksKeys = (error: AppError | null): boolean =>
  error?.code === 'keys-gone' || error?.code === 'keys-locked';

export type Lack =
  | { field: 'source'; reason: 'sourceMissing' }
  | { field: 'account'; reason: 'accountMissing' }
  | { field: 'endpoint'; reason: 'endpointMissing' | 'endpointInvalid' }
  | { field: 'bucket'; reason: 'bucketMissing' };

interface Known {
  /** Whether there is a source of keys to ask with. */
  hasSource: boolean;
  /** What the AWS_* variables say. */
  endpoint: string | null;
}

/** What has to be given of the server before it is worth asking main. */
export function whatServerLacks(fields: FormFields, known: Known): Lack | null {
  if (!known.hasSource) return { field: 'source', reason: 'sourceMissing' };
  const endpoint = fields.endpoint.trim();
  if (endpoint !== '') return isAddress(endpoint) ? null : { field: 'endpoint', reason: 'endpointInvalid' };
  if (fields.preset === 'amazon' || usualEndpoint(fields) !== '') return null;
  if (askedFirst(fields.preset) === 'account') return { field: 'account', reason: 'accountMissing' };
  return known.endpoint ? null : { field: 'endpoint', reason: 'endpointMissing' };
}

/** What has to be given before a bucket can be opened. */
export function whatLacks(fields: FormFields, known: Known): Lack | null {
  const lack = whatServerLacks(fields, known);
  if (lack?.field === 'source') return lack;
  return fields.bucket.trim() === '' ? { field: 'bucket', reason: 'bucketMissing' } : lack;
}

/** An http(s) address, or a host without a scheme: main knows which one it is to have. */
function isAddress(text: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (/\s/.test(text) || (scheme !== undefined && scheme !== 'https' && scheme !== 'http')) return false;
  return URL.canParse(scheme === undefined ? `https://${text}` : text);
}
