import { create } from 'zustand';
import { type CatalogueSlice, createCatalogueSlice } from './catalogue-slice.ts';
import { type ConnectionSlice, createConnectionSlice } from './connection-slice.ts';
import { createJobsSlice, type JobsSlice } from './jobs-slice.ts';
import { createNoticesSlice, type NoticesSlice } from './notices-slice.ts';
import { createOpenedSlice, type OpenedSlice } from './opened-slice.ts';
import { createQuestionsSlice, type QuestionsSlice } from './questions-slice.ts';
import { createSelectionSlice, type SelectionSlice } from './selection-slice.ts';
import { createSettingsSlice, type SettingsSlice } from './settings-slice.ts';
import { createUploadSlice, type UploadSlice } from './upload-slice.ts';
import { createViewerSlice, type ViewerSlice } from './viewer-slice.ts';

export type Store = ConnectionSlice &
  CatalogueSlice &
  SelectionSlice &
  OpenedSlice &
  ViewerSlice &
  QuestionsSlice &
  UploadSlice &
  JobsSlice &
  SettingsSlice &
  NoticesSlice;

/** The window's one store. Components select from it; `events.ts` feeds it with what main reports. */
export const useStore = create<Store>()((...args) => ({
  ...createConnectionSlice(...args),
  ...createCatalogueSlice(...args),
  ...createSelectionSlice(...args),
  ...createOpenedSlice(...args),
  ...createViewerSlice(...args),
  ...createQuestionsSlice(...args),
  ...createUploadSlice(...args),
  ...createJobsSlice(...args),
  ...createSettingsSlice(...args),
  ...createNoticesSlice(...args),
}));
