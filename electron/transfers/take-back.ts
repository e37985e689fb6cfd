import { type AppError, toAppError } from '../../shared/app-error.ts';
import type { Bucket, ObjectHead } from '../s3/bucket.ts';
import { TAKE_BACK_AT_ONCE_MS, TAKE_BACK_MS } from '../s3/timeouts.ts';
import type { BucketJournal } from './journal.ts';
import type { LeftRecord } from './journal-records.ts';
import { isOf } from './own-objects.ts';

export interface TakeBackParts {
  bucket: Bucket;
  /** Told of objects of a broken-off group that could not be removed again. */
  onLeftBehind?: (keys: readonly string[], error: AppError) => void;
}

export type Left = Pick<LeftRecord, 'keys' | 'uploads' | 'own' | 'mayBeWhole'>;

/**
 * Removes what a source that is given up now has put, the marker first, and ends its uploads in parts. Keys that are not
 * `sure` to have been put by this run are looked at before. Answers whether nothing of it is left. Never throws: its job
 * is over, so it has a time limit of its own.
 */
export const takeBack = (parts: TakeBackParts, left: Left, sure: ReadonlySet<string>): Promise<boolean> =>
  takeBackBefore(AbortSignal.timeout(TAKE_BACK_AT_ONCE_MS), parts, left, sure);

async function takeBackBefore(
  signal: AbortSignal,
  parts: TakeBackParts,
  left: Left,
  sure: ReadonlySet<string>,
): Promise<boolean> {
  const [marker, ...others] = left.keys;
  const ended = await endUploads(parts, left, signal);
  if (marker === undefined) return ended;
  try {
    if (left.mayBeWhole && (await isPublished(parts.bucket, marker, left, signal))) return ended;
  } catch (thrown) {
    parts.onLeftBehind?.(left.keys, toAppError(thrown));
    return false;
  }
  const refusal = await removeKeys(parts, left, { keys: [marker], sure, signal });
  if (refusal !== null) {
    // A group is whole with its marker there: what the marker stands for stays with it.
    if (others.length > 0) parts.onLeftBehind?.(others, refusal);
    return false;
  }
  return (await removeKeys(parts, left, { keys: others, sure, signal })) === null && ended;
}

/** Takes back what earlier tries could not: after the start of a run, or once the server can be reached again. */
export async function takeBackLeft(parts: TakeBackParts, journal: BucketJournal): Promise<void> {
  for (const [leftId] of journal.left()) {
    // As it is by now: it may be taken back already, or a person may want it after all.
    const left = journal.stillLeft(leftId);
    if (left === undefined) continue;
    const signal = AbortSignal.timeout(TAKE_BACK_MS);
    if (await takeBackBefore(signal, parts, left, new Set())) await journal.forget(leftId);
  }
}

async function endUploads({ bucket, onLeftBehind }: TakeBackParts, left: Left, signal: AbortSignal): Promise<boolean> {
  let ended = true;
  for (const upload of left.uploads) {
    try {
      await bucket.abortUpload(upload, { signal });
    } catch (thrown) {
      ended = false;
      onLeftBehind?.([upload.key], toAppError(thrown));
    }
  }
  return ended;
}

/** Answers why some could not be removed; null where all are gone. */
async function removeKeys(
  { bucket, onLeftBehind }: TakeBackParts,
  left: Left,
  { keys, sure, signal }: { keys: readonly string[]; sure: ReadonlySet<string>; signal: AbortSignal },
): Promise<AppError | null> {
  try {
    // Where older versions are kept, deleting what is not there would leave a mark of its own.
    const states = await Promise.all(
      keys.map(async (key) => (sure.has(key) ? 'ours' : isThere(bucket, key, left, signal))),
    );
    const present = keys.filter((_, at) => states[at] === 'ours' || states[at] === 'unknown');
    if (present.length === 0) return null;
    const { failed } = await bucket.deleteKeys(present, { signal });
    for (const { key, error } of failed) onLeftBehind?.([key], error);
    return failed[0]?.error ?? null;
  } catch (thrown) {
    const error = toAppError(thrown);
    onLeftBehind?.(keys, error);
    return error;
  }
}

/** Whether the group is shown as whole. Keys that may not look at an object may still list it, and nobody else has its uuid. */
async function isPublished(bucket: Bucket, marker: string, left: Left, signal: AbortSignal): Promise<boolean> {
  const state = await isThere(bucket, marker, left, signal);
  if (state !== 'unknown') return state === 'ours';
  try {
    for await (const page of bucket.list({ signal, prefix: marker })) {
      if (page.some(({ key }) => key === marker)) return true;
    }
  } catch (thrown) {
    if (toAppError(thrown).code !== 'access-denied') throw thrown;
  }
  return false;
}

/** What lies at a key: `unknown` where these keys may not look. Throws where the server cannot be asked. */
async function isThere(
  bucket: Bucket,
  key: string,
  { own }: Left,
  signal: AbortSignal,
): Promise<'ours' | 'not-ours' | 'nothing' | 'unknown'> {
  let head: ObjectHead;
  try {
    head = await bucket.head(key, { signal });
  } catch (thrown) {
    const { code } = toAppError(thrown);
    if (code === 'key-vanished') return 'nothing';
    if (code === 'access-denied') return 'unknown';
    throw thrown;
  }
  return isOf(head, own) ? 'ours' : 'not-ours';
}
