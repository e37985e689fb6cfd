import { DeleteObjectCommand, DeleteObjectsCommand, type DeleteObjectsCommandOutput } from '@aws-sdk/client-s3';
import PQueue from 'p-queue';
import { type AppError, toAppError } from '../../shared/app-error.ts';
import type { DeleteOutcome } from './bucket.ts';
import { type BucketContext, type RequestContext, requestContext } from './bucket-context.ts';
import { toS3Failure } from './errors.ts';
import { FIRST_SERVER_STATUS } from './reply-guard.ts';
import { withRepeats } from './retry.ts';
import { MAX_KEYS_PER_REQUEST, SINGLE_DELETES_AT_ONCE } from './timeouts.ts';

/** Characters that XML 1.0 cannot carry, not even escaped (XML 1.0, 2.2): such a key is deleted by a request of its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters it looks for
const unfitForXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** An object, or one version of it. */
export interface DeleteTarget {
  key: string;
  /** Absent for the object as such. */
  version?: string;
}

export interface TargetOutcome<T extends DeleteTarget> {
  /** Confirmed by the server, also where it was gone already. */
  deleted: T[];
  failed: { target: T; error: AppError }[];
}

/** Servers that were found to delete one object per request only. */
const singly = new WeakSet<BucketContext>();

