import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { getSSOTokenFilepath } from '@smithy/shared-ini-file-loader';
import { toWriteFailure } from '../files/file-error.ts';
import { type WriteOptions, writeAtomically } from '../files/write.ts';
import type { SsoSession } from './sso-session.ts';

/** A login as the service gave it. Holds secrets. Times are ms since the epoch. */
export interface SsoToken {
  accessToken: string;
  expiresAt: number;
  /** Null where the login cannot be renewed. */
  refreshToken: string | null;
  clientId: string;
  clientSecret: string;
  registrationExpiresAt: number;
}

const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/**
 * Keeps a login where the AWS CLI and every AWS SDK look for it (AWS SDKs and Tools Reference Guide, "IAM Identity
 * Center credential provider"), for its owner only. Throws `not-writable` or `disk-full`.
 */
export async function writeSsoToken(
  session: SsoSession,
  token: SsoToken,
  options: Pick<WriteOptions, 'signal' | 'watch'>,
): Promise<void> {
  const file = getSSOTokenFilepath(session.name ?? session.startUrl);
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
  } catch (thrown) {
    throw toWriteFailure(thrown, path.dirname(file));
  }
  const content = `${JSON.stringify(cacheEntry(session, token), null, 2)}\n`;
  await writeAtomically(file, { content }, { ...options, mode: OWNER_ONLY_FILE });
}

/** The fields of a cached login. Exported for the exact names to be tested. */
export function cacheEntry({ startUrl, region }: SsoSession, token: SsoToken): Record<string, string> {
  const { accessToken, refreshToken, clientId, clientSecret } = token;
  return {
    startUrl,
    region,
    accessToken,
    expiresAt: timestamp(token.expiresAt),
    clientId,
    clientSecret,
    registrationExpiresAt: timestamp(token.registrationExpiresAt),
    ...(refreshToken === null ? {} : { refreshToken }),
  };
}

/** Whole seconds: older tools read no others. */
const timestamp = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
