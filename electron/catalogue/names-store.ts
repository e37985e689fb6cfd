import { type Database, open, type RootDatabase } from 'lmdb';
import type { ObjectFacts } from '../../shared/object-metadata.ts';
import { expectRoomForLmdb, makeLmdbFolderSafe, moveAside } from '../files/lmdb-folder.ts';
import { openNamesHistory } from './names-history.ts';
import { memoryNames } from './names-in-memory.ts';
import { type ImportedName, knownFacts, readImported, readLearnt, readText } from './names-records.ts';
import { TimeSlice } from './time-slice.ts';

/**
 * What was learnt from objects (by stem), imported from tables (by uuid in lower case) and given by the person (by
 * stem). What the objects carry can be read again at any time; what the person gave stays until it is taken back.
 */
export interface NamesStore {
  /** Nothing was ever stored: no need to ask. */
  isEmpty(): boolean;
  learnt(stem: string): ObjectFacts | null;
  imported(uuid: string): ImportedName | null;
  /** Written in the background; a failure costs no more than reading the object again. */
  saveLearnt(stem: string, facts: ObjectFacts): void;
  /** The metadata of the group as of `version` was read and holds no name. Written as `saveLearnt` writes. */
  saveNameless(stem: string, version: string): void;
  /** The version whose metadata was read and holds no name; null where nobody has read any. */
  nameless(stem: string): string | null;
  /** All stems that were read without finding a name. Ends early where the store is damaged. */
  allNameless(): Iterable<string>;
  /** The stem whose source had this digest (sha256, hex); null where none is known. */
  stemOfDigest(sha256: string): string | null;
  /** How many digests are known. */
  digests(): number;
  /** Makes digests known that were learnt before they could be looked up; resolves when they are. */
  indexDigests(): Promise<void>;
  /** What the object said; the person's own name is kept. */
  forgetLearnt(stem: string): void;
  /** The name that the person gave. */
  edited(stem: string): string | null;
  /** Null takes the name back. Resolves when it is stored; rejects where it cannot be. */
  saveEdited(stem: string, name: string | null): Promise<void>;
  /** The point that what is stored has reached: kept with a snapshot of the names. */
  mark(): string;
  /** Stems of which something became known after a mark; null where any name may be new, as after an import. May hold one twice. */
  since(mark: string): string[] | null;
  /** Resolves when all of it is stored. */
  saveImported(names: ReadonlyMap<string, ImportedName>): Promise<void>;
  close(): Promise<void>;
}

/** Not a digest: there where all that was learnt before digests were kept is among them. */
const ALL_DIGESTS = 'all';
/** Imported rows in flight to the disk. */
const BATCH_ROWS = 2000;

/** Opens the store in the folder `path`; null for one in memory. A damaged one is begun anew, never fatal. */
export function openNamesStore(path: string | null): NamesStore {
  if (path === null) return memoryNames();
  try {
    makeLmdbFolderSafe(path);
    expectRoomForLmdb(path);
    return openDisk(path) ?? beginAnew(path) ?? memoryNames();
  } catch {
    return memoryNames();
  }
}

function beginAnew(path: string): NamesStore | null {
  moveAside(path);
  return openDisk(path);
}

function openDisk(path: string): NamesStore | null {
  let root: RootDatabase | null = null;
  try {
    root = open({ path, noSubdir: false });
    return diskStore(root);
  } catch {
    void root?.close();
    return null;
  }
}

function diskStore(root: RootDatabase): NamesStore {
  const learnt: Database<Partial<ObjectFacts>, string> = root.openDB({ name: 'learnt' });
  const imported: Database<[name: string, extension: string], string> = root.openDB({ name: 'imported' });
  const edited: Database<string, string> = root.openDB({ name: 'edited' });
  const nameless: Database<string, string> = root.openDB({ name: 'nameless' });
  const digests: Database<string, string> = root.openDB({ name: 'digests' });
  const history = openNamesHistory(root.openDB({ name: 'history' }));
  let empty = [learnt, imported, edited, nameless].every((names) => names.getKeysCount({ limit: 1 }) === 0);
  const noteDigest = (sha256: string, stem: string): void => void inBackground(() => digests.put(sha256, stem));
  return {
    isEmpty: () => empty,
    learnt: (stem) => readLearnt(unlessDamaged(() => learnt.get(stem))),
    imported: (uuid) => readImported(unlessDamaged(() => imported.get(uuid))),
    saveLearnt(stem, facts) {
      empty = false;
      void inBackground(() => Promise.all([learnt.put(stem, knownFacts(facts)), history.note(stem)]));
      if (facts.sha256 !== null) noteDigest(facts.sha256, stem);
    },
    saveNameless(stem, version) {
      empty = false;
      void inBackground(() => Promise.all([nameless.put(stem, version), history.note(stem)]));
    },
    nameless: (stem) => readText(unlessDamaged(() => nameless.get(stem))),
    allNameless: () => keysUntilDamage(nameless),
    mark: history.mark,
    since: history.since,
    stemOfDigest: (sha256) => readText(unlessDamaged(() => digests.get(sha256))),
    digests: () => Math.max(0, (unlessDamaged(() => entriesOf(digests)) ?? 0) - 1),
    async indexDigests() {
      if (unlessDamaged(() => digests.get(ALL_DIGESTS)) !== undefined) return;
      const slice = new TimeSlice();
      for (const stem of keysUntilDamage(learnt)) {
        const sha256 = readLearnt(unlessDamaged(() => learnt.get(stem)))?.sha256;
        if (sha256) noteDigest(sha256, stem);
        await slice.rest();
      }
      await inBackground(() => digests.put(ALL_DIGESTS, ''));
    },
    forgetLearnt(stem) {
      if (empty) return;
      const sha256 = readLearnt(unlessDamaged(() => learnt.get(stem)))?.sha256;
      // Another group of the same source may be known by it meanwhile.
      if (sha256 && unlessDamaged(() => digests.get(sha256)) === stem) void inBackground(() => digests.remove(sha256));
      void inBackground(() => Promise.all([learnt.remove(stem), nameless.remove(stem)]));
    },
    edited: (stem) => readText(unlessDamaged(() => edited.get(stem))),
    async saveEdited(stem, name) {
      empty = false;
      await Promise.all([name === null ? edited.remove(stem) : edited.put(stem, name), history.note(stem)]);
    },
    async saveImported(names) {
      empty = false;
      let batch: Promise<boolean>[] = [];
      for (const [uuid, { name, extension }] of names) {
        batch.push(imported.put(uuid, [name, extension]));
        if (batch.length < BATCH_ROWS) continue;
        await Promise.all(batch);
        batch = [];
      }
      await Promise.all([...batch, history.note(null)]);
    },
    close: () => root.close(),
  };
}

/** From LMDB's own books: counting a million would take a second. */
function entriesOf(names: Database<unknown, string>): number {
  const stats: { entryCount?: unknown } = names.getStats();
  return typeof stats.entryCount === 'number' ? stats.entryCount : 0;
}

async function inBackground(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch {
    // The object still has it.
  }
}

function* keysUntilDamage(names: Database<unknown, string>): Generator<string> {
  try {
    for (const stem of names.getKeys()) yield stem;
  } catch {
    // What was not told of is read again.
  }
}

/** A damaged record counts as none: a listing must not fail for a name. */
function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