/** As {@link deleteTargets}, by key. */
export async function deleteObjects(
  bucket: BucketContext,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<DeleteOutcome> {
  const { deleted, failed } = await deleteTargets(
    bucket,
    keys.map((key) => ({ key })),
    signal,
  );
  return {
    deleted: deleted.map(({ key }) => key),
    failed: failed.map(({ target: { key }, error }) => ({ key, error })),
  };
}

/**
 * Deletes in rounds of at most 1,000, or one by one where the server takes no rounds. Only what the server confirmed
 * counts as deleted, what was gone already included. A round that fails as a whole, or is cancelled, counts as failed with
 * that reason: nothing that an earlier round confirmed is forgotten.
 */
export async function deleteTargets<T extends DeleteTarget>(
  bucket: BucketContext,
  targets: readonly T[],
  signal: AbortSignal,
): Promise<TargetOutcome<T>> {
  const outcome: TargetOutcome<T> = { deleted: [], failed: [] };
  const fit = targets.filter(({ key }) => !unfitForXml.test(key));
  for (let from = 0; from < fit.length; from += MAX_KEYS_PER_REQUEST)
    await deleteRound(bucket, fit.slice(from, from + MAX_KEYS_PER_REQUEST), signal, outcome);
  const unfit = targets.filter(({ key }) => unfitForXml.test(key));
  await deleteEach(bucket, unfit, signal, outcome);
  return outcome;
}

async function deleteRound<T extends DeleteTarget>(
  bucket: BucketContext,
  targets: readonly T[],
  signal: AbortSignal,
  outcome: TargetOutcome<T>,
): Promise<void> {
  if (singly.has(bucket)) return deleteEach(bucket, targets, signal, outcome);
  const context = deleteContext(bucket, null, targets, signal);
  try {
    const Objects = targets.map(({ key: Key, version: VersionId }) => ({ Key, VersionId }));
    const reply = await withRepeats(context, bucket.pace, () =>
      bucket.client.send(new DeleteObjectsCommand({ Bucket: bucket.bucket, Delete: { Objects, Quiet: false } }), {
        abortSignal: signal,
        requestTimeout: bucket.pace.replyMs,
      }),
    );
    sortAnswers(targets, reply, context, outcome);
  } catch (thrown) {
    const error = toAppError(thrown);
    const [first, ...rest] = targets;
    if (first === undefined || !mayTakeNoRounds(error)) return failAll(targets, error, outcome);
    const alone: TargetOutcome<T> = { deleted: [], failed: [] };
    await deleteOne(bucket, first, signal, alone);
    if (alone.deleted.length === 0) return failAll(targets, error, outcome);
    singly.add(bucket);
    outcome.deleted.push(first);
    await deleteEach(bucket, rest, signal, outcome);
  }
}

/**
 * Whether a refusal may be of the request for many at once alone: servers that do not know it or want it in another form
 * (Content-MD5), and rules for keys that allow to delete a key but not this request.
 */
const mayTakeNoRounds = (error: AppError): boolean =>
  error.code === 'not-supported' ||
  error.code === 'access-denied' ||
  error.code === 'transfer-damaged' ||
  (error.code === 'server-error' && error.status < FIRST_SERVER_STATUS);

function failAll<T extends DeleteTarget>(targets: readonly T[], error: AppError, { failed }: TargetOutcome<T>): void {
  for (const target of targets) failed.push({ target, error: aboutKey(error, target.key) });
}

/** Puts each target where the server's answer for it says. Exported for its edges to be tested. */
export function sortAnswers<T extends DeleteTarget>(
  targets: readonly T[],
  reply: Pick<DeleteObjectsCommandOutput, 'Deleted' | 'Errors'>,
  context: RequestContext,
  outcome: TargetOutcome<T>,
): void {
  const confirmed = new Set<string>();
  for (const { Key, VersionId, DeleteMarkerVersionId } of reply.Deleted ?? []) {
    confirmed.add(nameOf(Key));
    for (const version of [VersionId, DeleteMarkerVersionId]) confirmed.add(nameOf(Key, version));
  }
  const refused = new Map(reply.Errors?.map(({ Key, VersionId, Code }) => [nameOf(Key, VersionId), Code ?? '']));
  for (const target of targets) {
    const { key, version } = target;
    // Some servers leave the version out of their refusals.
    const code = refused.get(nameOf(key, version)) ?? refused.get(nameOf(key));
    if (code === undefined) {
      if (confirmed.has(nameOf(key, version))) outcome.deleted.push(target);
      else outcome.failed.push({ target, error: unanswered(context) });
    } else if (code === 'NoSuchKey' || code === 'NoSuchVersion') outcome.deleted.push(target);
    else outcome.failed.push({ target, error: refusal(code, key, context) });
  }
}

/** A NUL is in neither. */
const nameOf = (key: string | undefined, version = ''): string => `${version}\u0000${key}`;

const unanswered = ({ endpoint }: RequestContext): AppError => ({
  code: 'not-s3',
  endpoint,
  detail: 'a reply that does not say whether the object was deleted',
});

/** The reason in a per-key answer; it came in a reply of status 200, so it is read as if the code were the reply's own. */
function refusal(code: string, key: string, context: RequestContext): AppError {
  const thrown = Object.assign(new Error(code), { name: code, $metadata: { httpStatusCode: STATUS_OF_KEY_ERROR } });
  return toS3Failure(thrown, { ...context, key }).error;
}
const STATUS_OF_KEY_ERROR = 500;

const aboutKey = (error: AppError, key: string): AppError =>
  error.code === 'access-denied' ? { ...error, key } : error;

async function deleteEach<T extends DeleteTarget>(
  bucket: BucketContext,
  targets: readonly T[],
  signal: AbortSignal,
  outcome: TargetOutcome<T>,
): Promise<void> {
  const queue = new PQueue({ concurrency: SINGLE_DELETES_AT_ONCE });
  await queue.addAll(targets.map((target) => () => deleteOne(bucket, target, signal, outcome)));
}

async function deleteOne<T extends DeleteTarget>(
  bucket: BucketContext,
  target: T,
  signal: AbortSignal,
  outcome: TargetOutcome<T>,
): Promise<void> {
  const context = deleteContext(bucket, target.key, [target], signal);
  const { key: Key, version: VersionId } = target;
  try {
    await withRepeats(context, bucket.pace, () =>
      bucket.client.send(new DeleteObjectCommand({ Bucket: bucket.bucket, Key, VersionId }), {
        abortSignal: signal,
        requestTimeout: bucket.pace.replyMs,
      }),
    );
    outcome.deleted.push(target);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'key-vanished') outcome.deleted.push(target);
    else outcome.failed.push({ target, error });
  }
}

/** Who may not delete versions may still delete: nothing is to be learnt from a refusal. */
function deleteContext(
  bucket: BucketContext,
  key: string | null,
  targets: readonly DeleteTarget[],
  signal: AbortSignal,
): RequestContext {
  const context = requestContext(bucket, 'delete', key, signal);
  return targets.some(({ version }) => version !== undefined) ? { ...context, observer: null } : context;
}
