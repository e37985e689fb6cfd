/** Signature Version 4, worked out anew to tell which secret signed a request that was seen. */
import { createHash, createHmac } from 'node:crypto';
import type { SeenRequest } from './faulting-proxy.ts';

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<scope>[^,]+), ?SignedHeaders=(?<names>[^,]+), ?Signature=(?<signature>[\da-f]{64})$/;

/** Whether a request to S3 was signed with this secret access key (Amazon S3 API Reference, "Authenticating Requests"). */
export function isSignedWith(secretAccessKey: string, { method, path, headers }: SeenRequest): boolean {
  const { scope = '', names = '', signature } = AUTHORIZATION.exec(textOf(headers.authorization))?.groups ?? {};
  const [, day = '', region = '', service = ''] = scope.split('/');
  const [resource = '', query = ''] = path.split('?');
  const canonical = [
    method,
    resource,
    query
      .split('&')
      .map((pair) => (pair === '' || pair.includes('=') ? pair : `${pair}=`))
      .sort()
      .join('&'),
    ...names.split(';').map((name) => `${name}:${textOf(headers[name]).trim().replaceAll(/ +/g, ' ')}`),
    '',
    names,
    textOf(headers['x-amz-content-sha256']),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', textOf(headers['x-amz-date']), `${day}/${region}/${service}/aws4_request`];
  const digest = createHash('sha256').update(canonical).digest('hex');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  return (
    createHmac('sha256', key)
      .update([...toSign, digest].join('\n'))
      .digest('hex') === signature
  );
}

const textOf = (header: string | string[] | undefined): string =>
  Array.isArray(header) ? header.join(',') : (header ?? '');
