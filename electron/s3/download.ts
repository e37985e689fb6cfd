import { Readable } from 'node:stream';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { AppFailure } from '../../shared/app-error.ts';
import type { ObjectBytes, ObjectHead, ObjectStream } from './bucket.ts';
import { type BucketContext, type RequestContext, requestContext } from './bucket-context.ts';
import { checkBody, collectChecked } from './checked-body.ts';
import { md5OfEtag, quoteEtag, unquoteEtag } from './etag.ts';
import { type ObjectReply, sendGet } from './object-lane.ts';
import { withRepeats } from './retry.ts';
import { readThrown } from './thrown-facts.ts';

/** Bytes `from` to `to`, both inclusive; to the end where `to` is absent. */
interface ByteRange {
  from: number;
  to?: number;
}

interface GetOptions {
  signal: AbortSignal;
  ifMatch?: string;
  range?: ByteRange;
  /** An older version, where the bucket keeps them. */
  version?: string;
}

export function headObject(bucket: BucketContext, key: string, signal: AbortSignal): Promise<ObjectHead> {
  const context = requestContext(bucket, 'get', key, signal);
  return withRepeats(context, bucket.pace, async () => {
    try {
      const reply = await bucket.client.send(new HeadObjectCommand({ Bucket: bucket.bucket, Key: key }), {
        abortSignal: signal,
        requestTimeout: bucket.pace.replyMs,
      });
      return readHead(reply, reply.ContentLength, context);
    } catch (thrown) {
      const { status } = readThrown(thrown);
      if (status === null || !unexplained.has(status)) throw thrown;
      // A refused HEAD has no body that could say why: expired keys look like forbidden ones. GET tells them apart.
      const object = await getObjectOnce(bucket, context, key, { signal, range: { from: 0, to: 0 } });
      object.discard();
      return object.head;
    }
  });
}

/** Statuses that stand for many refusals: of the request, of who signed it, of what they may do. */
const unexplained: ReadonlySet<number> = new Set([400, 401, 403]);

/** A reply to GET whose body ends with an `AppFailure` where it is cut, stalls or is damaged. */
export interface CheckedObject {
  head: ObjectHead;
  /** Bytes that this reply carries. */
  carried: number;
  /** Hex digest of the whole object; null where its ETag is none. */
  md5: string | null;
  /** The body as it comes. Either this is called or one of the others, once. */
  stream(): Readable;
  /** The body as a whole, for a small one: several times quicker than as a stream. */
  collect(): Promise<Buffer>;
  /** Frees the socket without reading. */
  discard(): void;
}

/** Repeats until a reply's head is there; the body is the caller's to read, checked as it streams. */
export function getObject(bucket: BucketContext, key: string, options: GetOptions): Promise<ObjectStream> {
  const asked = requestContext(bucket, 'get', key, options.signal);
  // Who may not read older versions may still read: nothing is to be learnt from a refusal.
  const context = options.version === undefined ? asked : { ...asked, observer: null };
  return withRepeats(context, bucket.pace, async () => {
    const object = await getObjectOnce(bucket, context, key, options);
    return { ...object.head, body: object.stream() };
  });
}

/** One try, for callers that repeat the reading of the body as well. */
export async function getObjectOnce(
  bucket: BucketContext,
  context: RequestContext,
  key: string,
  { signal, ifMatch, range, version }: GetOptions,
): Promise<CheckedObject> {
  const input = {
    Bucket: bucket.bucket,
    Key: key,
    IfMatch: ifMatch === undefined ? undefined : quoteEtag(ifMatch),
    Range: range === undefined ? undefined : `bytes=${range.from}-${range.to ?? ''}`,
    VersionId: version,
  };
  const reply = await sendGet(bucket.client, input, { abortSignal: signal, requestTimeout: bucket.pace.replyMs });
  const body = reply.Body;
  if (!(body instanceof Readable)) throw notAnObject(context, 'a reply without a body');
  try {
    return readReply(reply, body, context, range);
  } catch (thrown) {
    body.destroy();
    throw thrown;
  }
}

/** A whole object in memory; repeats also where the body was cut, stalled or damaged on its way. */
export function getObjectBytes(
  bucket: BucketContext,
  key: string,
  { signal, maxBytes }: { signal: AbortSignal; maxBytes: number },
): Promise<ObjectBytes> {
  const context = requestContext(bucket, 'get', key, signal);
  return withRepeats(context, bucket.pace, async () => {
    const object = await getObjectOnce(bucket, context, key, { signal });
    if (object.head.bytes > maxBytes) {
      object.discard();
      throw new AppFailure({ code: 'image-too-large', name: key, limit: 'bytes', max: maxBytes });
    }
    return { ...object.head, content: await object.collect() };
  });
}

function readReply(
  reply: ObjectReply,
  body: Readable,
  context: RequestContext,
  range: ByteRange | undefined,
): CheckedObject {
  const carried = reply.ContentLength;
  if (carried === undefined) throw notAnObject(context, 'an object of unknown length');
  const part = reply.ContentRange === undefined ? null : readContentRange(reply.ContentRange);
  if (part !== null && part.from !== range?.from) throw notAnObject(context, 'another range than was asked for');
  const head = readHead(reply, part === null ? carried : part.whole, context);
  const { ServerSideEncryption: encryption, SSECustomerAlgorithm: customerKey } = reply;
  const md5 = md5OfEtag({ etag: head.etag, encryption, customerKey });
  // A server that knows no ranges answers with the whole: what was not asked for is left out here, never handed on.
  const wanted = part !== null || range === undefined ? { from: 0, to: carried } : wantedOf(range, carried);
  const expectation = { context, carried, md5: part === null ? md5 : null, wanted };
  return {
    head,
    carried,
    md5,
    stream: () => checkBody(body, expectation),
    collect: () => collectChecked(body, expectation),
    discard: () => discard(body),
  };
}

function discard(body: Readable): void {
  // What ends a body that nobody reads is nobody's failure.
  body.on('error', () => undefined);
  body.destroy();
}

const wantedOf = ({ from, to }: ByteRange, carried: number): { from: number; to: number } => ({
  from: Math.min(from, carried),
  to: to === undefined ? carried : Math.min(to + 1, carried),
});

/** The part of GET's and HEAD's replies that this app reads. */
interface HeadFields {
  ETag?: string | undefined;
  LastModified?: Date | undefined;
  ContentType?: string | undefined;
  Metadata?: Record<string, string> | undefined;
}

function readHead(fields: HeadFields, bytes: number | undefined, context: RequestContext): ObjectHead {
  if (fields.ETag === undefined) throw notAnObject(context, 'an object without an ETag');
  if (bytes === undefined || Number.isNaN(bytes)) throw notAnObject(context, 'an object of unknown length');
  return {
    bytes,
    etag: unquoteEtag(fields.ETag),
    modified: fields.LastModified?.getTime() ?? 0,
    contentType: fields.ContentType ?? '',
    metadata: fields.Metadata ?? {},
  };
}

/** `bytes 10-19/200` starts at 10 of 200; NaN for what the server does not say (RFC 9110, 14.4). */
function readContentRange(contentRange: string): { from: number; whole: number } {
  const [, from, whole] = /^bytes (\d+)-\d+\/(\d+)$/.exec(contentRange) ?? [];
  return { from: Number(from ?? Number.NaN), whole: Number(whole ?? Number.NaN) };
}

const notAnObject = (context: RequestContext, detail: string): AppFailure =>
  new AppFailure({ code: 'not-s3', endpoint: context.endpoint, detail });
