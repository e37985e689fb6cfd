import type PQueue from 'p-queue';
import { type AppError, AppFailure, toAppError } from '../../shared/app-error.ts';
import type { UploadAcl } from '../../shared/connection.ts';
import { allOrNone } from '../s3/all-or-none.ts';
import type { Bucket, ListedObject } from '../s3/bucket.ts';
import { TAKE_BACK_MS } from '../s3/timeouts.ts';
import { linkedSignal } from './abort.ts';
import type { PlannedPut, UploadPlan } from './upload-plan.ts';

/** Keys hold a uuid and are never written twice, so every cache may keep the bytes for as long as it likes. */
const CACHE_CONTROL = 'public, max-age=31536000, immutable';

export interface SendParts {
  bucket: Bucket;
  /** Bounds the requests of all groups together. */
  sends: PQueue;
  /** Told of objects of a broken-off group that could not be removed again. */
  onLeftBehind?: (keys: readonly string[], error: AppError) => void;
}

export interface SendOptions {
  signal: AbortSignal;
  /** Who may read what is put. */
  acl: UploadAcl;
  /** Called with the bytes of the group sent so far. */
  onSent: (bytes: number) => void;
  /** Called before the marker is sent; throws where the group must not be published. */
  beforeMarker: () => Promise<void>;
}

/**
 * Puts all objects of a group, the marker last. Answers what is in the bucket now. Where anything fails or `signal`
 * aborts, what was put is removed again, marker first, and the reason thrown.
 */
export async function sendGroup(parts: SendParts, plan: UploadPlan, options: SendOptions): Promise<ListedObject[]> {
  const link = linkedSignal(options.signal);
  const begun = new Set<string>();
  const progress = sentSum(options.onSent);
  const send = (put: PlannedPut): Promise<ListedObject> =>
    parts.sends.add(() =>
      putOne(parts.bucket, put, plan.metadata, { signal: link.signal, acl: options.acl, begun, onSent: progress(put) }),
    );
  try {
    const sent = await allOrNone(plan.puts.map(send), link.abort);
    await options.beforeMarker();
    return [...sent, await send(plan.marker)];
  } catch (thrown) {
    await removeAgain(parts, plan, begun);
    throw thrown;
  } finally {
    link.unlink();
  }
}

interface PutState {
  signal: AbortSignal;
  acl: UploadAcl;
  /** Keys that this upload may have written. */
  begun: Set<string>;
  onSent: (bytes: number) => void;
}

async function putOne(
  bucket: Bucket,
  put: PlannedPut,
  metadata: Readonly<Record<string, string>>,
  { signal, acl, begun, onSent }: PutState,
): Promise<ListedObject> {
  signal.throwIfAborted();
  begun.add(put.key);
  const stored = { key: put.key, bytes: put.bytes, modified: Date.now() };
  try {
    const body = { path: put.path, bytes: put.bytes };
    const rest = { contentType: put.contentType, cacheControl: CACHE_CONTROL, metadata, acl, onlyNew: true };
    return { ...stored, etag: (await bucket.put(put.key, body, { ...rest, signal, onSent })).etag };
  } catch (thrown) {
    if (!isTaken(thrown)) throw thrown;
    // A put whose reply was lost and that was sent again finds its own object.
    const own = await ownObject(bucket, put, metadata, signal);
    if (own !== null) return { ...stored, etag: own };
    // Someone else's: never ours to remove.
    begun.delete(put.key);
    throw thrown;
  }
}

/** Whether the bucket refused a key because it is taken. */
export const isTaken = (thrown: unknown): boolean =>
  thrown instanceof AppFailure && thrown.error.code === 'already-exists';

async function ownObject(
  bucket: Bucket,
  put: PlannedPut,
  metadata: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string | null> {
  const head = await bucket.head(put.key, { signal }).catch(() => null);
  if (head === null || head.bytes !== put.bytes) return null;
  const same = (name: string): boolean => metadata[name] !== undefined && head.metadata[name] === metadata[name];
  return same('sha256') && same('uploaded') ? head.etag : null;
}

/** The cancelled job's own signal is over, so the clean-up has one of its own. */
async function removeAgain({ bucket, onLeftBehind }: SendParts, plan: UploadPlan, begun: Set<string>): Promise<void> {
  const marker = [plan.marker.key].filter((key) => begun.has(key));
  const others = plan.puts.map((put) => put.key).filter((key) => begun.has(key));
  const signal = AbortSignal.timeout(TAKE_BACK_MS);
  for (const keys of [marker, others]) {
    if (keys.length === 0) continue;
    try {
      const { failed } = await bucket.deleteKeys(keys, { signal });
      for (const { key, error } of failed) onLeftBehind?.([key], error);
    } catch (thrown) {
      onLeftBehind?.(keys, toAppError(thrown));
    }
  }
}

/** Adds up what the puts of one group report; a put that is sent again starts over. */
function sentSum(onSent: (bytes: number) => void): (put: PlannedPut) => (bytes: number) => void {
  const sent = new Map<PlannedPut, number>();
  return (put) => (bytes) => {
    sent.set(put, bytes);
    onSent([...sent.values()].reduce((sum, each) => sum + each, 0));
  };
}
