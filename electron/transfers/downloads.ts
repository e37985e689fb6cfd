import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppFailure, toAppError } from '../../shared/app-error.ts';
import type { GroupDetails } from '../../shared/pictures.ts';
import type { StoredVariant } from '../catalogue/catalogue.ts';
import { makeTempFolder, removeTempFolder } from '../files/temp-folder.ts';
import type { Bucket } from '../s3/bucket.ts';

/** Downloads that stay after their last use: the picture in the viewer, its neighbours, and a few of their sizes. */
const MAX_KEPT = 8;
const MAX_KEPT_BYTES = 512 * 1024 * 1024;
/** A transfer that nobody wants any more goes on for so long: most often another choice for the same variant follows. */
const LINGER_MS = 1000;
/** A copy that has just arrived is what the bucket holds: the viewer's is taken by the save panel a moment later. */
const FRESH_MS = 3000;
/** So long a copy that was taken as what the bucket holds is taken as that again: a person tries one quality after the other. */
const CONFIRMED_MS = 10_000;
/** Every local copy is called so; who reports about one names the object. */
const FILE_NAME = 'object';

export interface WantedObject {
  connectionId: string;
  key: string;
  /** Differs for other bytes under the same key, as an ETag does. */
  version: string;
}

/** One variant of a group, the same for everyone who wants it. */
export const wantedVariant = (
  connectionId: string,
  group: Pick<GroupDetails, 'version'>,
  { key, etag, bytes }: StoredVariant,
): WantedObject => ({
  connectionId,
  key,
  // A catalogue keeps no ETag of the widths; the thumbnail's version changes with a picture that is put anew.
  version: etag || `${group.version} ${bytes}`,
});

export interface Download {
  path: string;
  bytes: number;
  /** User metadata as it is on the wire. */
  metadata: Readonly<Record<string, string>>;
  /** The file may be removed from here on. */
  release(): void;
}

/** Local copies of stored variants, each fetched once however often it is asked for: to be shown, saved, or made a thumbnail of. */
export interface Downloads {
  /**
   * Callers share one transfer; it is aborted soon after the last of them gave up. With `confirmed`, a copy of some time
   * ago is taken only once the bucket still has the object. Throws what `Bucket.getFile` throws.
   */
  get(
    bucket: CopiedBucket,
    wanted: WantedObject,
    options: { signal: AbortSignal; confirmed?: boolean },
  ): Promise<Download>;
  /** Removes the copies of a connection that goes; one that is still read goes with its last reader. */
  discardAll(connectionId: string): Promise<void>;
}

type CopiedBucket = Pick<Bucket, 'getFile' | 'head'>;

interface Stored {
  folder: string;
  path: string;
  bytes: number;
  etag: string;
  metadata: Readonly<Record<string, string>>;
  /** When the bucket had it at the last, by a clock that nobody sets. */
  seenAt: number;
}

interface Entry {
  connectionId: string;
  controller: AbortController;
  arrived: Promise<Stored>;
  /** Null until it has arrived. */
  stored: Stored | null;
  /** Somebody took it as what the bucket holds. */
  confirmed: boolean;
  users: number;
  /** Runs while nobody wants what has not arrived. */
  lingering: NodeJS.Timeout | null;
}

interface DownloadsOptions {
  tempFolder: string;
  /** For tests; a second by default. */
  lingerMs?: number;
  /** For tests; three seconds by default. */
  freshMs?: number;
  /** For tests; ten seconds by default. */
  confirmedMs?: number;
}

