import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { PresignedUrl, PresignOptions } from './bucket.ts';
import { type BucketContext, requestContext } from './bucket-context.ts';
import { toS3Failure } from './errors.ts';

const MS = 1000;

/**
 * An address that anyone may read the object at until it expires: when asked, or sooner with the keys that sign it. It is
 * signed with the server's clock as far as that is known. Throws an `AppFailure` where there are no keys.
 */
export async function presignObject(
  bucket: BucketContext,
  key: string,
  { seconds, contentDisposition }: PresignOptions,
): Promise<PresignedUrl> {
  const { client, credentials } = bucket;
  const context = requestContext(bucket, 'get', key, new AbortController().signal);
  try {
    // Fetched first: whoever gives the keys may renew them, and with them their end.
    await credentials.provide();
    const now = Date.now();
    const end = credentials.expiresAt?.() ?? null;
    const left = end === null ? seconds : Math.floor((end - now) / MS);
    const expiresIn = Math.max(1, Math.min(seconds, left));
    const command = new GetObjectCommand({
      Bucket: bucket.bucket,
      Key: key,
      ResponseContentDisposition: contentDisposition,
    });
    const signingDate = new Date(now + client.config.systemClockOffset);
    const url = await getSignedUrl(client, command, { expiresIn, signingDate });
    return { url, expiresAt: now + expiresIn * MS };
  } catch (thrown) {
    throw toS3Failure(thrown, context);
  }
}

/**
 * The address of an object for everyone: `bucket.s3.region.amazonaws.com` or the endpoint's own form, as the SDK's rules
 * choose for every request (a name with dots matches no wildcard certificate, so that the path names it).
 */
export function publicUrl({ client, bucket }: BucketContext, addressing: Addressing, key: string): string {
  const { url } = client.config.endpointProvider(
    {
      Bucket: bucket,
      Region: addressing.region,
      ForcePathStyle: addressing.pathStyle,
      ...(addressing.endpoint === '' ? {} : { Endpoint: addressing.endpoint }),
    },
    {},
  );
  return `${url.href.replace(/\/+$/, '')}/${key.split('/').map(encodedSegment).join('/')}`;
}

interface Addressing {
  region: string;
  /** Empty for Amazon S3 itself. */
  endpoint: string;
  pathStyle: boolean;
}

/** RFC 3986: all but the unreserved characters; `encodeURIComponent` leaves five more as they are. */
const encodedSegment = (segment: string): string =>
  encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
