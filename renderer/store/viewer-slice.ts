import type { SliceOf } from './slice.ts';

export type ViewerTab = 'save' | 'details';

/** The side of the picture: kept while pictures come and go. */
export interface ViewerPanel {
  isShown: boolean;
  tab: ViewerTab;
}

export interface ViewerSlice {
  viewerPanel: ViewerPanel;
  /** A save was asked for and begins as soon as the result is made. */
  saveWanted: boolean;
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
  showViewerTab: (tab) => set({ viewerPanel: { isShown: true, tab } }),
  toggleViewerPanel: () => set({ viewerPanel: { ...get().viewerPanel, isShown: !get().viewerPanel.isShown } }),
  wantSave: () => set({ viewerPanel: { isShown: true, tab: 'save' }, saveWanted: true }),
  settleSave: () => set({ saveWanted: false }),
  renameWanted: false,
  wantRename: () => set({ viewerPanel: { isShown: true, tab: 'details' }, renameWanted: true }),
  settleRename: () => set({ renameWanted: false }),
});
