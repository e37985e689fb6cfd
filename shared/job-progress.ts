import { isEnded, type JobKind, type JobSummary } from './job.ts';

/** Whether a job's bytes go over the network or onto the disk; those of a delete are only freed. */
export const movesBytes = (kind: JobKind): boolean => kind === 'upload' || kind === 'save';

/** Done share of a job, 0 to 1: by bytes where their total is known, else by items. */
export function jobShare(
  job: Pick<JobSummary, 'bytesDone' | 'bytesTotal' | 'itemsDone' | 'itemsFailed' | 'itemsSkipped' | 'itemsTotal'>,
): number {
  if (job.bytesTotal > 0) return Math.min(1, job.bytesDone / job.bytesTotal);
  if (job.itemsTotal > 0) return Math.min(1, (job.itemsDone + job.itemsFailed + job.itemsSkipped) / job.itemsTotal);
  return 0;
}

/** What is under way in all. */
export interface OverallProgress {
  /** Jobs that are at work, wait for their turn or are paused. */
  jobs: number;
  bytesDone: number;
  /** 0 where none of them moves any, or it is not known yet. */
  bytesTotal: number;
  /** From 0 to 1. */
  share: number;
}

/**
 * All jobs that are begun or wait for their turn, and those that ended since the first of them began: to a person it is
 * one stretch of work, whose share does not fall back when one of several jobs ends. Null where nothing is under way.
 */
export function overallProgress(jobs: readonly JobSummary[]): OverallProgress | null {
  const alive = jobs.filter((job) => !isEnded(job.state) && job.state !== 'pending');
  if (alive.length === 0) return null;
  const stretch = [...alive, ...endedSince(jobs, alive)];
  const moving = stretch.filter((job) => movesBytes(job.kind));
  const sum = (of: readonly JobSummary[], value: (job: JobSummary) => number): number =>
    of.reduce((total, job) => total + value(job), 0);
  const bytesDone = sum(moving, (job) => job.bytesDone);
  const bytesTotal = sum(moving, (job) => job.bytesTotal);
  const share = bytesTotal > 0 ? Math.min(1, bytesDone / bytesTotal) : sum(stretch, jobShare) / stretch.length;
  return { jobs: alive.length, bytesDone, bytesTotal, share };
}

/** Going back from the newest end: each that ended after what is counted already had begun. */
function endedSince(jobs: readonly JobSummary[], alive: readonly JobSummary[]): JobSummary[] {
  let begun = Math.min(...alive.map((job) => job.startedAt ?? Number.POSITIVE_INFINITY));
  const ended = jobs
    .filter((job) => job.state === 'succeeded' || job.state === 'failed')
    .sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
  const since: JobSummary[] = [];
  for (const job of ended) {
    if ((job.endedAt ?? 0) < begun) break;
    begun = Math.min(begun, job.startedAt ?? begun);
    since.push(job);
  }
  return since;
}
