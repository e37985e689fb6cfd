import type { Variant } from '../../shared/pictures.ts';
import type { SliceOf } from './slice.ts';

export type ViewerTab = 'save' | 'details';

/** The side of the picture: kept while pictures come and go. */
interface ViewerPanel {
  isShown: boolean;
  tab: ViewerTab;
}

/** What the save panel makes of the open picture: it can be looked at beside what is stored. */
export interface Comparison {
  groupId: number;
  /** The stored size that it is made from. */
  stored: Variant;
  /** Label of the result's format, e.g. `PNG`. */
  format: string;
  /** Null while it is being made. */
  result: { resultId: string; bytes: number } | null;
}

/** `best`: the picture as sharp as the stage can show it, whatever is chosen in the panel. */
type StageSide = 'best' | 'stored' | 'result';

export interface ViewerSlice {
  viewerPanel: ViewerPanel;
  /** A save was asked for and begins as soon as the result is made. */
  saveWanted: boolean;
  /** Null where there is nothing to compare. */
  comparison: Comparison | null;
  stageSide: StageSide;
  compare: (comparison: Comparison | null) => void;
  showSide: (side: StageSide) => void;
  /** From the result to what is stored, and back. */
  flipSide: () => void;
  showViewerTab: (tab: ViewerTab) => void;
  toggleViewerPanel: () => void;
  /** Brings the save panel up and saves from it; the grid's `Save…` and the shortcut come here too. */
  wantSave: () => void;
  settleSave: () => void;
  /** The name of the picture is to be changed, as soon as its details are there. */
  renameWanted: boolean;
  /** Brings the details up and begins to change the name. */
  wantRename: () => void;
  settleRename: () => void;
}

export const createViewerSlice: SliceOf<ViewerSlice> = (set, get) => ({
  viewerPanel: { isShown: true, tab: 'save' },
  saveWanted: false,
  comparison: null,
  stageSide: 'best',
  compare: (comparison) => set({ comparison }),
  showSide: (stageSide) => set({ stageSide }),
  flipSide: () => {
    if (get().comparison !== null) set({ stageSide: get().stageSide === 'result' ? 'stored' : 'result' });
  },
  showViewerTab: (tab) => set({ viewerPanel: { isShown: true, tab } }),
  toggleViewerPanel: () => set({ viewerPanel: { ...get().viewerPanel, isShown: !get().viewerPanel.isShown } }),
  wantSave: () => set({ viewerPanel: { isShown: true, tab: 'save' }, saveWanted: true }),
  settleSave: () => set({ saveWanted: false }),
  renameWanted: false,
  wantRename: () => set({ viewerPanel: { isShown: true, tab: 'details' }, renameWanted: true }),
  settleRename: () => set({ renameWanted: false }),
});
