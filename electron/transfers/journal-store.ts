import { rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { toWriteFailure } from '../files/file-error.ts';
import { expectRoomForLmdb, makeLmdbFolderSafe, moveAside } from '../files/lmdb-folder.ts';
import { OvertakenRecords } from './overtaken-records.ts';

/** Records by key; undefined takes one away. */
type JournalChanges = ReadonlyMap<string, unknown>;

/** Where a journal's records lie. */
export interface JournalStore {
  /** All that an earlier run left. */
  read(): [key: string, record: unknown][];
  /** Of its records, by the id in their keys, those that are out of date: that run went on when the disk took no more. */
  overtaken(): ReadonlySet<string>;
  /**
   * All of the changes or none of them. Resolves once they would outlive this process and a loss of power; at once where
   * the disk takes no more: that is never fatal, and they are written as soon as there is room.
   */
  write(changes: JournalChanges): Promise<void>;
  close(): Promise<void>;
}

/** Keeps nothing beyond this process. */
export const memoryStore: JournalStore = {
  read: () => [],
  overtaken: () => new Set(),
  write: async () => undefined,
  close: async () => undefined,
};

/** For LMDB's own pages. */
const LEAST_ROOM_BYTES = 256 * 1024;
/** Two pages: a record's own, and the copy that is made of a page that changes. */
const ROOM_A_RECORD_BYTES = 8 * 1024;
/** The store's own record: how often the disk was full, and had room again. */
const GENERATION = 'generation';

/**
 * Opens the store in the folder `folder`, which is its own. What is damaged is moved aside; where nothing can be read or
 * written there is none. On a full disk what lies there is left to a later run. `onTrouble` hears of all that.
 */
export function openJournalStore(folder: string, onTrouble: (reason: unknown) => void): JournalStore {
  const attempt = (prepare: () => void): DiskStore | null => {
    try {
      prepare();
      expectRoomForLmdb(folder);
      return new DiskStore(folder, onTrouble, openRecords(folder));
    } catch (thrown) {
      onTrouble(thrown);
      return isFull(thrown, folder) ? new DiskStore(folder, onTrouble, null) : null;
    }
  };
  return attempt(() => makeLmdbFolderSafe(folder)) ?? attempt(() => moveAside(folder)) ?? memoryStore;
}

const isFull = (thrown: unknown, folder: string): boolean => toWriteFailure(thrown, folder).error.code === 'disk-full';

interface OpenRecords {
  root: RootDatabase;
  records: Database<unknown, string>;
}

interface ReadRecords extends OpenRecords {
  found: Map<string, unknown>;
  overtaken: OvertakenRecords;
}

/** Throws where the folder holds something else, or is damaged. */
function openRecords(folder: string): ReadRecords {
  const root = open({ path: folder, noSubdir: false });
  try {
    const records: Database<unknown, string> = root.openDB({ name: 'records', encoding: 'msgpack' });
    const found = new Map([...records.getRange()].map(({ key, value }): [string, unknown] => [key, value]));
    const generation = found.get(GENERATION);
    found.delete(GENERATION);
    const overtaken = new OvertakenRecords(folder, typeof generation === 'number' ? generation : 0);
    return { root, records, found, overtaken };
  } catch (thrown) {
    void root.close();
    throw thrown;
  }
}

/** Writers that come while others wait for the disk share the next flush. */
class DiskStore implements JournalStore {
  readonly #folder: string;
  readonly #onTrouble: (reason: unknown) => void;
  /** What the disk held when this run began; null where it was full, and nothing of it is known. */
  readonly #before: Pick<ReadRecords, 'found' | 'overtaken'> | null;
  /** Of what lies on the disk, what is out of date by now; null while nothing of it is known. */
  #overtaken: OvertakenRecords | null;
  /** Null while the disk has no room. */
  #open: OpenRecords | null;
  /** LMDB answers no more after a commit that failed. */
  #takesNothing = false;
  #isOver = false;
  /** Waits for room. */
  readonly #unwritten = new Map<string, unknown>();
  #waiting = new Map<string, unknown>();
  #flushing: Promise<void> = Promise.resolve();
  /** The flush after the one under way: it takes what waits. */
  #next: Promise<void> | null = null;

  constructor(folder: string, onTrouble: (reason: unknown) => void, opened: ReadRecords | null) {
    this.#folder = folder;
    this.#onTrouble = onTrouble;
    this.#before = opened;
    this.#overtaken = opened?.overtaken ?? null;
    this.#open = opened;
  }

  read(): [string, unknown][] {
    return [...(this.#before?.found ?? [])];
  }

  overtaken(): ReadonlySet<string> {
    return new Set(this.#before?.overtaken.ids);
  }

  write(changes: JournalChanges): Promise<void> {
    for (const [key, record] of changes) this.#waiting.set(key, record);
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
    if (this.#unwritten.size > 0) await this.#flush();
    // What comes later is left to the next run.
    this.#isOver = true;
    await this.#open?.root.close();
    this.#open = null;
  }

  async #flush(): Promise<void> {
    const changes = this.#waiting;
    this.#waiting = new Map();
    if (this.#isOver) return;
    for (const [key, record] of changes) this.#unwritten.set(key, record);
    try {
      if (await this.#hasRoom()) await this.#commit();
      else await this.#stop();
    } catch (thrown) {
      this.#onTrouble(thrown);
      // One that could not be opened, for others were quicker to fill the disk, can be another time.
      this.#takesNothing = this.#open !== null || !isFull(thrown, this.#folder);
      this.#open = null;
    }
    if (this.#unwritten.size > 0) this.#note(changes);
  }

  /** Judged beforehand: what a full disk does to LMDB, it does not come back from. */
  async #hasRoom(): Promise<boolean> {
    if (this.#takesNothing) return false;
    const folder = this.#open === null ? path.dirname(this.#folder) : this.#folder;
    return hasRoom(folder, this.#unwritten.size);
  }

  async #commit(): Promise<void> {
    this.#open ??= this.#openAgain();
    const overtaken = this.#overtaken?.isOutdated === true ? this.#overtaken : null;
    if (overtaken !== null) this.#unwritten.set(GENERATION, overtaken.prepare());
    await commit(this.#open, this.#unwritten);
    this.#unwritten.clear();
    overtaken?.begin();
  }

  #openAgain(): OpenRecords {
    makeLmdbFolderSafe(this.#folder);
    expectRoomForLmdb(this.#folder);
    const opened = openRecords(this.#folder);
    if (this.#overtaken === null) {
      opened.overtaken.keep();
      this.#overtaken = opened.overtaken;
    }
    return opened;
  }

  async #stop(): Promise<void> {
    if (this.#open === null) return;
    const { root } = this.#open;
    this.#open = null;
    await root.close();
    this.#onTrouble(new Error('no room on the disk'));
  }

  /** What the disk has of these is out of date, and the next run must not take it up: it may be done by then. */
  #note(changes: JournalChanges): void {
    // Nothing of this run lies on the disk, and nothing changes of what lies there unread.
    if (this.#overtaken === null) return;
    try {
      for (const key of changes.keys()) this.#overtaken.add(idOf(key));
    } catch (thrown) {
      // Nobody can say there what is out of date: it goes, with all else.
      this.#isOver = true;
      this.#remove(thrown);
    }
  }

  #remove(reason: unknown): void {
    this.#onTrouble(reason);
    try {
      rmSync(this.#folder, { recursive: true, force: true });
    } catch (thrown) {
      this.#onTrouble(thrown);
    }
  }
}

/** Of a job, or of what is to be taken back: the middle of a record's key. */
const idOf = (key: string): string => key.split('/')[1] ?? key;

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
