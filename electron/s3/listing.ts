import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { AppFailure } from '../../shared/app-error.ts';
import type { ListedObject } from './bucket.ts';
import { type BucketContext, type RequestContext, requestContext } from './bucket-context.ts';
import { probeReading } from './endpoint-probe.ts';
import { unquoteEtag } from './etag.ts';
import { withRepeats } from './retry.ts';
import { MAX_KEYS_PER_REQUEST } from './timeouts.ts';

export interface ListRange {
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
  let isFirst = range.startAfter === undefined;
  while (true) {
    const reply = await fetchPage(bucket, context, { Prefix: range.prefix, StartAfter: startAfter, token });
    const page = readPage(reply, context);
    yield page;
    // Beside the pages that follow: nobody waits for it.
    if (isFirst) void probeReading(bucket, page, { prefix: range.prefix, signal });
    isFirst = false;
    if (reply.IsTruncated !== true) return;
    const next = reply.NextContinuationToken;
    const last = page.at(-1)?.key;
    // Some servers name no token: the last key serves as well, for StartAfter is exclusive.
    if (next === undefined && last !== undefined && last !== startAfter) {
      startAfter = last;
      token = undefined;
    } else if (next !== undefined && next !== token) token = next;
    else throw notAListing(context, 'a list that does not advance');
  }
}

interface PageRequest {
  Prefix: string;
  StartAfter: string | undefined;
  token: string | undefined;
}

const fetchPage = (
  bucket: BucketContext,
  context: RequestContext,
  { Prefix, StartAfter, token }: PageRequest,
): Promise<ListObjectsV2CommandOutput> =>
  withRepeats(context, bucket.pace, () =>
    bucket.client.send(
      new ListObjectsV2Command({
        Bucket: bucket.bucket,
        Prefix,
        StartAfter,
        ContinuationToken: token,
        MaxKeys: MAX_KEYS_PER_REQUEST,
        // XML 1.0 cannot carry every character that a key may hold.
        EncodingType: 'url',
      }),
      { abortSignal: context.signal, requestTimeout: bucket.pace.replyMs },
    ),
  );

/** The objects of one reply. Exported for its edges to be tested. */
export function readPage(reply: ListObjectsV2CommandOutput, context: RequestContext): ListedObject[] {
  if (reply.Name === undefined || reply.IsTruncated === undefined)
    throw notAListing(context, 'a list without the name of its bucket');
  const decode = reply.EncodingType === 'url' ? decodeListedKey : (key: string) => key;
  return (reply.Contents ?? []).map(({ Key, Size, LastModified, ETag }) => {
    if (Key === undefined) throw notAListing(context, 'a listed object without a key');
    return {
      key: decode(Key),
      bytes: Size ?? 0,
      modified: LastModified?.getTime() ?? 0,
      etag: unquoteEtag(ETag ?? ''),
    };
  });
}

/**
 * A key of a list with `encoding-type=url`. S3 writes a space as `+` and a plus as `%2B` there, as in a form. What is
 * not valid percent-encoding stays as it is: some servers name the encoding and do not apply it.
 */
export function decodeListedKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', '%20'));
  } catch {
    return encoded;
  }
}

const notAListing = (context: RequestContext, detail: string): AppFailure =>
  new AppFailure({ code: 'not-s3', endpoint: context.endpoint, detail });
