import { create } from 'zustand';
import { type BatchSlice, createBatchSlice } from './batch-slice.ts';
import { type CatalogueSlice, createCatalogueSlice } from './catalogue-slice.ts';
import { type ConnectionSlice, createConnectionSlice } from './connection-slice.ts';
import { createDeletedSlice, type DeletedSlice } from './deleted-slice.ts';
import { createDragOutSlice, type DragOutSlice } from './drag-out-slice.ts';
import { createJobsSlice, type JobsSlice } from './jobs-slice.ts';
import { createLinksSlice, type LinksSlice } from './links-slice.ts';
import { createNoticesSlice, type NoticesSlice } from './notices-slice.ts';
import { createOpenedSlice, type OpenedSlice } from './opened-slice.ts';
import { createQuestionsSlice, type QuestionsSlice } from './questions-slice.ts';
import { createReachSlice, type ReachSlice } from './reach-slice.ts';
import { createSelectionSlice, type SelectionSlice } from './selection-slice.ts';
import { createSettingsSlice, type SettingsSlice } from './settings-slice.ts';
import { createSourcesSlice, type SourcesSlice } from './sources-slice.ts';
import { createTroublesSlice, type TroublesSlice } from './troubles-slice.ts';
import { createUnfinishedSlice, type UnfinishedSlice } from './unfinished-slice.ts';
import { createUploadSlice, type UploadSlice } from './upload-slice.ts';
import { createViewerSlice, type ViewerSlice } from './viewer-slice.ts';

export type Store = ConnectionSlice &
  SourcesSlice &
  ReachSlice &
  TroublesSlice &
  CatalogueSlice &
  SelectionSlice &
  OpenedSlice &
  ViewerSlice &
  BatchSlice &
  DeletedSlice &
  DragOutSlice &
  QuestionsSlice &
  UploadSlice &
  UnfinishedSlice &
  LinksSlice &
  JobsSlice &
  SettingsSlice &
  NoticesSlice;

/** The window's one store. Components select from it; `events.ts` feeds it with what main reports. */
export const useStore = create<Store>()((...args) => ({
  ...createConnectionSlice(...args),
  ...createSourcesSlice(...args),
  ...createReachSlice(...args),
  ...createTroublesSlice(...args),
  ...createCatalogueSlice(...args),
  ...createSelectionSlice(...args),
  ...createOpenedSlice(...args),
  ...createViewerSlice(...args),
  ...createBatchSlice(...args),
  ...createDeletedSlice(...args),
  ...createDragOutSlice(...args),
  ...createQuestionsSlice(...args),
  ...createUploadSlice(...args),
  ...createUnfinishedSlice(...args),
  ...createLinksSlice(...args),
  ...createJobsSlice(...args),
  ...createSettingsSlice(...args),
  ...createNoticesSlice(...args),
}));
