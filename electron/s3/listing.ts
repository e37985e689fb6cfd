import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { AppFailure } from '../../shared/app-error.ts';
import type { ListedObject } from './bucket.ts';
import { type BucketContext, type RequestContext, requestContext } from './bucket-context.ts';
import { probeReading } from './endpoint-probe.ts';
import { toS3Failure } from './errors.ts';
import { unquoteEtag } from './etag.ts';
import { sendList } from './list-lane.ts';
import { scannedPage } from './list-replies.ts';
import type { ListPage } from './list-scanner.ts';
import { decodeListedKey } from './listed-values.ts';
import { withRepeats } from './retry.ts';
import { MAX_KEYS_PER_REQUEST } from './timeouts.ts';

interface ListRange {
  prefix: string;
  /** Exclusive. */
  startAfter?: string;
}

/**
 * Pages of a prefix in the server's key order, at most 1,000 objects each; a prefix without objects gives one empty
 * page. Throws an `AppFailure`: a reply that is not S3's is `not-s3`, never an empty page.
 */
export async function* listPages(
  bucket: BucketContext,
  range: ListRange,
  signal: AbortSignal,
): AsyncGenerator<ListedObject[]> {
  const context = requestContext(bucket, 'list', null, signal);
  let startAfter = range.startAfter;
  let token: string | undefined;
  /** One that comes again leads in a circle. */
  const tokens = new Set<string>();
  let isFirst = range.startAfter === undefined;
  while (true) {
    const {
      objects: page,
      isTruncated,
      nextToken: next,
    } = await fetchPage(bucket, context, {
      prefix: range.prefix,
      startAfter,
      token,
    });
    yield page;
    // Beside the pages that follow: nobody waits for it.
    if (isFirst) void probeReading(bucket, page, { prefix: range.prefix, signal });
    isFirst = false;
    if (!isTruncated) return;
    const last = page.at(-1)?.key;
    // Some servers name no token: the last key serves as well, for StartAfter is exclusive.
    if (next === undefined && last !== undefined && last !== startAfter) {
      startAfter = last;
      token = undefined;
    } else if (next !== undefined && !tokens.has(next)) {
      tokens.add(next);
      token = next;
    } else throw notAListing(context, 'a list that does not advance');
  }
}

interface PageRequest {
  prefix: string;
  /** Exclusive. */
  startAfter: string | undefined;
  /** Of the page before; the server goes by it alone. */
  token: string | undefined;
  /** Called for each try that the server refused because too many came. */
  onThrottled?: () => void;
}

/** One page, tried again where that may help. Throws an `AppFailure`; what is no list is `not-s3`. */
export const fetchPage = (
  bucket: BucketContext,
  context: RequestContext,
  { prefix, startAfter, token, onThrottled }: PageRequest,
): Promise<ListPage> =>
  withRepeats(context, bucket.pace, async () => {
    const input = {
      Bucket: bucket.bucket,
      Prefix: prefix,
      StartAfter: startAfter,
      ContinuationToken: token,
      MaxKeys: MAX_KEYS_PER_REQUEST,
      // XML 1.0 cannot carry every character that a key may hold.
      EncodingType: 'url',
    } as const;
    const options = { abortSignal: context.signal, requestTimeout: bucket.pace.replyMs };
    try {
      const reply = await sendList(bucket.client, input, options);
      return reply.kind === 'scanned' ? reply.page : readPage(reply.output, context);
    } catch (thrown) {
      const failure = toS3Failure(thrown, context);
      if (failure.error.code === 'throttled') onThrottled?.();
      throw failure;
    }
  });

/** What a reply lists: as it was scanned, or as the SDK parsed it where a client does not scan. */
export function readPage(reply: ListObjectsV2CommandOutput, context: RequestContext): ListPage {
  const scanned = scannedPage(reply);
  if (scanned !== undefined) return scanned;
  const { Name: name, IsTruncated: isTruncated, NextContinuationToken: nextToken, EncodingType: encodingType } = reply;
  if (name === undefined || isTruncated === undefined)
    throw notAListing(context, 'a list without the name of its bucket');
  const decode = encodingType === 'url' ? decodeListedKey : (key: string) => key;
  const objects = (reply.Contents ?? []).map(({ Key, Size, LastModified, ETag }): ListedObject => {
    if (Key === undefined) throw notAListing(context, 'a listed object without a key');
    return {
      key: decode(Key),
      bytes: Size ?? 0,
      modified: LastModified?.getTime() ?? 0,
      etag: unquoteEtag(ETag ?? ''),
    };
  });
  return { name, objects, isInOrder: false, isTruncated, nextToken, keyCount: reply.KeyCount, encodingType };
}

const notAListing = (context: RequestContext, detail: string): AppFailure =>
  new AppFailure({ code: 'not-s3', endpoint: context.endpoint, detail });
