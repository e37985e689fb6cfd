import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { expectRoomForLmdb, isLmdbFolderSound } from '../files/lmdb-folder.ts';
import { takeTurn } from '../turns.ts';

/** Three a file, some 100 bytes each on the disk; a ledger that is full begins anew, which costs a few files that are fetched again. */
const MAX_RECORDS = 3_000_000;
/** Hex digits of the digest that stands for what was saved; no name or key of the person's lies in the ledger but the file's own. */
const DIGEST_LENGTH = 32;
/** Hex digits before those, which stand for the bucket. */
const BUCKET_DIGEST_LENGTH = 16;
/** Behind every hex digit. */
const AFTER_DIGITS = 'g';
/** Records that are forgotten in one turn of the event loop. */
const FORGOTTEN_A_TURN = 1_000;

/** What a file was made of: of the same facts comes the same file. */
export interface SavedFrom {
  endpoint: string;
  bucket: string;
  key: string;
  /** What its size is one of: the same for all sizes of a picture. */
  picture: string;
  /** Differs for other bytes under the same key. */
  version: string;
  folder: string;
  /** All that was chosen for it, as text. */
  form: string;
}

/**
 * A ledger of the files that were saved, so that what is there already is not fetched again. Nothing here ever fails: what
 * cannot be read is saved again.
 */
export interface SavedFiles {
  /** The name of the file in its folder, where it is as it was written. */
  find(from: SavedFrom): Promise<string | null>;
  /** The same for a picture in whatever size and form, where a file of it would have been called `plain`. */
  fileOf(from: SavedFrom, plain: string): Promise<string | null>;
  /** Whether the file of this name in its folder was saved from another picture of its bucket, and is as it was written. */
  isAnothers(from: SavedFrom, name: string): Promise<boolean>;
  /** `plain` is what the file would have been called if there were no other of that name. */
  note(from: SavedFrom, name: string, plain: string): Promise<void>;
  /** Forgets all that was saved from a bucket. */
  forget(bucket: Pick<SavedFrom, 'endpoint' | 'bucket'>): Promise<void>;
  close(): Promise<void>;
}

/** `what` is the picture under the name of its file, and the name of the file under all else. */
type SavedRecord = [bytes: number, modified: number, what: string];

/** The ledger in the folder `place`, opened when it is first asked for something; a damaged one begins anew. */
export function createSavedFiles(place: string): SavedFiles {
  let opened: Promise<Ledger | null> | null = null;
  const ledger = (): Promise<Ledger | null> => {
    opened ??= openLedger(place);
    return opened;
  };
  /** On its way to the disk: what is put cannot be read before it is there. */
  const unwritten = new Map<string, SavedRecord>();
  const read = async (digest: string): Promise<SavedRecord | null> =>
    unwritten.get(digest) ?? (await ledger())?.records.get(digest) ?? null;
  const write = async (digest: string, record: SavedRecord): Promise<void> => {
    unwritten.set(digest, record);
    const written = (await ledger())?.records.put(digest, record);
    // Nobody waits for the disk.
    void Promise.resolve(written)
      .catch(() => undefined)
      .finally(() => unwritten.get(digest) === record && unwritten.delete(digest));
  };
  const nameOf = async (folder: string, digest: string): Promise<string | null> => {
    try {
      const record = await read(digest);
      return record !== null && (await isUntouched(folder, record[2], record)) ? record[2] : null;
    } catch {
      return null;
    }
  };
  return {
    find: (from) => nameOf(from.folder, digestOf(from)),
    fileOf: (from, plain) => nameOf(from.folder, digestOfPlain(from, plain)),
    async isAnothers(from, name) {
      try {
        const record = await read(digestOfFile(from, name));
        const isOther = record !== null && record[2] !== digestOfPicture(from);
        return isOther && (await isUntouched(from.folder, name, record));
      } catch {
        return false;
      }
    },
    async note(from, name, plain) {
      try {
        const { size, mtimeMs } = await stat(path.join(from.folder, name));
        await write(digestOf(from), [size, mtimeMs, name]);
        await write(digestOfPlain(from, plain), [size, mtimeMs, name]);
        await write(digestOfFile(from, name), [size, mtimeMs, digestOfPicture(from)]);
      } catch {
        // The file is saved; it is only not remembered.
      }
    },
    async forget(bucket) {
      try {
        const known = opened === null && !existsSync(place) ? null : await ledger();
        if (known === null) return;
        await forgetBucket(known, digestOfBucket(bucket));
        if (known.records.getKeysCount({ limit: 1 }) > 0) return;
        // LMDB writes over what was removed only when it needs the place: with nothing left the file goes as a whole.
        opened = beginAnew(known, place);
        await opened;
      } catch {
        // What stays of it names files that the person has, and no bucket.
      }
    },
    async close() {
      const closing = await opened;
      opened = null;
      await closing?.root.close().catch(() => undefined);
    },
  };
}

