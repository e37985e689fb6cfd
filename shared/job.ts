import type { AppError } from './app-error.ts';

export type JobKind = 'upload' | 'save' | 'delete' | 'restore' | 'repair' | 'read-names';
/**
 * A `pending` job waits for the time in which it can be undone: nothing of it was sent, and a cancel, a quit or a crash
 * leaves everything as it was. A `paused` one ends what is under way and begins nothing further until it is resumed.
 */
export type JobState = 'pending' | 'queued' | 'running' | 'paused' | 'succeeded' | 'failed' | 'cancelled';

/** One long step that a person can watch and cancel. `failed` means that at least one item failed. */
export interface JobSummary {
  id: string;
  kind: JobKind;
  connectionId: string;
  state: JobState;
  /** What the job is about, for a line of text: a file name, an album, a key. Null where there is no single one. */
  subject: string | null;
  /** Where the pictures of an upload go; null for all others. */
  albums: UploadAlbums | null;
  itemsDone: number;
  itemsFailed: number;
  /** Left out on purpose: a file that is there already, a duplicate. Counts as neither done nor failed. */
  itemsSkipped: number;
  itemsTotal: number;
  bytesDone: number;
  /** 0 while unknown. */
  bytesTotal: number;
  /** When a pending job begins, ms since the epoch; null for all others. */
  pendingUntil: number | null;
  /** Can be paused and resumed while it is queued or runs. */
  canPause: boolean;
  /** Ended, and what of it failed or was cancelled can be tried again. */
  canRetry: boolean;
  /** Why it cannot, though there is something left to try; null where there is nothing, or it can. */
  retryLost: 'bucket-closed' | null;
  startedAt: number | null;
  endedAt: number | null;
  /** The reason where the job as a whole failed; an item's own reason is in its {@link JobItem}. */
  error: AppError | null;
  /** The first item that failed, and why; null while none did. */
  firstFailure: { name: string; error: AppError } | null;
  /** Where a save went, once it succeeded; the folder where it was of several pictures. */
  savedPath: string | null;
  /** What a job of kind `read-names` has brought so far; null for all others. */
  names: NamesRead | null;
}

/** So many albums of an upload are told by name, of more only the number. */
export const MAX_ALBUMS_NAMED = 3;

/** An album by its key prefix, and as a person reads it: without the connection's prefix, empty for the root of that. */
interface UploadAlbum {
  album: string;
  label: string;
}

/** The albums of an upload's pictures. */
export interface UploadAlbums {
  /** In the order of the pictures; {@link MAX_ALBUMS_NAMED} at most. */
  first: readonly UploadAlbum[];
  total: number;
}

/** Whether a job that the end of the run or of its connection breaks off is journalled, and taken up again later. */
export const goesOnLater = (kind: JobKind): boolean => kind === 'upload';

/** So many objects in a row without any metadata end a reading of names: the rest is of the same make. */
export const BARE_IN_A_ROW = 500;

/** What came of asking objects for the names in their metadata. */
export interface NamesRead {
  found: number;
  /** Objects that could not be asked, each for a reason of its own. */
  refused: number;
  /** The job gave up after so many objects in a row without any metadata; null where it did not. */
  stoppedAfter: number | null;
}

export type JobItemState = 'waiting' | 'working' | 'sending' | 'done' | 'skipped' | 'failed' | 'cancelled';

/** One file or group inside a job. `progress` is a share from 0 to 1. */
export interface JobItem {
  name: string;
  state: JobItemState;
  progress: number;
  bytes: number;
  error: AppError | null;
}

export const isEnded = (state: JobState): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';
