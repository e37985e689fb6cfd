import { type ParsedKey, parseKey, stemOf } from '../../shared/object-key.ts';
import type { Bucket, DeletedObject } from '../s3/bucket.ts';

/** A group of which objects were deleted that can be brought back. */
export interface DeletedObjectsOfGroup {
  /** Album and uuid; the whole key of a foreign image. */
  stem: string;
  album: string;
  /** In key order. */
  objects: DeletedObject[];
}

interface DeletedGroupsPage {
  groups: DeletedObjectsOfGroup[];
  /** Where the next page begins; null where there are no more. */
  cursor: string | null;
}

interface PageLimits {
  /** No further page of versions is asked for once there are so many groups. */
  enough: number;
  /** The same after so long: in a bucket where little was deleted, most pages hold nothing. */
  ms: number;
  signal: AbortSignal;
}

/** Deleted groups in key order from a cursor on. No group is torn over two pages. Throws what listing versions does. */
export async function pageOfDeleted(
  bucket: Pick<Bucket, 'listDeleted'>,
  cursor: string | null,
  { enough, ms, signal }: PageLimits,
): Promise<DeletedGroupsPage> {
  const started = performance.now();
  const groups = new Map<string, DeletedObjectsOfGroup>();
  const before = new Map<string, string | null>();
  let last = cursor;
  const range = cursor === null ? { signal } : { signal, startAfter: cursor };
  for await (const { objects, through } of bucket.listDeleted(range)) {
    for (const object of objects) {
      const group = groupOf(object.key);
      if (group === null) continue;
      const known = groups.get(group.stem);
      if (known === undefined) {
        groups.set(group.stem, { ...group, objects: [object] });
        before.set(group.stem, last);
      } else known.objects.push(object);
      last = object.key;
    }
    const open = [...groups.keys()].find((stem) => through.startsWith(`${stem}_`));
    const whole = groups.size - (open === undefined ? 0 : 1);
    const next = open === undefined ? through : (before.get(open) ?? null);
    const hasAdvanced = next !== null && next !== '' && next !== cursor;
    if (!hasAdvanced || (whole < enough && performance.now() - started < ms)) continue;
    // The rest of it is in the next page of versions, and is read there from its start.
    if (open !== undefined) groups.delete(open);
    return { groups: [...groups.values()], cursor: next };
  }
  return { groups: [...groups.values()], cursor: null };
}

/** What of one group was deleted; null where nothing was, or nothing is left to bring back. */
export async function deletedGroup(
  bucket: Pick<Bucket, 'listDeleted' | 'prefix'>,
  stem: string,
  { signal }: { signal: AbortSignal },
): Promise<DeletedObjectsOfGroup | null> {
  // A stem comes from the window: nothing outside of the connection's prefix is looked at.
  if (!stem.startsWith(bucket.prefix)) return null;
  let found: DeletedObjectsOfGroup | null = null;
  for await (const { objects } of bucket.listDeleted({ signal, prefix: stem })) {
    for (const object of objects) {
      const group = groupOf(object.key);
      if (group?.stem !== stem) continue;
      found ??= { ...group, objects: [] };
      found.objects.push(object);
    }
  }
  return found;
}

function groupOf(key: string): { stem: string; album: string } | null {
  const parsed = parseKey(key);
  return parsed.kind === 'other' ? null : { stem: stemOf(key), album: parsed.album };
}

/** The key's last part without size and extension. */
export function baseOfStem({ stem, album }: Pick<DeletedObjectsOfGroup, 'stem' | 'album'>): string {
  const parsed = parseKey(stem);
  return parsed.kind === 'foreign' ? parsed.base : stem.slice(album.length);
}

/** The object that shows the group: its thumbnail, else the smallest of what there is. */
export function pictureOf({ objects }: DeletedObjectsOfGroup): DeletedObject | null {
  const thumbnail = objects.find(({ key }) => isThumbnail(parseKey(key)));
  return thumbnail ?? objects.toSorted((a, b) => a.bytes - b.bytes)[0] ?? null;
}

export const isThumbnail = (key: ParsedKey): boolean => key.kind === 'group' && key.size === 'thumbnail';
