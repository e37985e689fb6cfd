import { AppFailure, toAppError } from '../../shared/app-error.ts';
import { parseKey } from '../../shared/object-key.ts';
import type { Bucket, UnfinishedUpload } from '../s3/bucket.ts';

/** A younger one may be another computer's, which still sends. */
export const UNFINISHED_AFTER_MS = 24 * 60 * 60_000;

export interface UnfinishedParts {
  bucket: Bucket;
  /** Whether a job of this computer still needs it, or will end it by itself. */
  isNeeded(upload: UnfinishedUpload): boolean;
  /** For tests. */
  now?: () => number;
}

/**
 * Uploads in parts under keys of our layout that nobody goes on with any more: older than a day, and not this
 * computer's. None where the keys may not ask for them, or the server does not know how. Throws an `AppFailure`.
 */
export async function findUnfinished(
  { bucket, isNeeded, now = Date.now }: UnfinishedParts,
  options: { signal: AbortSignal },
): Promise<UnfinishedUpload[]> {
  const before = now() - UNFINISHED_AFTER_MS;
  const found: UnfinishedUpload[] = [];
  try {
    for await (const page of bucket.listUploads(options)) {
      found.push(...page.filter((upload) => upload.begun < before && isOwnLayout(upload) && !isNeeded(upload)));
    }
  } catch (thrown) {
    if (!isNotToBeAsked(thrown)) throw thrown;
  }
  return found;
}

/** Ends all that {@link findUnfinished} finds and answers how many they were. Throws the first failure, after all were tried. */
export async function endUnfinished(parts: UnfinishedParts, options: { signal: AbortSignal }): Promise<number> {
  const uploads = await findUnfinished(parts, options);
  let failure: AppFailure | null = null;
  for (const upload of uploads) {
    options.signal.throwIfAborted();
    try {
      await parts.bucket.abortUpload(upload, options);
    } catch (thrown) {
      failure ??= new AppFailure(toAppError(thrown));
    }
  }
  if (failure !== null) throw failure;
  return uploads.length;
}

const isOwnLayout = ({ key }: UnfinishedUpload): boolean => parseKey(key).kind === 'group';

function isNotToBeAsked(thrown: unknown): boolean {
  const { code } = toAppError(thrown);
  return code === 'access-denied' || code === 'not-supported' || code === 'not-s3';
}
