import { rmSync } from 'node:fs';
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

/**
 * Opens the store in the folder `path`, which is its own. What is damaged is moved aside; where nothing can be read or
 * written there is none. `onTrouble` hears of either.
 */
export function openJournalStore(path: string, onTrouble: (reason: unknown) => void): JournalStore {
  const attempt = (prepare: () => void): DiskStore | null => {
    try {
      prepare();
      expectRoomForLmdb(path);
      return new DiskStore(path, onTrouble);
    } catch (thrown) {
      onTrouble(thrown);
      return null;
    }
  };
  return attempt(() => makeLmdbFolderSafe(path)) ?? attempt(() => moveAside(path)) ?? memoryStore;
}

interface OpenRecords {
  root: RootDatabase;
  records: Database<unknown, string>;
}

/** Throws where the folder holds something else, or is damaged. */
function openRecords(path: string): OpenRecords & { found: Map<string, unknown> } {
  const root = open({ path, noSubdir: false });
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
  readonly #path: string;
  readonly #onTrouble: (reason: unknown) => void;
  /** Null once the disk took no more. */
  #open: OpenRecords | null;
  readonly #all: Map<string, unknown>;
  #waiting = new Map<string, unknown>();
  #flushing: Promise<void> = Promise.resolve();
  /** The flush after the one under way: it takes what waits. */
  #next: Promise<void> | null = null;

  constructor(path: string, onTrouble: (reason: unknown) => void) {
    this.#path = path;
    this.#onTrouble = onTrouble;
    const { found, ...opened } = openRecords(path);
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
    await this.#open?.root.close();
  }

  async #flush(): Promise<void> {
    const changes = this.#waiting;
    this.#waiting = new Map();
    if (this.#open === null) return;
    try {
      await commit(this.#open, changes);
    } catch (thrown) {
      this.#onTrouble(thrown);
      await this.#beginAnew();
    }
  }

  /**
   * After a commit that failed LMDB answers no more, and what it holds is out of date: jobs would be taken up that are
   * done. Its file goes, which makes room, and all is written once more.
   */
  async #beginAnew(): Promise<void> {
    this.#open = null;
    try {
      rmSync(this.#path, { recursive: true, force: true });
      expectRoomForLmdb(this.#path);
      const { root, records } = openRecords(this.#path);
      await commit({ root, records }, this.#all);
      this.#open = { root, records };
    } catch (thrown) {
      this.#onTrouble(thrown);
      rmSync(this.#path, { recursive: true, force: true });
    }
  }
}

/** Writes of one turn of the event loop are one transaction. */
async function commit({ root, records }: OpenRecords, changes: JournalChanges): Promise<void> {
  const writes: Promise<boolean>[] = [];
  for (const [key, record] of changes)
    writes.push(record === undefined ? records.remove(key) : records.put(key, record));
  try {
    await Promise.all(writes);
  } catch (thrown) {
    await reasonOf(thrown);
  }
  await root.flushed;
}

/** LMDB hangs the reason on the error as a promise that rejects with it. */
async function reasonOf(thrown: unknown): Promise<never> {
  if (thrown instanceof Error && 'commitError' in thrown) await thrown.commitError;
  throw thrown;
}
