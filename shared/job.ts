import type { AppError } from './app-error.ts';

export type JobKind = 'upload' | 'save' | 'delete' | 'read-names';
export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** One long step that a person can watch and cancel. `failed` means that at least one item failed. */
export interface JobSummary {
  id: string;
  kind: JobKind;
  connectionId: string;
  state: JobState;
  /** What the job is about, for a line of text: a file name, an album, a key. Null where there is no single one. */
  subject: string | null;
  itemsDone: number;
  itemsFailed: number;
  itemsTotal: number;
  bytesDone: number;
  /** 0 while unknown. */
  bytesTotal: number;
  startedAt: number | null;
  endedAt: number | null;
  /** The reason where the job as a whole failed; an item's own reason is in its {@link JobItem}. */
  error: AppError | null;
  /** Where a save went, once it succeeded. */
  savedPath: string | null;
}

export type JobItemState = 'waiting' | 'working' | 'sending' | 'done' | 'failed' | 'cancelled';

/** One file or group inside a job. `progress` is a share from 0 to 1. */
export interface JobItem {
  name: string;
  state: JobItemState;
  progress: number;
  bytes: number;
  error: AppError | null;
}

export const isEnded = (state: JobState): boolean => state !== 'queued' && state !== 'running';
