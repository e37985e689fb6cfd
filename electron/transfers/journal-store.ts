import { rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { expectRoomForLmdb, makeLmdbFolderSafe, moveAside } from '../files/lmdb-folder.ts';

/** Records by key; undefined takes one away. */
export type JournalChanges = ReadonlyMap<string, unknown>;

/** Where a journal's records lie. */
export interface JournalStore {
  /** All that an earlier run left. */
  read(): [key: string, record: unknown][];
  /**
   * All of the changes or none of them. Resolves once they would outlive this process and a loss of power; at once where
   * the disk takes no more: that is never fatal, and what is on the disk then is right or nothing.
   */
  write(changes: JournalChanges): Promise<void>;
  close(): Promise<void>;
}

/** Keeps nothing beyond this process. */
export const memoryStore: JournalStore = {
  read: () => [],
  write: async () => undefined,
  close: async () => undefined,
};

/** For LMDB's own pages. */
const LEAST_ROOM_BYTES = 256 * 1024;
/** Two pages: a record's own, and the copy that is made of a page that changes. */
const ROOM_A_RECORD_BYTES = 8 * 1024;

/**
 * Opens the store in the folder `folder`, which is its own. What is damaged is moved aside; where nothing can be read or
 * written there is none. `onTrouble` hears of either.
 */
export function openJournalStore(folder: string, onTrouble: (reason: unknown) => void): JournalStore {
  const attempt = (prepare: () => void): DiskStore | null => {
    try {
      prepare();
      expectRoomForLmdb(folder);
      return new DiskStore(folder, onTrouble);
    } catch (thrown) {
      onTrouble(thrown);
      return null;
    }
  };
  return attempt(() => makeLmdbFolderSafe(folder)) ?? attempt(() => moveAside(folder)) ?? memoryStore;
}

interface OpenRecords {
  root: RootDatabase;
  records: Database<unknown, string>;
}

/** Throws where the folder holds something else, or is damaged. */
function openRecords(folder: string): OpenRecords & { found: Map<string, unknown> } {
  const root = open({ path: folder, noSubdir: false });
  try {
    const records: Database<unknown, string> = root.openDB({ name: 'records', encoding: 'msgpack' });
    const found = new Map([...records.getRange()].map(({ key, value }): [string, unknown] => [key, value]));
    return { root, records, found };
  } catch (thrown) {
    void root.close();
    throw thrown;
  }
}

/** Writers that come while others wait for the disk share the next flush. */
class DiskStore implements JournalStore {
  readonly #folder: string;
  readonly #onTrouble: (reason: unknown) => void;
  /** Null while the disk has no room. */
  #open: OpenRecords | null;
  /** LMDB answers no more after a commit that failed, nor once it is closed. */
  #isOver = false;
  readonly #all: Map<string, unknown>;
  #waiting = new Map<string, unknown>();
  #flushing: Promise<void> = Promise.resolve();
  /** The flush after the one under way: it takes what waits. */
  #next: Promise<void> | null = null;

  constructor(folder: string, onTrouble: (reason: unknown) => void) {
    this.#folder = folder;
    this.#onTrouble = onTrouble;
    const { found, ...opened } = openRecords(folder);
    this.#open = opened;
    this.#all = found;
  }

  read(): [string, unknown][] {
    return [...this.#all];
  }

  write(changes: JournalChanges): Promise<void> {
    for (const [key, record] of changes) {
      this.#waiting.set(key, record);
      if (record === undefined) this.#all.delete(key);
      else this.#all.set(key, record);
    }
    this.#next ??= this.#flushing.then(() => {
      this.#next = null;
      this.#flushing = this.#flush();
      return this.#flushing;
    });
    return this.#next;
  }

  async close(): Promise<void> {
    await this.#next;
    await this.#flushing;
    if (this.#isOver) return;
    // What comes later is left to the next run.
    this.#isOver = true;
    await this.#open?.root.close();
  }

  async #flush(): Promise<void> {
    const changes = this.#waiting;
    this.#waiting = new Map();
    if (this.#isOver) return;
    try {
      if (this.#open === null) await this.#beginAnew();
      else if (await hasRoom(this.#folder, changes.size)) await commit(this.#open, changes);
      else await this.#stop(this.#open);
    } catch (thrown) {
      this.#isOver = true;
      this.#remove(thrown);
    }
  }

  /** Before the disk is full: what a full one does to LMDB, it does not come back from. */
  async #stop(opened: OpenRecords): Promise<void> {
    this.#open = null;
    await opened.root.close();
    this.#remove(new Error('no room on the disk'));
  }

  /** Once there is room again: all that is known now, in an empty store. */
  async #beginAnew(): Promise<void> {
    if (!(await hasRoom(path.dirname(this.#folder), this.#all.size))) return;
    const { root, records } = openRecords(this.#folder);
    await commit({ root, records }, this.#all);
    this.#open = { root, records };
  }

  /** What is out of date must not be taken up by the next run: jobs of it are done by then. */
  #remove(reason: unknown): void {
    this.#onTrouble(reason);
    try {
      rmSync(this.#folder, { recursive: true, force: true });
    } catch (thrown) {
      this.#onTrouble(thrown);
    }
  }
}

/** Whether the disk takes so many records; yes where it does not tell. */
async function hasRoom(folder: string, records: number): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder).catch(() => ({ bavail: Number.POSITIVE_INFINITY, bsize: 1 }));
  return bavail * bsize >= LEAST_ROOM_BYTES + records * ROOM_A_RECORD_BYTES;
}

/** Writes of one turn of the event loop are one transaction. */
async function commit({ root, records }: OpenRecords, changes: JournalChanges): Promise<void> {
  const writes: Promise<boolean>[] = [];
  for (const [key, record] of changes)
    writes.push(record === undefined ? records.remove(key) : records.put(key, record));
  await Promise.all(writes);
  await root.flushed;
}
