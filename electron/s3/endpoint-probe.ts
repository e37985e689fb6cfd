import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ListedObject, PutBody, PutOptions } from './bucket.ts';
import { type BucketContext, requestContext } from './bucket-context.ts';
import type { EndpointMemory, KnownFeatures } from './endpoint-features.ts';
import { toS3Failure } from './errors.ts';
import { readPage } from './listing.ts';
import { isUnknownToServer } from './refusals.ts';
import { findConditionalWrites, findMultipart } from './write-probe.ts';

/** Only an object that costs next to nothing is sent again to learn from it. */
const MOST_PROBED_BYTES = 1024 * 1024;

/**
 * Finds out whether a list can begin after a key, by the first two keys of a page that was listed. Sends nothing where
 * that is known, being found out, or not asked for. Never fails.
 */
export async function probeReading(
  bucket: BucketContext,
  page: readonly ListedObject[],
  { prefix, signal }: { prefix: string; signal: AbortSignal },
): Promise<void> {
  const [first, second] = page;
  if (first === undefined || second === undefined || isKnown(bucket, 'startAfter')) return;
  await once(bucket, 'startAfter', async () => {
    const listed = await firstAfter(bucket, { prefix, after: first.key, signal });
    if (listed === second.key) return { startAfter: true };
    return listed === first.key ? { startAfter: false } : {};
  });
}

/** Answers the first key where the server will have nothing of `StartAfter`, as if it had ignored it. */
async function firstAfter(
  bucket: BucketContext,
  { prefix, after, signal }: { prefix: string; after: string; signal: AbortSignal },
): Promise<string | null> {
  const context = requestContext(bucket, 'list', null, signal);
  const command = new ListObjectsV2Command({
    Bucket: bucket.bucket,
    Prefix: prefix,
    StartAfter: after,
    MaxKeys: 1,
    EncodingType: 'url',
  });
  try {
    const reply = await bucket.client.send(command, { abortSignal: signal, requestTimeout: bucket.pace.replyMs });
    return readPage(reply, context).objects[0]?.key ?? null;
  } catch (thrown) {
    if (isUnknownToServer(toS3Failure(thrown, context).error)) return after;
    throw thrown;
  }
}

/**
 * Finds out what the server does with puts, right after the first one of this app succeeded: whether it heeds
 * conditions, by sending the same object again, and whether it takes parts, by an upload that is begun and given up.
 * Nothing is left in the bucket, nothing of others is touched, and only a put of a new object is a reason to ask.
 * Answers the object's ETag where it is another one now. Never fails but with `cancelled`.
 */
export async function probeWriting(
  bucket: BucketContext,
  key: string,
  body: PutBody,
  options: PutOptions,
): Promise<{ etag: string } | null> {
  const bytes = Buffer.isBuffer(body) ? body.length : body.bytes;
  if (options.onlyNew !== true || bytes > MOST_PROBED_BYTES) return null;
  let etag: string | null = null;
  if (!isKnown(bucket, 'conditionalWrites')) {
    await once(bucket, 'conditionalWrites', async () => {
      const { found, etag: again } = await findConditionalWrites(bucket, key, body, options);
      etag = again;
      return found;
    });
  }
  if (!isKnown(bucket, 'multipart') || !isKnown(bucket, 'listParts'))
    await once(bucket, 'multipart', () => findMultipart(bucket, key, options));
  return etag === null ? null : { etag };
}

const isKnown = ({ features }: BucketContext, feature: keyof KnownFeatures): boolean =>
  !features.probes || features.memory.features(features.endpoint)[feature] !== undefined;

/** Probes under way or done in this run, so that none is sent twice; one that came to nothing may be tried again. */
const begun = new WeakMap<EndpointMemory, Set<string>>();

async function once(
  { features: { endpoint, memory } }: BucketContext,
  name: string,
  probe: () => Promise<KnownFeatures>,
): Promise<void> {
  const ids = begun.get(memory) ?? new Set<string>();
  begun.set(memory, ids);
  const id = `${name} ${endpoint}`;
  if (ids.has(id)) return;
  ids.add(id);
  const found = await probe().catch((): KnownFeatures => ({}));
  ids.delete(id);
  memory.learn(endpoint, found);
}
