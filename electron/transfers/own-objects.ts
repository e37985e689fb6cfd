import { decodeMetadata } from '../../shared/object-metadata.ts';
import type { ObjectHead } from '../s3/bucket.ts';
import type { LeftRecord } from './journal-records.ts';

/** Whether an object was put by one certain upload of one certain source: no two share the moment and the digest. */
export function isOf({ metadata }: Pick<ObjectHead, 'metadata'>, own: LeftRecord['own']): boolean {
  const { uploaded, sha256 } = decodeMetadata(metadata);
  return uploaded === own.uploaded && sha256 === own.sha256;
}
