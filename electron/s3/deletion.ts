import { DeleteObjectCommand, DeleteObjectsCommand, type DeleteObjectsCommandOutput } from '@aws-sdk/client-s3';
import { type AppError, toAppError } from '../../shared/app-error.ts';
import type { DeleteOutcome } from './bucket.ts';
import { type BucketContext, type RequestContext, requestContext } from './bucket-context.ts';
import { toS3Failure } from './errors.ts';
import { withRepeats } from './retry.ts';
import { MAX_KEYS_PER_REQUEST } from './timeouts.ts';

/** Characters that XML 1.0 cannot carry, not even escaped (XML 1.0, 2.2): such a key is deleted by a request of its own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters it looks for
const unfitForXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/**
 * Deletes keys in rounds of at most 1,000. Only what the server confirmed counts as deleted, a key that was gone
 * already included. A round that fails as a whole, or is cancelled, counts its keys as failed with that reason: nothing
 * that an earlier round confirmed is forgotten.
 */
export async function deleteObjects(
  bucket: BucketContext,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<DeleteOutcome> {
  const outcome: DeleteOutcome = { deleted: [], failed: [] };
  const fit = keys.filter((key) => !unfitForXml.test(key));
  for (let from = 0; from < fit.length; from += MAX_KEYS_PER_REQUEST)
    await deleteRound(bucket, fit.slice(from, from + MAX_KEYS_PER_REQUEST), signal, outcome);
  for (const key of keys.filter((key) => unfitForXml.test(key))) await deleteOne(bucket, key, signal, outcome);
  return outcome;
}

async function deleteRound(
  bucket: BucketContext,
  keys: readonly string[],
  signal: AbortSignal,
  outcome: DeleteOutcome,
): Promise<void> {
  const context = requestContext(bucket, 'delete', null, signal);
  try {
    const reply = await withRepeats(context, bucket.pace, () =>
      bucket.client.send(
        new DeleteObjectsCommand({
          Bucket: bucket.bucket,
          Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: false },
        }),
        { abortSignal: signal, requestTimeout: bucket.pace.replyMs },
      ),
    );
    sortAnswers(keys, reply, context, outcome);
  } catch (thrown) {
    const error = toAppError(thrown);
    for (const key of keys) outcome.failed.push({ key, error: aboutKey(error, key) });
  }
}

/** Puts each key where the server's answer for it says. Exported for its edges to be tested. */
export function sortAnswers(
  keys: readonly string[],
  reply: Pick<DeleteObjectsCommandOutput, 'Deleted' | 'Errors'>,
  context: RequestContext,
  outcome: DeleteOutcome,
): void {
  const confirmed = new Set(reply.Deleted?.map(({ Key }) => Key));
  const refused = new Map(reply.Errors?.map(({ Key, Code }) => [Key, Code ?? '']));
  for (const key of keys) {
    const code = refused.get(key);
    if (code === undefined) {
      if (confirmed.has(key)) outcome.deleted.push(key);
      else outcome.failed.push({ key, error: unanswered(context) });
    } else if (code === 'NoSuchKey') outcome.deleted.push(key);
    else outcome.failed.push({ key, error: refusal(code, key, context) });
  }
}

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

async function deleteOne(
  bucket: BucketContext,
  key: string,
  signal: AbortSignal,
  outcome: DeleteOutcome,
): Promise<void> {
  const context = requestContext(bucket, 'delete', key, signal);
  try {
    await withRepeats(context, bucket.pace, () =>
      bucket.client.send(new DeleteObjectCommand({ Bucket: bucket.bucket, Key: key }), {
        abortSignal: signal,
        requestTimeout: bucket.pace.replyMs,
      }),
    );
    outcome.deleted.push(key);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'key-vanished') outcome.deleted.push(key);
    else outcome.failed.push({ key, error });
  }
}
