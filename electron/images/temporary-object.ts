import { rm } from 'node:fs/promises';
import { posix } from 'node:path';
import { AppFailure } from '../../shared/app-error.ts';
import type { StoredVariant } from '../catalogue/catalogue.ts';
import { temporaryIn } from '../files/write.ts';
import { namedAs } from '../pipeline/failures.ts';
import type { Bucket, ObjectHead } from '../s3/bucket.ts';

export interface FetchedObject {
  bucket: Pick<Bucket, 'getFile'>;
  tempFolder: string;
  source: StoredVariant;
  /** The largest object that is fetched for this. */
  maxBytes: number;
  signal: AbortSignal;
}

/**
 * Fetches an object into a temporary file, works on it, and removes it whatever happened. Throws `image-too-large` over
 * `maxBytes`, and what fetching and the work throw.
 */
export async function withFetched<T>(
  { bucket, tempFolder, source, maxBytes, signal }: FetchedObject,
  work: (path: string, head: ObjectHead) => Promise<T>,
): Promise<T> {
  if (source.bytes > maxBytes) {
    throw new AppFailure({ code: 'image-too-large', name: posix.basename(source.key), limit: 'bytes', max: maxBytes });
  }
  const path = temporaryIn(tempFolder, '.part');
  try {
    const head = await bucket.getFile(source.key, path, { signal });
    return await work(path, head);
  } catch (thrown) {
    throw namedAs(posix.basename(source.key), thrown);
  } finally {
    await rm(path, { force: true });
  }
}
