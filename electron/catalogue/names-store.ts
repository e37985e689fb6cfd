import { type Database, open, type RootDatabase } from 'lmdb';
import type { ObjectFacts } from '../../shared/object-metadata.ts';
import { expectRoomForLmdb, makeLmdbFolderSafe, moveAside } from '../files/lmdb-folder.ts';
import { openNamesHistory } from './names-history.ts';
import { memoryNames } from './names-in-memory.ts';
import { type ImportedName, knownFacts, readImported, readLearnt, readText } from './names-records.ts';

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
  const history = openNamesHistory(root.openDB({ name: 'history' }));
  let empty = [learnt, imported, edited, nameless].every((names) => names.getKeysCount({ limit: 1 }) === 0);
  return {
    isEmpty: () => empty,
    learnt: (stem) => readLearnt(unlessDamaged(() => learnt.get(stem))),
    imported: (uuid) => readImported(unlessDamaged(() => imported.get(uuid))),
    saveLearnt(stem, facts) {
      empty = false;
      void inBackground(() => Promise.all([learnt.put(stem, knownFacts(facts)), history.note(stem)]));
    },
    saveNameless(stem, version) {
      empty = false;
      void inBackground(() => Promise.all([nameless.put(stem, version), history.note(stem)]));
    },
    nameless: (stem) => readText(unlessDamaged(() => nameless.get(stem))),
    allNameless: () => keysUntilDamage(nameless),
    mark: history.mark,
    since: history.since,
    forgetLearnt(stem) {
      if (!empty) void inBackground(() => Promise.all([learnt.remove(stem), nameless.remove(stem)]));
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

async function inBackground(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch {
    // The object still has it.
  }
}

function* keysUntilDamage(names: Database<string, string>): Generator<string> {
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
