/** What the window is told of files that were dropped or picked, before anything of them is sent. */
import type { AppError } from './app-error.ts';

export interface StagedSource {
  name: string;
  bytes: number;
  width: number;
  height: number;
  /** Label of the format found in the content, e.g. `JPEG`. */
  format: string;
  /** Pixels of the source that no variant keeps. */
  losesPixels: boolean;
  /** The folders it lies in inside of what was dropped, `a/b`; empty for a file that was dropped itself. */
  folder: string;
  /** The same bytes are in the bucket under this group, as far as its digests are known, or came earlier in the same drop. */
  duplicate: { kind: 'in-bucket'; groupId: number } | { kind: 'in-drop' } | null;
}

export interface RefusedSource {
  name: string;
  error: AppError;
}

/** What an upload would send. */
export interface StagedSums {
  pictures: number;
  bytes: number;
  /** Of how many no variant keeps all pixels. */
  losingPixels: number;
  /** How many lie in folders inside of what was dropped. */
  inFolders: number;
}

/** Dropped or picked files after their content was looked at; nothing is sent yet. */
export interface Staging {
  stagingId: string;
  accepted: number;
  duplicates: number;
  /** By what happens to the duplicates. */
  sent: { skip: StagedSums; keep: StagedSums };
  /** Of how many of the bucket's groups the source's digest is known: no more of them could be compared. */
  compared: { known: number; groups: number };
  refused: RefusedSource[];
  /** How many more were refused than `refused` lists. */
  refusedMore: number;
}
