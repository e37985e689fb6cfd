import { isIP } from 'node:net';
import { AppFailure } from '../../shared/app-error.ts';
import { isLoopback } from '../s3/loopback.ts';

/**
 * What every server accepts, old names included: Amazon S3 itself allowed 255 characters, capitals and underscores in
 * us-east-1 until 2018, and Ceph still does. Stricter rules are the server's to apply (`InvalidBucketName`).
 */
const bucketName = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;
const MIN_BUCKET_NAME_LENGTH = 3;

/** Throws `invalid-bucket-name` where no server could hold a bucket of this name. */
export function expectBucketName(bucket: string): void {
  const valid =
    bucket.length >= MIN_BUCKET_NAME_LENGTH && bucketName.test(bucket) && !bucket.includes('..') && isIP(bucket) === 0;
  if (!valid) throw new AppFailure({ code: 'invalid-bucket-name', bucket });
}

/**
 * A folder as a prefix: keys hardly ever begin with a slash, while people type one; and without one at its end `trip`
 * would be `trip-2/` too, and be refused to keys that may see `trip/` only.
 */
export function normalizePrefix(folder: string): string {
  const prefix = folder.replace(/^\/+/, '');
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/**
 * An endpoint with its scheme: `http` for this machine, else `https`, where none is given; no slash at the end. Empty
 * stays empty (Amazon S3 itself). Throws `unreachable` where it is no address.
 */
export function normalizeEndpoint(endpoint: string): string {
  const typed = endpoint.trim();
  if (typed === '') return '';
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed);
  const url = parseUrl(hasScheme ? typed : `https://${typed}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new AppFailure({ code: 'unreachable', endpoint: withoutLogin(typed), detail: 'ERR_INVALID_URL' });
  if (!hasScheme && isLoopback(url.hostname)) url.protocol = 'http:';
  return `${url.protocol}//${portedHost(typed, url)}${url.pathname}`.replace(/\/+$/, '');
}

/** `https://host:80` parsed and turned to `http` would lose its port: it is taken from what was typed. */
const portedHost = (typed: string, url: URL): string => {
  const port = /^(?:[a-z]+:\/\/)?(?:\[[^\]]*\]|[^/:]*):(\d+)/i.exec(typed)?.[1];
  return port === undefined ? url.hostname : `${url.hostname}:${Number(port)}`;
};

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

const withoutLogin = (typed: string): string => typed.replace(/\/\/[^/@]*@/, '//');
