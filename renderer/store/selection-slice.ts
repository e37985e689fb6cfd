import { invoke } from '../api.ts';
import type { SliceOf } from './slice.ts';

/**
 * Selected groups by id. `anchor` is the place in the view where a range starts; `kept` is what was selected before that
 * range grew, and stays when it shrinks again.
 */
export interface Selection {
  ids: ReadonlySet<number>;
  anchor: number | null;
  kept: ReadonlySet<number>;
}

export interface SelectionSlice {
  selection: Selection;
  toggleSelected: (index: number, groupId: number) => void;
  /** Makes the range reach from the anchor to `index`, in addition to what was selected before it; the anchor stays. */
  extendSelection: (index: number) => Promise<void>;
  selectAll: () => Promise<void>;
  clearSelection: () => void;
}

const noIds: ReadonlySet<number> = new Set();
export const emptySelection: Selection = { ids: noIds, anchor: null, kept: noIds };

export const createSelectionSlice: SliceOf<SelectionSlice> = (set, get) => {
  /** Keys come faster than answers: only the range asked for last counts. */
  let lastAsked = 0;
  const selectStretch = async (from: number, count: number, anchor: number, kept: ReadonlySet<number>) => {
    const { view } = get();
    if (view.kind !== 'open' || count <= 0) return;
    lastAsked += 1;
    const asked = lastAsked;
    const before = get().selection.ids;
    const { viewId } = view.summary;
    const answer = await invoke('catalogue/ids', { viewId, from, count });
    if (!answer.ok) {
      if (answer.error.code !== 'stale-view') get().notifyError(answer.error);
      return;
    }
    if (asked !== lastAsked || get().selection.ids !== before) return;
    set({ selection: { ids: new Set([...kept, ...answer.value]), anchor: get().view === view ? anchor : null, kept } });
  };

  return {
    selection: emptySelection,
    toggleSelected: (index, groupId) => {
      const ids = new Set(get().selection.ids);
      if (!ids.delete(groupId)) ids.add(groupId);
      set({ selection: ids.size === 0 ? emptySelection : { ids, anchor: index, kept: ids } });
    },
    extendSelection: async (index) => {
      const { selection } = get();
      const anchor = selection.anchor ?? index;
      const kept = selection.anchor === null ? selection.ids : selection.kept;
      await selectStretch(Math.min(anchor, index), Math.abs(anchor - index) + 1, anchor, kept);
    },
    selectAll: async () => {
      const { view } = get();
      if (view.kind === 'open') await selectStretch(0, view.summary.count, 0, noIds);
    },
    clearSelection: () => set({ selection: emptySelection }),
  };
};
