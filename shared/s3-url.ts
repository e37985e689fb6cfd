/** Where an S3 URL points to. */
interface S3Location {
  bucket: string;
  key: string;
}

/** Optional bucket, then the names under which Amazon answers for S3 (AWS General Reference, "Amazon S3 endpoints"). */
const AMAZON_HOST =
  /^(?:(.+)\.)?(s3(?:-fips)?(?:\.dualstack)?(?:[.-][a-z]{2}(?:-[a-z]+)+-\d+)?|s3-external-1|s3-accelerate(?:\.dualstack)?)\.amazonaws\.(?:com|com\.cn|eu)$/;
const S3_URL = /^s3:\/\/([^/]+)\/(.+)$/is;
/** Scheme, host with port, path; query and fragment are left out. No user information: it could hold a secret. */
const HTTP_URL = /^(https?):\/\/([^/?#@\s]+)([^?#]*)/i;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

/**
 * Bucket and key of an S3 URL, or null where the text is none: `s3://bucket/key` (the key as it stands, as consoles and
 * command lines write it), and http(s) URLs, path-style or virtual-hosted, of Amazon or of `endpoint` (a URL; empty for
 * none), with or without query. In their paths `%` escapes are decoded and `+` is a plus. A bare key is not a URL.
 */
export function parseS3Url(text: string, endpoint = ''): S3Location | null {
  const trimmed = text.trim();
  const [, bucket, key] = S3_URL.exec(trimmed) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  const url = splitHttp(trimmed);
  if (url === null) return null;
  return locateAtEndpoint(url, endpoint) ?? locateAtAmazon(url);
}

/** `s3://bucket/key` with the key as it stands, as consoles and command lines write and read it. */
export const s3Uri = (bucket: string, key: string): string => `s3://${bucket}/${key}`;

interface HttpParts {
  /** Lower case, with its port. */
  host: string;
  path: string;
}

function splitHttp(text: string): HttpParts | null {
  const [, scheme, host, path] = HTTP_URL.exec(text) ?? [];
  if (scheme === undefined || host === undefined || path === undefined) return null;
  const port = /:\d+$/.test(host) ? '' : (DEFAULT_PORTS[scheme.toLowerCase()] ?? '');
  return { host: host.toLowerCase() + port, path };
}

function locateAtEndpoint(url: HttpParts, endpoint: string): S3Location | null {
  const base = splitHttp(endpoint.trim());
  if (base === null) return null;
  const folder = base.path.replace(/\/+$/, '');
  if (!url.path.startsWith(`${folder}/`)) return null;
  const path = url.path.slice(folder.length);
  if (url.host === base.host) return pathStyle(path);
  if (url.host.endsWith(`.${base.host}`)) return location(url.host.slice(0, -base.host.length - 1), path.slice(1));
  return null;
}

function locateAtAmazon(url: HttpParts): S3Location | null {
  const [, bucket, service] = AMAZON_HOST.exec(url.host.replace(/:(?:80|443)$/, '')) ?? [];
  if (service === undefined) return null;
  if (bucket !== undefined) return location(bucket, url.path.slice(1));
  return service.startsWith('s3-accelerate') ? null : pathStyle(url.path);
}

function pathStyle(path: string): S3Location | null {
  const [, bucket, key] = /^\/([^/]+)\/(.+)$/s.exec(path) ?? [];
  return bucket === undefined || key === undefined ? null : location(decoded(bucket), key);
}

const location = (bucket: string, encodedKey: string): S3Location | null =>
  encodedKey === '' ? null : { bucket, key: decoded(encodedKey) };

/** A `%` that begins no escape was typed or pasted undecoded: the text is taken as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
