import { type Database, open, type RootDatabase } from 'lmdb';
import type { ObjectFacts } from '../../shared/object-metadata.ts';
import { expectRoomForLmdb, makeLmdbFolderSafe, moveAside } from '../files/lmdb-folder.ts';
import { openNamesHistory } from './names-history.ts';

/** A row of an imported table. The name has no extension. */
export interface ImportedName {
  name: string;
  extension: string;
}

/**
 * What was learnt from objects (by stem) and imported from tables (by uuid in lower case). A cache on disk: what the
 * objects carry can be read again at any time.
 */
export interface NamesStore {
  /** Nothing was ever stored: no need to ask. */
  isEmpty(): boolean;
  learnt(stem: string): ObjectFacts | null;
  imported(uuid: string): ImportedName | null;
  /** Written in the background; a failure costs no more than reading the object again. */
  saveLearnt(stem: string, facts: ObjectFacts): void;
  forgetLearnt(stem: string): void;
  /** The point that what is stored has reached: kept with a snapshot of the names. */
  mark(): string;
  /** Stems learnt after a mark; null where any name may be new, as after an import. May hold one twice. */
  since(mark: string): string[] | null;
  /** Resolves when all of it is stored. */
  saveImported(names: ReadonlyMap<string, ImportedName>): Promise<void>;
  close(): Promise<void>;
}

/** Imported rows in flight to the disk. */
const BATCH_ROWS = 2000;

/** Opens the store in the folder `path`; null for one in memory. A damaged one is begun anew, never fatal. */
export function openNamesStore(path: string | null): NamesStore {
  if (path === null) return memoryStore();
  try {
    makeLmdbFolderSafe(path);
    expectRoomForLmdb(path);
    return openDisk(path) ?? beginAnew(path) ?? memoryStore();
  } catch {
    return memoryStore();
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
  const history = openNamesHistory(root.openDB({ name: 'history' }));
  let empty = learnt.getKeysCount({ limit: 1 }) + imported.getKeysCount({ limit: 1 }) === 0;
  return {
    isEmpty: () => empty,
    learnt: (stem) => readLearnt(unlessDamaged(() => learnt.get(stem))),
    imported: (uuid) => readImported(unlessDamaged(() => imported.get(uuid))),
    saveLearnt(stem, facts) {
      empty = false;
      void inBackground(() => Promise.all([learnt.put(stem, known(facts)), history.note(stem)]));
    },
    mark: history.mark,
    since: history.since,
    forgetLearnt(stem) {
      if (!empty) void inBackground(() => learnt.remove(stem));
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

function memoryStore(): NamesStore {
  const imported = new Map<string, ImportedName>();
  const learnt = new Map<string, Partial<ObjectFacts>>();
  return {
    isEmpty: () => learnt.size + imported.size === 0,
    learnt: (stem) => readLearnt(learnt.get(stem)),
    imported: (uuid) => imported.get(uuid) ?? null,
    saveLearnt: (stem, facts) => void learnt.set(stem, known(facts)),
    forgetLearnt: (stem) => void learnt.delete(stem),
    mark: () => '',
    since: () => null,
    async saveImported(names) {
      for (const [uuid, name] of names) imported.set(uuid, name);
    },
    async close() {},
  };
}

async function inBackground(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch {
    // The object still has it.
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

const known = (facts: ObjectFacts): Partial<ObjectFacts> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** A file of another version may hold anything. */
function readLearnt(stored: unknown): ObjectFacts | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const facts = stored as Record<keyof ObjectFacts, unknown>;
  return {
    name: text(facts.name),
    extension: text(facts.extension),
    width: number(facts.width),
    height: number(facts.height),
    uploaded: number(facts.uploaded),
    thumbhash: text(facts.thumbhash),
    sha256: text(facts.sha256),
  };
}

function readImported(stored: unknown): ImportedName | null {
  if (!Array.isArray(stored)) return null;
  const name = text(stored[0]);
  return name === null ? null : { name, extension: text(stored[1]) ?? '' };
}
