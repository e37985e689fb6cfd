import { createHash } from 'node:crypto';
import type { StoredVariant } from '../catalogue/catalogue.ts';
import type { Bucket } from '../s3/bucket.ts';

const BUCKET_DIGITS = 32;

/** What the ids of all thumbnails of a bucket begin with, so that they can be forgotten together. */
export const thumbnailsOf = ({ endpoint, name }: Pick<Bucket, 'endpoint' | 'name'>): string =>
  digestOf([endpoint, name]).slice(0, BUCKET_DIGITS);

/** Changes with the bytes, and differs between stores (`bucketId` is of `thumbnailsOf`) and between stored and made thumbnails. */
export const thumbnailId = (bucketId: string, { key, etag, bytes, size }: StoredVariant): string =>
  bucketId + digestOf([key, etag, bytes, size]);

const digestOf = (facts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(facts)).digest('hex');
