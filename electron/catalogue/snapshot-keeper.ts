import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { compactSnapshot } from './compact-snapshot.ts';
import { openSnapshot, writeSnapshot } from './snapshot-file.ts';
import { type SectionReader, SectionWriter } from './snapshot-sections.ts';

/** Where a catalogue's snapshot lies and whose it is. */
export interface SnapshotPlace {
  file: string;
  /** Tells buckets apart; a snapshot with another one is not used. */
  identity: string;
}

/** While changes come a snapshot is written no more often than this: each costs some 100 bytes a group. */
export const SNAPSHOT_INTERVAL_MS = 10 * 60 * 1000;

/** Writes a catalogue's snapshots, one at a time. That one cannot be written is no failure: the bucket can be listed. */
export interface SnapshotKeeper {
  /** Something changed that a snapshot should have: one is written within the interval. */
  changed(): void;
  /** Something changed since the last snapshot was begun. */
  isDue(): boolean;
  /** A good moment: writes now if anything changed. Resolves when that is done; never rejects. */
  save(): Promise<void>;
  /** Gives up on what is being written, and writes once more if anything changed. */
  close(): Promise<void>;
}

/** `take` collects the catalogue as it is at that moment; where that `isWasteful`, what was written is compacted after it. */
export function createSnapshotKeeper(
  { file, identity }: SnapshotPlace,
  { take, isWasteful }: { take(sections: SectionWriter): void; isWasteful(): boolean },
): SnapshotKeeper {
  let isDirty = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | null = null;
  let writing: { done: Promise<void>; controller: AbortController } | null = null;

  const write = async (signal: AbortSignal): Promise<void> => {
    isDirty = false;
    const sections = new SectionWriter();
    take(sections);
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeSnapshot(file, { identity, sections: sections.sections }, { signal });
    } catch {
      isDirty = true;
      return;
    }
    if (isClosed || !isWasteful()) return;
    try {
      await compactSnapshot({ file, identity }, signal);
    } catch {
      // The one that was written stays.
    }
  };
  const stopTimer = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const save = async (): Promise<void> => {
    stopTimer();
    while (writing !== null) await writing.done;
    if (!isDirty) return;
    const controller = new AbortController();
    const done = write(controller.signal).finally(() => {
      writing = null;
    });
    writing = { done, controller };
    await done;
  };
  return {
    changed() {
      isDirty = true;
      if (!isClosed) timer ??= setTimeout(() => void save(), SNAPSHOT_INTERVAL_MS).unref();
    },
    isDue: () => isDirty,
    save,
    close() {
      isClosed = true;
      writing?.controller.abort();
      return save();
    },
  };
}

/** The snapshot of earlier times, to be closed, or null where there is none that can be relied on. Never throws. */
export async function findSnapshot({ file, identity }: SnapshotPlace): Promise<SectionReader | null> {
  try {
    return await openSnapshot(file, identity);
  } catch {
    return null;
  }
}
