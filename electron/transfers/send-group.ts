import type PQueue from 'p-queue';
import { AppFailure, toAppError } from '../../shared/app-error.ts';
import type { UploadAcl } from '../../shared/connection.ts';
import { allOrNone } from '../s3/all-or-none.ts';
import type { Bucket, ListedObject } from '../s3/bucket.ts';
import type { BegunUpload } from '../s3/parts.ts';
import { linkedSignal } from './abort.ts';
import { DELETE_UNDO_MS } from './delete.ts';
import type { PlannedPut, UploadPlan } from './upload-plan.ts';

/** Keys hold a uuid and are never written twice, so every cache may keep the bytes for as long as it likes. */
export const CACHE_CONTROL = 'public, max-age=31536000, immutable';

/**
 * What there is of a group is seen while it arrives, and a person may remove it, here or elsewhere; sooner than this app
 * sends no delete.
 */
const SEEN_AFTER_MS = DELETE_UNDO_MS;

export interface SendParts {
  bucket: Bucket;
  /** Bounds the requests of all groups together. */
  sends: PQueue;
}

/** What an upload has put under its uuid, or may have. */
export interface Written {
  /** By this run. */
  keys: Set<string>;
  /** Taken, and the server could not tell by whom: a put that arrived twice finds its own object. */
  unsure: Set<string>;
  /** A put ended without the server's word: it may still arrive, even after it was taken back. */
  mayArriveLate: boolean;
  /** By an earlier run: what is there of it is not sent again. */
  earlier: ReadonlySet<string>;
  /** Uploads in parts that were begun and not completed, by key. */
  parts: Map<string, BegunUpload>;
}

export interface SendOptions {
  signal: AbortSignal;
  /** Who may read what is put. */
  acl: UploadAcl;
  /** Changed as the group is sent; after a failure it tells what is to be taken back. */
  written: Written;
  /** Awaited before the first part of a new upload in parts. */
  onParts: (key: string, upload: BegunUpload) => Promise<void>;
  /** Called with the bytes of the group sent so far. */
  onSent: (bytes: number) => void;
  /** Awaited before each object and part. */
  unlessPaused: () => Promise<void>;
  /** Awaited before the marker is sent; throws where the group must not be published. */
  beforeMarker: () => Promise<void>;
}

/**
 * Puts all objects of a group, the marker last. Answers what is in the bucket now. Throws the first failure once nothing
 * is on its way any more; what was put stays then, see {@link Written}.
 */
export async function sendGroup(parts: SendParts, plan: UploadPlan, options: SendOptions): Promise<ListedObject[]> {
  const link = linkedSignal(options.signal);
  const progress = sentSum(options.onSent);
  const send = (put: PlannedPut, mayGo: () => Promise<void>): Promise<ListedObject> =>
    parts.sends.add(async () => {
      await mayGo();
      link.signal.throwIfAborted();
      return putOne(parts.bucket, put, plan, { ...options, signal: link.signal, onSent: progress(put) });
    });
  try {
    const begun = Date.now();
    const sent = await allOrNone(
      plan.puts.map((put) => send(put, options.unlessPaused)),
      link.abort,
    );
    const marker = await send(plan.marker, async () => {
      await options.unlessPaused();
      await options.beforeMarker();
      // Last of all, for it may have waited long for its turn. What an earlier run had put was there to be seen since then.
      const wasSeen = options.written.earlier.size > 0 || Math.abs(Date.now() - begun) >= SEEN_AFTER_MS;
      if (wasSeen) await expectAllThere(parts.bucket, plan, link.signal);
    });
    return [...sent, marker];
  } finally {
    link.unlink();
  }
}

/** With its marker the group is shown as whole. Throws `key-vanished`; where the server does not tell, nothing is wrong. */
async function expectAllThere(bucket: Bucket, { puts, metadata }: UploadPlan, signal: AbortSignal): Promise<void> {
  for (const put of puts) {
    const etag = await ownObject(bucket, put, metadata, signal).catch(() => '');
    if (etag === null) throw new AppFailure({ code: 'key-vanished', key: put.key });
  }
}

async function putOne(
  bucket: Bucket,
  put: PlannedPut,
  { metadata }: UploadPlan,
  { signal, acl, written, onParts, onSent, unlessPaused }: SendOptions,
): Promise<ListedObject> {
  const stored = { key: put.key, bytes: put.bytes, modified: Date.now() };
  const resume = written.parts.get(put.key);
  const isOurs = written.earlier.has(put.key);
  if (isOurs && resume === undefined) {
    const etag = await ownObject(bucket, put, metadata, signal).catch(() => null);
    if (etag !== null) {
      onSent(put.bytes);
      return { ...stored, etag };
    }
  }
  written.keys.add(put.key);
  try {
    const { etag } = await bucket.put(
      put.key,
      { path: put.path, bytes: put.bytes },
      {
        contentType: put.contentType,
        cacheControl: CACHE_CONTROL,
        metadata,
        acl,
        // What an earlier run left under its own uuid is written over.
        onlyNew: !isOurs,
        signal,
        onSent,
        ...(resume === undefined ? {} : { resume }),
        onBegun(upload) {
          written.parts.set(put.key, upload);
          return onParts(put.key, upload);
        },
        beforePart: unlessPaused,
        // Taken back with the rest of the group, or gone on with by the next run.
        keepParts: () => true,
      },
    );
    written.parts.delete(put.key);
    return { ...stored, etag };
  } catch (thrown) {
    written.mayArriveLate = true;
    if (!isTaken(thrown)) throw thrown;
    // A put whose reply was lost and that was sent again finds its own object.
    const own = await ownObject(bucket, put, metadata, signal).catch(() => {
      written.unsure.add(put.key);
      return null;
    });
    if (own !== null) return { ...stored, etag: own };
    // Someone else's is never ours to remove; what cannot be told now is looked at before it is.
    written.keys.delete(put.key);
    throw thrown;
  }
}

/** Whether the bucket refused a key because it is taken. */
export const isTaken = (thrown: unknown): boolean =>
  thrown instanceof AppFailure && thrown.error.code === 'already-exists';

/** Null where nothing, or another's object, lies there. Throws where the server cannot be asked, or tells another length. */
async function ownObject(
  bucket: Bucket,
  put: PlannedPut,
  metadata: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string | null> {
  const head = await bucket.head(put.key, { signal }).catch((thrown: unknown) => {
    if (toAppError(thrown).code === 'key-vanished') return null;
    throw thrown;
  });
  const same = (name: string): boolean => metadata[name] !== undefined && head?.metadata[name] === metadata[name];
  if (head === null || !same('sha256') || !same('uploaded')) return null;
  // Its own, and not what was sent: nothing that could be left as it is.
  if (head.bytes === put.bytes) return head.etag;
  const [expected, received] = [put.bytes, head.bytes].map((bytes) => `${bytes} bytes`);
  throw new AppFailure({ code: 'transfer-damaged', key: put.key, expected: `${expected}`, received: `${received}` });
}

/** Adds up what the puts of one group report; a put that is sent again starts over. */
function sentSum(onSent: (bytes: number) => void): (put: PlannedPut) => (bytes: number) => void {
  const sent = new Map<PlannedPut, number>();
  return (put) => (bytes) => {
    sent.set(put, bytes);
    onSent([...sent.values()].reduce((sum, each) => sum + each, 0));
  };
}
