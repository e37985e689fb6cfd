import type { AppError } from '../../shared/app-error.ts';
import { MAX_ROWS, type Responses } from '../../shared/contract.ts';
import type { DeletedGroup } from '../../shared/pictures.ts';
import { invoke } from '../api.ts';
import { connectionIdOf } from './connection-slice.ts';
import type { SliceOf } from './slice.ts';

/** What lies beside the sidebar. */
export type Pane = 'pictures' | 'deleted';

/** Deleted groups as far as they are read, the latest first. */
interface DeletedList {
  groups: readonly DeletedGroup[];
  /** Where the rest begins; null where there is none. */
  next: string | null;
  reading: { kind: 'idle' } | { kind: 'reading' } | { kind: 'failed'; error: AppError };
  /** Stems. */
  selected: ReadonlySet<string>;
}

export interface DeletedSlice {
  pane: Pane;
  /** Whether the bucket keeps what is deleted; null while nobody knows. */
  keepsDeleted: Responses['deleted/kept'] | null;
  deleted: DeletedList;
  /** Asks whether the bucket keeps what is deleted. */
  askKept: (connectionId: string) => Promise<void>;
  showPictures: () => void;
  /** Shows what was deleted, read anew. */
  showDeleted: () => void;
  readMoreDeleted: () => void;
  toggleDeleted: (stem: string) => void;
  selectAllDeleted: () => void;
  clearDeletedSelection: () => void;
  /** Brings back what is selected. */
  restoreSelected: () => Promise<void>;
}

const nothing: ReadonlySet<string> = new Set();
const unread: DeletedList = { groups: [], next: null, reading: { kind: 'idle' }, selected: nothing };
/** So many more are read before the person is asked to go on. */
const READ_AT_ONCE = 60;

export const createDeletedSlice: SliceOf<DeletedSlice> = (set, get) => {
  /** Only what was begun last goes on. */
  let lastReading = 0;

  const change = (patch: Partial<DeletedList>) => set({ deleted: { ...get().deleted, ...patch } });

  /** In a bucket where little was deleted most pages hold nothing: reads on until there is something to look at. */
  const read = async (from: string | null) => {
    const connectionId = connectionIdOf(get());
    if (connectionId === null) return;
    lastReading += 1;
    const reading = lastReading;
    const wanted = get().deleted.groups.length + READ_AT_ONCE;
    change({ reading: { kind: 'reading' } });
    for (let cursor = from; ; ) {
      const answer = await invoke('deleted/list', { connectionId, cursor });
      if (reading !== lastReading) return;
      if (!answer.ok) return change({ reading: { kind: 'failed', error: answer.error } });
      const groups = merged(get().deleted.groups, answer.value.groups);
      cursor = answer.value.next;
      change({ groups, next: cursor });
      if (cursor === null || groups.length >= wanted) return change({ reading: { kind: 'idle' } });
    }
  };

  return {
    pane: 'pictures',
    keepsDeleted: null,
    deleted: unread,
    askKept: async (connectionId) => {
      set({ keepsDeleted: null, pane: 'pictures', deleted: unread });
      const answer = await invoke('deleted/kept', { connectionId });
      // Who cannot be asked now is asked when the bucket is opened again: nothing hangs on it.
      if (answer.ok && connectionIdOf(get()) === connectionId) set({ keepsDeleted: answer.value });
    },
    showPictures: () => {
      lastReading += 1;
      set({ pane: 'pictures', deleted: unread });
    },
    showDeleted: () => {
      set({ pane: 'deleted', deleted: unread });
      get().clearSelection();
      void read(null);
    },
    readMoreDeleted: () => void read(get().deleted.next),
    toggleDeleted: (stem) => {
      const selected = new Set(get().deleted.selected);
      if (!selected.delete(stem)) selected.add(stem);
      change({ selected });
    },
    selectAllDeleted: () => change({ selected: new Set(get().deleted.groups.map(({ stem }) => stem)) }),
    clearDeletedSelection: () => change({ selected: nothing }),
    restoreSelected: async () => {
      const connectionId = connectionIdOf(get());
      const stems = [...get().deleted.selected].slice(0, MAX_ROWS);
      if (connectionId === null || stems.length === 0) return;
      const answer = await invoke('deleted/restore', { connectionId, stems });
      if (!answer.ok) return get().notifyError(answer.error);
      const { groups, selected } = get().deleted;
      const gone = new Set(stems);
      change({
        groups: groups.filter(({ stem }) => !gone.has(stem)),
        selected: new Set([...selected].filter((stem) => !gone.has(stem))),
      });
    },
  };
};

function merged(known: readonly DeletedGroup[], more: readonly DeletedGroup[]): DeletedGroup[] {
  const byStem = new Map([...known, ...more].map((group) => [group.stem, group]));
  return [...byStem.values()].sort((a, b) => b.deletedAt - a.deletedAt || (a.stem < b.stem ? -1 : 1));
}
