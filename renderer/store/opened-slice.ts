import type { SliceOf } from './slice.ts';

/** What lies open over the grid. `index` is the place in the current view, -1 for a group that the view does not hold. */
export type Opened = { kind: 'none' } | { kind: 'viewer'; index: number; groupId: number };

export interface OpenedSlice {
  opened: Opened;
  /** A group that the open viewer goes back to as soon as the view holds it again; null where there is none. */
  returnTo: number | null;
  openViewer: (index: number, groupId: number) => void;
  closeViewer: () => void;
  /** The group comes back into the view, and into the viewer where that is still open and nobody has gone on. */
  returnViewer: (groupId: number) => void;
}

export const createOpenedSlice: SliceOf<OpenedSlice> = (set, get) => ({
  opened: { kind: 'none' },
  returnTo: null,
  openViewer: (index, groupId) => set({ opened: { kind: 'viewer', index, groupId }, returnTo: null }),
  closeViewer: () => set({ opened: { kind: 'none' }, returnTo: null }),
  returnViewer: (groupId) => {
    if (get().opened.kind === 'viewer') set({ returnTo: groupId });
  },
});