interface Ledger {
  root: RootDatabase;
  records: Database<SavedRecord, string>;
}

async function openLedger(place: string): Promise<Ledger | null> {
  try {
    if (!isLmdbFolderSound(place)) await rm(place, { recursive: true, force: true });
    return openRecords(place);
  } catch {
    await rm(place, { recursive: true, force: true }).catch(() => undefined);
  }
  try {
    return openRecords(place);
  } catch {
    return null;
  }
}

function openRecords(place: string): Ledger {
  expectRoomForLmdb(place);
  const root = open({ path: place, noSubdir: false });
  try {
    const records: Ledger['records'] = root.openDB({ name: 'saved', encoding: 'msgpack' });
    if (records.getCount() > MAX_RECORDS) records.clearSync();
    return { root, records };
  } catch (thrown) {
    void root.close();
    throw thrown;
  }
}

async function forgetBucket({ records }: Ledger, start: string): Promise<void> {
  const range = { start, end: start + AFTER_DIGITS, limit: FORGOTTEN_A_TURN };
  for (let keys = [...records.getKeys(range)]; keys.length > 0; keys = [...records.getKeys(range)]) {
    await Promise.all(keys.map((key) => records.remove(key)));
    await takeTurn();
  }
}

async function beginAnew({ root }: Ledger, place: string): Promise<Ledger | null> {
  // Who had it a moment ago is through with it.
  await takeTurn();
  await root.close();
  // What another program holds open stays, and is empty of records.
  await rm(place, { recursive: true, force: true }).catch(() => undefined);
  return openLedger(place);
}

/** Size and time of its last change are what they were: nobody wrote it since. */
async function isUntouched(folder: string, name: string, [bytes, modified]: SavedRecord): Promise<boolean> {
  const found = await stat(path.join(folder, name)).catch(() => null);
  return found?.isFile() === true && found.size === bytes && found.mtimeMs === modified;
}

const digestOf = (from: SavedFrom): string => digestIn(from, [from.key, from.version, from.folder, from.form]);
const digestOfPlain = (from: SavedFrom, plain: string): string =>
  digestIn(from, ['picture', from.picture, from.folder, plain]);
const digestOfFile = (from: SavedFrom, name: string): string => digestIn(from, ['file', from.folder, name]);

/** Of facts about one bucket; together with the others of the bucket. */
const digestIn = (from: SavedFrom, facts: readonly string[]): string =>
  digestOfBucket(from) + hash('sha256', JSON.stringify(facts), 'hex').slice(0, DIGEST_LENGTH);

const digestOfPicture = ({ picture }: SavedFrom): string => hash('sha256', picture, 'hex').slice(0, DIGEST_LENGTH);

const digestOfBucket = ({ endpoint, bucket }: Pick<SavedFrom, 'endpoint' | 'bucket'>): string =>
  hash('sha256', JSON.stringify([endpoint, bucket]), 'hex').slice(0, BUCKET_DIGEST_LENGTH);
