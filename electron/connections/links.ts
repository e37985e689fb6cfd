import { AppFailure } from '../../shared/app-error.ts';
import type { Request } from '../../shared/contract.ts';
import { s3Uri } from '../../shared/s3-url.ts';
import { saveName } from '../../shared/save-name.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Bucket } from '../s3/bucket.ts';
import { contentDisposition } from '../s3/content-disposition.ts';

interface LinkParts {
  bucket: Pick<Bucket, 'name' | 'presign' | 'publicUrl'>;
  catalogue: Pick<Catalogue, 'group' | 'variants'>;
}

/** What is put on the clipboard. A presigned one is a secret of its own: never logged. */
export interface Link {
  text: string;
  /** Ms since the epoch; null where it does not expire. */
  expiresAt: number | null;
}

/**
 * The link to one variant. A presigned one makes a browser download the stored bytes under the name that a save would
 * give them. Throws `unknown-group`, or why there are no keys to sign with.
 */
export async function makeLink(
  { bucket, catalogue }: LinkParts,
  { groupId, size, kind, seconds }: Omit<Request<'links/copy'>, 'connectionId'>,
): Promise<Link> {
  const [group, variants] = await Promise.all([catalogue.group(groupId), catalogue.variants(groupId)]);
  const variant = variants.find((one) => one.size === size);
  if (variant === undefined) throw new AppFailure({ code: 'unknown-group' });
  switch (kind) {
    case 's3-uri':
      return { text: s3Uri(bucket.name, variant.key), expiresAt: null };
    case 'public':
      return { text: await bucket.publicUrl(variant.key), expiresAt: null };
    case 'presigned': {
      const fileName = saveName(group, variant, { kind: 'as-stored' });
      const signed = await bucket.presign(variant.key, {
        seconds,
        contentDisposition: contentDisposition(fileName),
      });
      return { text: signed.url, expiresAt: signed.expiresAt };
    }
  }
}
