import { rm } from 'node:fs/promises';
import { expectRoomForLmdb, isLmdbFolderSound } from '../files/lmdb-folder.ts';
import { type CachedThumbnail, decodeRecord, encodeRecord } from './cached-record.ts';
import { ThumbnailStore } from './thumbnail-store.ts';

export type { CachedThumbnail };

/** Thumbnails on disk, bounded. Nothing here ever fails: what cannot be read is fetched again. */
export interface ThumbnailCache {
  get(id: string): CachedThumbnail | null;
  put(id: string, thumbnail: CachedThumbnail): Promise<void>;
  /** Removes all whose ids begin so. */
  forget(start: string): Promise<void>;
  close(): Promise<void>;
}

function openFolder(folder: string, maxBytes: number): ThumbnailStore {
  expectRoomForLmdb(folder);
  return new ThumbnailStore(folder, maxBytes);
}

/** Opens the store of that folder, emptied first where it is damaged or the disk full; null where it cannot be used. */
async function openStore(folder: string, maxBytes: number): Promise<ThumbnailStore | null> {
  try {
    if (isLmdbFolderSound(folder)) return openFolder(folder, maxBytes);
  } catch {
    // Damaged in a way that only opening it shows: the same as a file that is not sound.
  }
  try {
    await rm(folder, { recursive: true, force: true });
    return openFolder(folder, maxBytes);
  } catch {
    return null;
  }
}

class DiskCache implements ThumbnailCache {
  readonly #folder: string;
  readonly #maxBytes: number;
  #store: ThumbnailStore | null;
  #rebuilding: Promise<void> | null = null;
  #closed = false;

  constructor(folder: string, maxBytes: number, store: ThumbnailStore | null) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    this.#store = store;
  }

  get(id: string): CachedThumbnail | null {
    try {
      const record = this.#store?.get(id) ?? null;
      if (this.#store?.usesWaiting === true) this.#store.noteUses().catch(() => this.#rebuild());
      return record === null ? null : decodeRecord(record);
    } catch {
      void this.#rebuild();
      return null;
    }
  }

  async put(id: string, thumbnail: CachedThumbnail): Promise<void> {
    if (this.#rebuilding !== null) await this.#rebuilding;
    try {
      await this.#store?.put(id, encodeRecord(thumbnail));
    } catch {
      await this.#rebuild();
    }
  }

  async forget(start: string): Promise<void> {
    if (this.#rebuilding !== null) await this.#rebuilding;
    try {
      // LMDB writes over what was removed only when it needs the place: with nothing left the file goes as a whole.
      if ((await this.#store?.forget(start)) === false) await this.#rebuild();
    } catch {
      await this.#rebuild();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const store = this.#store;
    this.#store = null;
    await store?.noteUses().catch(() => undefined);
    await store?.close().catch(() => undefined);
  }

  /** Starts over with an empty store. */
  #rebuild(): Promise<void> {
    this.#rebuilding ??= this.#startOver().finally(() => {
      this.#rebuilding = null;
    });
    return this.#rebuilding;
  }

  async #startOver(): Promise<void> {
    const damaged = this.#store;
    this.#store = null;
    if (damaged === null || this.#closed) return;
    await damaged.close().catch(() => undefined);
    await rm(this.#folder, { recursive: true, force: true }).catch(() => undefined);
    this.#store = await openStore(this.#folder, this.#maxBytes);
  }
}

/**
 * Opens the cache in `folder`, which is its own. A damaged store is emptied; where the folder cannot be written the
 * cache stays empty.
 */
export async function openThumbnailCache(folder: string, { maxBytes }: { maxBytes: number }): Promise<ThumbnailCache> {
  return new DiskCache(folder, maxBytes, await openStore(folder, maxBytes));
}
