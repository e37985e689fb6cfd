import { invoke } from '../api.ts';
import type { SliceOf } from './slice.ts';

/** Selected groups by id. `anchor` is the place in the view where a range starts. */
export interface Selection {
  ids: ReadonlySet<number>;
  anchor: number | null;
}

export interface SelectionSlice {
  selection: Selection;
  toggleSelected: (index: number, groupId: number) => void;
  /** Selects from the anchor to `index`, in addition to what is selected; the anchor stays. */
  extendSelection: (index: number) => Promise<void>;
  selectAll: () => Promise<void>;
  clearSelection: () => void;
}

export const emptySelection: Selection = { ids: new Set(), anchor: null };

export const createSelectionSlice: SliceOf<SelectionSlice> = (set, get) => {
  const addStretch = async (from: number, count: number, anchor: number) => {
    const { view } = get();
    if (view.kind !== 'open' || count <= 0) return;
    const { viewId } = view.summary;
    const answer = await invoke('catalogue/ids', { viewId, from, count });
    if (!answer.ok) {
      if (answer.error.code !== 'stale-view') get().notifyError(answer.error);
      return;
    }
    set({ selection: { ids: new Set([...get().selection.ids, ...answer.value]), anchor } });
  };

  return {
    selection: emptySelection,
    toggleSelected: (index, groupId) => {
      const ids = new Set(get().selection.ids);
      if (!ids.delete(groupId)) ids.add(groupId);
      set({ selection: ids.size === 0 ? emptySelection : { ids, anchor: index } });
    },
    extendSelection: async (index) => {
      const anchor = get().selection.anchor ?? index;
      await addStretch(Math.min(anchor, index), Math.abs(anchor - index) + 1, anchor);
    },
    selectAll: async () => {
      const { view } = get();
      if (view.kind === 'open') await addStretch(0, view.summary.count, 0);
    },
    clearSelection: () => set({ selection: emptySelection }),
  };
};