export function createDownloads(options: DownloadsOptions): Downloads {
  const { tempFolder, lingerMs = LINGER_MS, freshMs = FRESH_MS, confirmedMs = CONFIRMED_MS } = options;
  /** In order of use, the latest last. */
  const entries = new Map<string, Entry>();

  const forget = async (id: string, entry: Entry): Promise<void> => {
    stopLingering(entry);
    entry.controller.abort();
    if (entries.get(id) === entry) entries.delete(id);
    if (entry.stored !== null && entry.users === 0) await removeTempFolder(entry.stored.folder);
  };
  const start = (id: string, bucket: CopiedBucket, wanted: WantedObject): Entry => {
    const controller = new AbortController();
    const arrived = fetchInto(tempFolder, bucket, wanted, controller.signal);
    const { connectionId } = wanted;
    const entry: Entry = {
      connectionId,
      controller,
      arrived,
      stored: null,
      confirmed: false,
      users: 0,
      lingering: null,
    };
    arrived.then(
      (stored) => {
        entry.stored = stored;
        stopLingering(entry);
        // Given up in the very moment of its arrival.
        if (entries.get(id) !== entry) void removeTempFolder(stored.folder);
        removeOldest(entries);
      },
      () => forget(id, entry),
    );
    return entry;
  };
  const usable = (id: string): Entry | null => {
    const entry = entries.get(id);
    if (entry === undefined) return null;
    // Temporary folders are emptied by systems and people.
    if (entry.stored === null || existsSync(entry.stored.path)) return entry;
    void forget(id, entry);
    return null;
  };
  const release = (id: string, entry: Entry): void => {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (entry.stored !== null && entries.get(id) !== entry) void removeTempFolder(entry.stored.folder);
    else if (entry.stored !== null) removeOldest(entries);
    else if (!entry.controller.signal.aborted) entry.lingering = setTimeout(() => void forget(id, entry), lingerMs);
  };
  /** Forgets a copy of what the bucket no longer holds. Throws `key-vanished`. */
  const confirm = async (id: string, bucket: CopiedBucket, key: string, signal: AbortSignal): Promise<void> => {
    const entry = usable(id);
    if (!entry?.stored || performance.now() - entry.stored.seenAt < (entry.confirmed ? confirmedMs : freshMs)) return;
    try {
      const { etag } = await bucket.head(key, { signal });
      if (etag === entry.stored.etag) entry.stored.seenAt = performance.now();
      else await forget(id, entry);
    } catch (thrown) {
      const { code } = toAppError(thrown);
      if (code === 'key-vanished') await forget(id, entry);
      // Where the bucket cannot be asked, what was shown can still be saved.
      if (code === 'key-vanished' || signal.aborted) throw thrown;
    }
  };

  return {
    async get(bucket, wanted, { signal, confirmed = false }) {
      const id = JSON.stringify([wanted.connectionId, wanted.key, wanted.version]);
      if (confirmed) await confirm(id, bucket, wanted.key, signal);
      const entry = usable(id) ?? start(id, bucket, wanted);
      entry.confirmed ||= confirmed;
      stopLingering(entry);
      entries.delete(id);
      entries.set(id, entry);
      entry.users += 1;
      try {
        const { path: file, bytes, metadata } = await unlessAborted(entry.arrived, signal);
        return { path: file, bytes, metadata, release: once(() => release(id, entry)) };
      } catch (thrown) {
        release(id, entry);
        throw thrown;
      }
    },
    async discardAll(connectionId) {
      const leaving = [...entries].filter(([, entry]) => entry.connectionId === connectionId);
      await Promise.all(leaving.map(([id, entry]) => forget(id, entry)));
    },
  };
}

function stopLingering(entry: Entry): void {
  if (entry.lingering !== null) clearTimeout(entry.lingering);
  entry.lingering = null;
}

async function fetchInto(
  tempFolder: string,
  bucket: CopiedBucket,
  wanted: WantedObject,
  signal: AbortSignal,
): Promise<Stored> {
  const folder = await makeTempFolder(tempFolder, 'download');
  try {
    const file = path.join(folder, FILE_NAME);
    const { bytes, etag, metadata } = await bucket.getFile(wanted.key, file, { signal });
    signal.throwIfAborted();
    return { folder, path: file, bytes, etag, metadata, seenAt: performance.now() };
  } catch (thrown) {
    await removeTempFolder(folder);
    throw thrown;
  }
}

function removeOldest(entries: Map<string, Entry>): void {
  const idle = [...entries].filter(([, { users, stored }]) => users === 0 && stored !== null);
  let kept = 0;
  let bytes = 0;
  for (const [id, { stored }] of idle.reverse()) {
    kept += 1;
    bytes += stored?.bytes ?? 0;
    if (stored === null || (kept <= MAX_KEPT && bytes <= MAX_KEPT_BYTES)) continue;
    entries.delete(id);
    void removeTempFolder(stored.folder);
  }
}

/** The promise's outcome, or `cancelled` as soon as `signal` aborts; the work behind it is not touched. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new AppFailure({ code: 'cancelled' }));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
