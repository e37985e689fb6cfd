import { AppFailure } from '../../shared/app-error.ts';
import { parseKey } from '../../shared/object-key.ts';
import type { FoundUrl } from '../../shared/pictures.ts';
import { parseS3Url } from '../../shared/s3-url.ts';
import type { Bucket } from '../s3/bucket.ts';
import type { Catalogue } from './catalogue.ts';

/**
 * What an S3 URL points to in this bucket. A picture that the listing has not reached yet is looked up and joins the
 * catalogue. Throws `not-a-url`, `other-bucket`, `key-vanished`, and what reading the bucket throws.
 */
export async function findUrl(
  text: string,
  { bucket, catalogue }: { bucket: Bucket; catalogue: Catalogue },
  options: { signal: AbortSignal },
): Promise<FoundUrl> {
  const place = parseS3Url(text, bucket.endpoint);
  if (place === null) throw new AppFailure({ code: 'not-a-url', text });
  if (place.bucket !== bucket.name) throw new AppFailure({ code: 'other-bucket', bucket: place.bucket });
  const known = await catalogue.groupOfKey(place.key);
  if (known !== null) return { kind: 'group', groupId: known };
  const bytes = await lookUp(place.key, bucket, catalogue, options);
  const groupId = await catalogue.groupOfKey(place.key);
  return groupId === null ? { kind: 'object', key: place.key, bytes } : { kind: 'group', groupId };
}

/** Bytes of an object; where it is a picture, it and its siblings join the catalogue. */
async function lookUp(
  key: string,
  bucket: Bucket,
  catalogue: Catalogue,
  options: { signal: AbortSignal },
): Promise<number> {
  const head = await bucket.head(key, options);
  const parsed = parseKey(key);
  if (parsed.kind === 'group') {
    for await (const page of bucket.list({ ...options, prefix: `${parsed.stem}_` })) await catalogue.addObjects(page);
  } else if (parsed.kind === 'foreign') {
    await catalogue.addObjects([{ key, bytes: head.bytes, modified: head.modified, etag: head.etag }]);
  }
  return head.bytes;
}
