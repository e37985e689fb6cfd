import { posix } from 'node:path';
import PQueue from 'p-queue';
import { AppFailure } from '../../shared/app-error.ts';
import { decodeMetadata } from '../../shared/object-metadata.ts';
import type { DeletedPage } from '../../shared/pictures.ts';
import type { Bucket } from '../s3/bucket.ts';
import {
  baseOfStem,
  type DeletedObjectsOfGroup,
  deletedGroup,
  pageOfDeleted,
  pictureOf,
} from '../transfers/deleted-groups.ts';
import type { ShownVariant } from './shown-body.ts';
import { shownAs, storedFormat } from './shown-format.ts';

/** Groups after which a page ends, and how long one is looked for: the window shows what there is and asks on. */
const ENOUGH_GROUPS = 60;
const LOOK_MS = 4_000;
/** The names of a page come with its pictures; for those that are slower nobody waits. */
const NAMES_MS = 2_500;
/** Requests in flight. */
const PICTURES_AT_ONCE = 12;
/** A group of which only larger objects were deleted is shown without a picture. */
const MAX_PICTURE_BYTES = 2 * 1024 * 1024;
/** Pictures that are kept in memory, some 8 KB each. */
const MAX_KEPT = 600;

/** The deleted groups of one open bucket that keeps older versions. */
export interface DeletedPictures {
  /** A page from a cursor on. Throws an `AppFailure`. */
  list(cursor: string | null, options: { signal: AbortSignal }): Promise<DeletedPage>;
  /** What shows a deleted group. Throws an `AppFailure`, `key-vanished` where it has no picture of few bytes. */
  picture(stem: string, options: { signal: AbortSignal }): Promise<ShownVariant>;
}

interface KeptPicture extends ShownVariant {
  name: string | null;
}

export function createDeletedPictures(bucket: Pick<Bucket, 'get' | 'listDeleted' | 'prefix'>): DeletedPictures {
  const kept = new Map<string, Promise<KeptPicture>>();
  const queue = new PQueue({ concurrency: PICTURES_AT_ONCE });

  const pictureOfGroup = (group: DeletedObjectsOfGroup, signal: AbortSignal): Promise<KeptPicture> => {
    const id = `${group.stem}\n${pictureOf(group)?.version}`;
    const known = kept.get(id);
    if (known !== undefined) return known;
    const reading = queue.add(() => read(bucket, group, signal));
    kept.set(id, reading);
    reading.catch(() => kept.delete(id));
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT) break;
      kept.delete(oldest);
    }
    return reading;
  };

  return {
    async list(cursor, { signal }) {
      const page = await pageOfDeleted(bucket, cursor, { enough: ENOUGH_GROUPS, ms: LOOK_MS, signal });
      const names = new Map<string, string>();
      const reading = page.groups.map(async (group) => {
        const { name } = await pictureOfGroup(group, signal);
        if (name !== null) names.set(group.stem, name);
      });
      await within(NAMES_MS, Promise.allSettled(reading));
      return { groups: page.groups.map((group) => shown(group, names.get(group.stem))), next: page.cursor };
    },
    async picture(stem, { signal }) {
      for (const [id, reading] of kept) if (id.startsWith(`${stem}\n`)) return reading;
      const group = await deletedGroup(bucket, stem, { signal });
      if (group === null) throw new AppFailure({ code: 'key-vanished', key: stem });
      return pictureOfGroup(group, signal);
    },
  };
}

function shown(group: DeletedObjectsOfGroup, name: string | undefined): DeletedPage['groups'][number] {
  const { stem, album, objects } = group;
  return {
    stem,
    album,
    name: name ?? baseOfStem(group),
    deletedAt: Math.max(...objects.map(({ deletedAt }) => deletedAt)),
    bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
    objects: objects.length,
  };
}

async function read(
  bucket: Pick<Bucket, 'get'>,
  group: DeletedObjectsOfGroup,
  signal: AbortSignal,
): Promise<KeptPicture> {
  const object = pictureOf(group);
  if (object === null || object.bytes > MAX_PICTURE_BYTES)
    throw new AppFailure({ code: 'key-vanished', key: group.stem });
  const { body: stream, metadata } = await bucket.get(object.key, { signal, version: object.version });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const format = storedFormat(body, posix.basename(object.key));
  const contentType = shownAs(format);
  if (contentType === null)
    throw new AppFailure({ code: 'unsupported-image', name: posix.basename(object.key), format });
  return { body, contentType, bytes: body.length, name: decodeMetadata(metadata).name };
}

/** Waits for work, but no longer than so many ms. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
