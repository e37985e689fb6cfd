import { groupIdAt } from './catalogue-slice.ts';
import { IdSet } from './id-set.ts';
import type { SliceOf } from './slice.ts';
import { createViewIds } from './view-ids.ts';

/** A place in the view that goes with its group when the view changes; the group is undefined until its row is known. */
export interface Spot {
  index: number;
  groupId: number | undefined;
}

/**
 * Selected groups. `anchor` is where a range starts; `kept` is what was selected before that range grew, and stays when
 * it shrinks again.
 */
export interface Selection {
  ids: IdSet;
  anchor: Spot | null;
  kept: IdSet;
}

export interface SelectionSlice {
  selection: Selection;
  /** Where the keyboard stands. */
  cursor: Spot;
  moveCursor: (index: number) => void;
  toggleSelected: (index: number, groupId: number) => void;
  /** Makes the range reach from the anchor to `index`, in addition to what was selected before it; the anchor stays. */
  extendSelection: (index: number) => Promise<void>;
  selectAll: () => Promise<void>;
  clearSelection: () => void;
  /** Ids of the places from `from` to before `end` of the view; null where it is shown no more. */
  idsBetween: (viewId: string, from: number, end: number) => Promise<Uint32Array | null>;
}

export const emptySelection: Selection = { ids: IdSet.empty, anchor: null, kept: IdSet.empty };
export const firstSpot: Spot = { index: 0, groupId: undefined };

export const createSelectionSlice: SliceOf<SelectionSlice> = (set, get) => {
  const viewIds = createViewIds();
  /** Keys come faster than answers: only the range asked for last counts. */
  let lastAsked = 0;

  const idsBetween = async (viewId: string, from: number, end: number): Promise<Uint32Array | null> => {
    const answer = await viewIds.between(viewId, from, end);
    if (answer.ok) return answer.value;
    if (answer.error.code !== 'stale-view') get().notifyError(answer.error);
    return null;
  };

  const selectStretch = async (from: number, end: number, anchor: Spot, kept: IdSet) => {
    const { view } = get();
    if (view.kind !== 'open' || from >= end) return;
    lastAsked += 1;
    const asked = lastAsked;
    const before = get().selection.ids;
    const ids = await idsBetween(view.summary.viewId, from, end);
    if (ids === null || asked !== lastAsked || get().selection.ids !== before) return;
    const isSameView = get().view === view;
    const groupId = anchor.groupId ?? ids[anchor.index - from];
    set({ selection: { ids: kept.with(ids), anchor: isSameView ? { ...anchor, groupId } : null, kept } });
  };

  return {
    selection: emptySelection,
    cursor: firstSpot,
    moveCursor: (index) => set({ cursor: { index, groupId: groupIdAt(get().pages, index) } }),
    toggleSelected: (index, groupId) => {
      const ids = get().selection.ids.toggled(groupId);
      set({ selection: ids.size === 0 ? emptySelection : { ids, anchor: { index, groupId }, kept: ids } });
    },
    extendSelection: async (index) => {
      const { selection, pages } = get();
      const anchor = selection.anchor ?? { index, groupId: groupIdAt(pages, index) };
      const kept = selection.anchor === null ? selection.ids : selection.kept;
      await selectStretch(Math.min(anchor.index, index), Math.max(anchor.index, index) + 1, anchor, kept);
    },
    selectAll: async () => {
      const { view } = get();
      if (view.kind === 'open') await selectStretch(0, view.summary.count, firstSpot, IdSet.empty);
    },
    clearSelection: () => {
      viewIds.forget();
      set({ selection: emptySelection });
    },
    idsBetween,
  };
};
