import type { SliceOf } from './slice.ts';

/** What lies open over the grid. `index` is the place in the current view, -1 for a group that the view does not hold. */
export type Opened = { kind: 'none' } | { kind: 'viewer'; index: number; groupId: number };

export interface OpenedSlice {
  opened: Opened;
  openViewer: (index: number, groupId: number) => void;
  closeViewer: () => void;
}

export const createOpenedSlice: SliceOf<OpenedSlice> = (set) => ({
  opened: { kind: 'none' },
  openViewer: (index, groupId) => set({ opened: { kind: 'viewer', index, groupId } }),
  closeViewer: () => set({ opened: { kind: 'none' } }),
});
