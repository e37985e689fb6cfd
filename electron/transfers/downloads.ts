import path from 'node:path';
import { AppFailure } from '../../shared/app-error.ts';
import { makeTempFolder, removeTempFolder } from '../files/temp-folder.ts';
import type { Bucket } from '../s3/bucket.ts';

/** Downloads that stay after their last use, so that another format of the same variant needs none. */
const MAX_KEPT = 4;
const MAX_KEPT_BYTES = 512 * 1024 * 1024;

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
  /** Callers share one transfer; it is aborted when the last of them gave up. Throws what `Bucket.getFile` throws. */
  get(bucket: Bucket, wanted: WantedObject, options: { signal: AbortSignal }): Promise<Download>;
}

interface Entry {
  controller: AbortController;
  arrived: Promise<{ folder: string; path: string; bytes: number }>;
  /** Null until it has arrived. */
  stored: { folder: string; bytes: number } | null;
  users: number;
}

export function createDownloads({ tempFolder }: { tempFolder: string }): Downloads {
  /** In order of use, the latest last. */
  const entries = new Map<string, Entry>();

  const start = (bucket: Bucket, wanted: WantedObject): Entry => {
    const controller = new AbortController();
    const arrived = fetchInto(tempFolder, bucket, wanted, controller.signal);
    const entry: Entry = { controller, arrived, stored: null, users: 0 };
    arrived.then(
      (stored) => {
        entry.stored = stored;
        // The last user left in the very moment of its arrival.
        if (controller.signal.aborted) void removeTempFolder(stored.folder);
      },
      () => undefined,
    );
    return entry;
  };
  const release = (id: string, entry: Entry): void => {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (entry.stored === null) {
      entry.controller.abort();
      if (entries.get(id) === entry) entries.delete(id);
    } else {
      removeOldest(entries);
    }
  };

  return {
    async get(bucket, wanted, { signal }) {
      const id = JSON.stringify([wanted.connectionId, wanted.key, wanted.version, wanted.fileName]);
      const entry = entries.get(id) ?? start(bucket, wanted);
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
