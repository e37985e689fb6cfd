import { goesOnLater, isEnded, type JobSummary } from './job.ts';

/** What the end of the run, or of a connection, would break off, in jobs. */
export interface BrokenOff {
  /** Journalled: taken up again when the bucket is open again. */
  uploads: number;
  /** Uploads into a bucket that ends with the run. */
  lostUploads: number;
  saves: number;
  deletes: number;
  /** Bringing back what was deleted, and repairs. */
  mends: number;
}

/**
 * What of the jobs would be broken off; null where nothing is. A pending job has sent nothing, and what a reading of names
 * has read is kept: neither is worth a question. `isLost`: whether the bucket of a connection is gone with it.
 */
export function brokenOff(jobs: readonly JobSummary[], isLost: (connectionId: string) => boolean): BrokenOff | null {
  const found: BrokenOff = { uploads: 0, lostUploads: 0, saves: 0, deletes: 0, mends: 0 };
  let count = 0;
  for (const { kind, state, connectionId } of jobs) {
    if (isEnded(state) || state === 'pending' || kind === 'read-names') continue;
    count += 1;
    if (kind === 'save') found.saves += 1;
    else if (kind === 'delete') found.deletes += 1;
    else if (!goesOnLater(kind)) found.mends += 1;
    else if (isLost(connectionId)) found.lostUploads += 1;
    else found.uploads += 1;
  }
  return count === 0 ? null : found;
}
