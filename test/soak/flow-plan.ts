/** What the process that is killed is told, and what it says before it ends. */
import type { JobItem, JobSummary } from '../../shared/job.ts';
import type { PreparedPicture } from './prepared-pictures.ts';

/** What a person does in one run. */
export const flowNames = [
  'save-object',
  'save-result',
  'save-two',
  'save-batch',
  'delete',
  'delete-undoable',
  'upload',
  'upload-large',
  'upload-cancelled',
] as const;
export type FlowName = (typeof flowNames)[number];

export interface FlowPlan {
  flow: FlowName;
  /** `restart` is the next start of the app: it sweeps, takes up what was unfinished, and looks at the bucket. */
  mode: 'run' | 'restart';
  /** The app's. */
  dataFolder: string;
  /** The person's: where saves go. */
  folder: string;
  endpoint: string;
  bucket: string;
  pictures: readonly PreparedPicture[];
}

/** One line each on standard output, written before anything else happens. */
export type FlowEvent =
  /** The person's order was taken: from here on it may not be forgotten. */
  | { kind: 'started' }
  | { kind: 'ended'; jobs: EndedJob[] }
  | { kind: 'restarted'; groups: SeenGroup[]; jobs: EndedJob[] };

export interface EndedJob {
  summary: JobSummary;
  items: JobItem[];
}

/** A group as the catalogue shows it after a listing. */
export interface SeenGroup {
  state: string;
  keys: string[];
}

/** Small enough that the largest picture goes in several parts. Bytes. */
export const SMALL_PARTS = { partsAbove: 500_000, partBytes: 1024 * 1024 } as const;

/** The file that a save replaces. */
export const OLD_CONTENT = 'the file that was there before';
export const ALBUM = 'post/';
