import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppFailure } from '../../shared/app-error.ts';
import { makeTempFolder, removeTempFolder } from '../files/temp-folder.ts';
import type { Bucket } from '../s3/bucket.ts';

/** Downloads that stay after their last use, so that another format of the same variant needs none. */
const MAX_KEPT = 4;
const MAX_KEPT_BYTES = 512 * 1024 * 1024;
/** A transfer that nobody wants any more goes on for so long: most often another choice for the same variant follows. */
const LINGER_MS = 1000;

export interface WantedObject {
  connectionId: string;
  key: string;
  /** Differs for other bytes under the same key, as an ETag does. */
  version: string;
  /** What the local copy is called: errors about its content name it. Safe for the disk. */
  fileName: string;
}

export interface Download {
  path: string;
  bytes: number;
  /** The file may be removed from here on. */
  release(): void;
}

/** Local copies of stored variants, each fetched once however often it is asked for. */
export interface Downloads {
  /** Callers share one transfer; it is aborted soon after the last of them gave up. Throws what `Bucket.getFile` throws. */
  get(bucket: Bucket, wanted: WantedObject, options: { signal: AbortSignal }): Promise<Download>;
}

interface Entry {
  controller: AbortController;
  arrived: Promise<{ folder: string; path: string; bytes: number }>;
  /** Null until it has arrived. */
  stored: { folder: string; path: string; bytes: number } | null;
  users: number;
  /** Runs while nobody wants what has not arrived. */
  lingering: NodeJS.Timeout | null;
}

export interface DownloadsOptions {
  tempFolder: string;
  /** For tests; a second by default. */
  lingerMs?: number;
}

export function createDownloads({ tempFolder, lingerMs = LINGER_MS }: DownloadsOptions): Downloads {
  /** In order of use, the latest last. */
  const entries = new Map<string, Entry>();

  const forget = (id: string, entry: Entry): void => {
    stopLingering(entry);
    entry.controller.abort();
    if (entries.get(id) === entry) entries.delete(id);
  };
  const start = (id: string, bucket: Bucket, wanted: WantedObject): Entry => {
    const controller = new AbortController();
    const arrived = fetchInto(tempFolder, bucket, wanted, controller.signal);
    const entry: Entry = { controller, arrived, stored: null, users: 0, lingering: null };
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
    forget(id, entry);
    return null;
  };
  const release = (id: string, entry: Entry): void => {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (entry.stored !== null) removeOldest(entries);
    else if (!entry.controller.signal.aborted) entry.lingering = setTimeout(() => forget(id, entry), lingerMs);
  };

  return {
    async get(bucket, wanted, { signal }) {
      const id = JSON.stringify([wanted.connectionId, wanted.key, wanted.version, wanted.fileName]);
      const entry = usable(id) ?? start(id, bucket, wanted);
      stopLingering(entry);
      entries.delete(id);
      entries.set(id, entry);
      entry.users += 1;
      try {
        const { path: file, bytes } = await unlessAborted(entry.arrived, signal);
        return { path: file, bytes, release: once(() => release(id, entry)) };
      } catch (thrown) {
        release(id, entry);
        throw thrown;
      }
    },
  };
}

function stopLingering(entry: Entry): void {
  if (entry.lingering !== null) clearTimeout(entry.lingering);
  entry.lingering = null;
}

async function fetchInto(tempFolder: string, bucket: Bucket, wanted: WantedObject, signal: AbortSignal) {
  const folder = await makeTempFolder(tempFolder, 'download');
  try {
    const file = path.join(folder, wanted.fileName);
    const { bytes } = await bucket.getFile(wanted.key, file, { signal });
    signal.throwIfAborted();
    return { folder, path: file, bytes };
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
