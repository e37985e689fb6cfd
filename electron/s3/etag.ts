/** An ETag without its quotes and without the mark of a weak one. */
export const unquoteEtag = (etag: string): string =>
  (etag.startsWith('W/') ? etag.slice('W/'.length) : etag).replaceAll('"', '');

export const quoteEtag = (etag: string): string => `"${etag}"`;

/** What a reply says of how the object is encrypted, as far as it matters to its ETag. */
interface EtagFacts {
  etag: string;
  /** `aws:kms` and the like; undefined or `AES256` leave the ETag an MD5. */
  encryption: string | undefined;
  /** Set where the caller's own key encrypts the object. */
  customerKey: string | undefined;
}

/**
 * The MD5 (hex) that an ETag stands for, or null where it is none: multipart uploads have a dash in it, and encryption
 * by KMS or by the caller's key makes it another digest (Amazon S3 User Guide, "Checking object integrity").
 */
export function md5OfEtag({ etag, encryption, customerKey }: EtagFacts): string | null {
  if (customerKey !== undefined) return null;
  if (encryption !== undefined && encryption !== 'AES256') return null;
  return /^[0-9a-f]{32}$/i.test(etag) ? etag.toLowerCase() : null;
}
