import {
  type DeleteMarkerEntry,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
} from '@aws-sdk/client-s3';
import { AppFailure } from '../../shared/app-error.ts';
import type { DeletedObject, DeletedObjects } from './bucket.ts';
import { type BucketContext, type RequestContext, requestContext } from './bucket-context.ts';
import { unquoteEtag } from './etag.ts';
import { decodeListedKey } from './listed-values.ts';
import { withRepeats } from './retry.ts';
import { MAX_VERSIONS_PER_PAGE } from './timeouts.ts';

interface DeletedRange {
  prefix: string;
  /** Exclusive. */
  startAfter?: string;
}

/**
 * Deleted objects of a prefix in key order, a page for each page of the list of versions: many hold none. Objects of which
 * only markers are left cannot be brought back and are passed over. Throws an `AppFailure`.
 */
export async function* listDeleted(
  bucket: BucketContext,
  { prefix, startAfter }: DeletedRange,
  signal: AbortSignal,
): AsyncGenerator<DeletedObjects> {
  // Who may not list versions may still list: nothing is to be learnt from a refusal.
  const context = { ...requestContext(bucket, 'list', null, signal), observer: null };
  const run = new VersionRun(startAfter ?? '');
  let markers: { key: string | undefined; version: string | undefined } = { key: startAfter, version: undefined };
  while (true) {
    const reply = await withRepeats(context, bucket.pace, () =>
      bucket.client.send(
        new ListObjectVersionsCommand({
          Bucket: bucket.bucket,
          Prefix: prefix,
          KeyMarker: markers.key,
          VersionIdMarker: markers.version,
          MaxKeys: MAX_VERSIONS_PER_PAGE,
          // XML 1.0 cannot carry every character that a key may hold.
          EncodingType: 'url',
        }),
        { abortSignal: signal, requestTimeout: bucket.pace.replyMs },
      ),
    );
    if (reply.Name === undefined) throw notAListing(context, 'a list of versions without the name of its bucket');
    const decode = reply.EncodingType === 'url' ? decodeListedKey : (key: string) => key;
    const next = reply.NextKeyMarker === undefined ? undefined : decode(reply.NextKeyMarker);
    const isLast = reply.IsTruncated !== true;
    yield run.add(reply, decode, isLast ? null : (next ?? null));
    if (isLast) return;
    if (next === undefined || (next === markers.key && reply.NextVersionIdMarker === markers.version))
      throw notAListing(context, 'a list of versions that does not advance');
    markers = { key: next, version: reply.NextVersionIdMarker };
  }
}

const notAListing = ({ endpoint }: RequestContext, detail: string): AppFailure =>
  new AppFailure({ code: 'not-s3', endpoint, detail });

/** A key with a marker among its versions. */
interface Marked {
  key: string;
  markers: { version: string; modified: number; isLatest: boolean }[];
  newest: (Pick<DeletedObject, 'version' | 'bytes' | 'etag'> & { modified: number }) | null;
}

/** The list of versions as it comes: versions of one key may be spread over pages. */
class VersionRun {
  /** The key that the last page ended in. */
  #open: Marked | null = null;
  readonly #after: string;
  #through: string;

  constructor(after: string) {
    this.#after = after;
    this.#through = after;
  }

  /** Takes a page; `next` is the key that the following one may go on with, null where there is none. */
  add(reply: ListObjectVersionsCommandOutput, decode: (key: string) => string, next: string | null): DeletedObjects {
    const marked = new Map<string, Marked>();
    if (this.#open !== null) marked.set(this.#open.key, this.#open);
    for (const marker of reply.DeleteMarkers ?? []) addMarker(marked, marker, decode);
    for (const version of reply.Versions ?? []) addVersion(marked, version, decode);
    this.#open = next === null ? null : (marked.get(next) ?? null);
    // Ceph tells of the key again that it was to go on after.
    const whole = [...marked.values()].filter((one) => one !== this.#open && one.key !== this.#after);
    // What comes after a key that is still open is asked for again from before it.
    if (this.#open === null) this.#through = next ?? this.#through;
    else this.#through = whole.at(-1)?.key ?? this.#through;
    return { objects: whole.flatMap(deletedOf), through: this.#through };
  }
}

function addMarker(marked: Map<string, Marked>, marker: DeleteMarkerEntry, decode: (key: string) => string): void {
  const { Key, VersionId, LastModified, IsLatest } = marker;
  if (Key === undefined || VersionId === undefined) return;
  const key = decode(Key);
  const one = marked.get(key) ?? { key, markers: [], newest: null };
  one.markers.push({ version: VersionId, modified: LastModified?.getTime() ?? 0, isLatest: IsLatest === true });
  marked.set(key, one);
}

/** A marker that is the latest comes before the versions under it, so a key without one has none yet. */
function addVersion(marked: Map<string, Marked>, version: ObjectVersion, decode: (key: string) => string): void {
  const { Key, VersionId, LastModified, Size, ETag } = version;
  const one = Key === undefined ? undefined : marked.get(decode(Key));
  if (one === undefined || VersionId === undefined) return;
  const modified = LastModified?.getTime() ?? 0;
  if (one.newest !== null && one.newest.modified >= modified) return;
  one.newest = { version: VersionId, bytes: Size ?? 0, etag: unquoteEtag(ETag ?? ''), modified };
}

/** Nothing where the key is not deleted, or nothing of it is left. */
function deletedOf({ key, markers, newest }: Marked): DeletedObject[] {
  const latest = markers.find(({ isLatest }) => isLatest);
  if (latest === undefined || newest === null) return [];
  // Times are in seconds: a marker of the same one may lie under the version, where to remove it changes nothing.
  const older = markers.filter((marker) => marker !== latest && marker.modified >= newest.modified);
  return [
    {
      key,
      markerVersion: latest.version,
      olderMarkers: older.map(({ version }) => version),
      deletedAt: latest.modified,
      ...newest,
    },
  ];
}
