import type { AwsCredentialIdentity } from '@smithy/types';

/** What goes into a header of each request. */
const PRINTABLE = /^[\x21-\x7e]+$/;

/**
 * What of some keys no request could be sent with, by the name of its setting; null where all is well. The SDK's
 * providers hand on whatever a file or a process gave.
 */
export function oddPartOf({
  accessKeyId,
  secretAccessKey,
  sessionToken,
  expiration,
}: AwsCredentialIdentity): string | null {
  if (!isPrintable(accessKeyId)) return 'aws_access_key_id';
  if (typeof secretAccessKey !== 'string') return 'aws_secret_access_key';
  if (sessionToken !== undefined && !isPrintable(sessionToken)) return 'aws_session_token';
  // Neither before nor after any time: the keys would be loaded anew for each request.
  if (expiration !== undefined && Number.isNaN(expiration.getTime())) return 'expiration';
  return null;
}

const isPrintable = (value: unknown): boolean => typeof value === 'string' && PRINTABLE.test(value);
