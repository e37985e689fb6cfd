import type { JobSummary } from '../../shared/job.ts';
import { jobShare, movesBytes } from '../../shared/job-progress.ts';

/** What was done at a moment: `at` in ms, `share` from 0 to 1. */
interface Sample {
  at: number;
  bytes: number;
  share: number;
}

/** The last seconds of a job, oldest first. */
export type Pace = readonly Sample[];

/** Speed is the mean over this long: short enough to follow the line, long enough to stand still to the eye. */
const WINDOW_MS = 6_000;
/** Below this a speed would be a guess. */
const SETTLED_MS = 1_000;
/** Events come several times a second; more samples than this tell nothing more. */
const SAMPLE_EVERY_MS = 200;

/** The pace with what a job reports at `at` added. A job whose bytes fall back (a retry) starts its pace anew. */
export function addSample(pace: Pace, job: JobSummary, at: number): Pace {
  const sample = { at, bytes: job.bytesDone, share: jobShare(job) };
  const last = pace.at(-1);
  if (last !== undefined && (sample.bytes < last.bytes || sample.share < last.share)) return [sample];
  const recent = pace.filter((one) => at - one.at <= WINDOW_MS);
  const beforeLast = recent.at(-2);
  // The newest sample is replaced while it is young, so that the list stays short whatever the rate of events.
  if (beforeLast !== undefined && at - beforeLast.at < SAMPLE_EVERY_MS) return [...recent.slice(0, -1), sample];
  return [...recent, sample];
}

/** Bytes a second and seconds left; null where they cannot be told yet, or no longer move. */
export function readPace(pace: Pace): { bytesPerSecond: number | null; secondsLeft: number | null } {
  const first = pace[0];
  const last = pace.at(-1);
  if (first === undefined || last === undefined) return { bytesPerSecond: null, secondsLeft: null };
  const seconds = (last.at - first.at) / 1000;
  if (seconds * 1000 < SETTLED_MS) return { bytesPerSecond: null, secondsLeft: null };
  const bytes = (last.bytes - first.bytes) / seconds;
  const share = (last.share - first.share) / seconds;
  return {
    bytesPerSecond: bytes > 0 ? bytes : null,
    secondsLeft: share > 0 && last.share < 1 ? Math.max(1, Math.ceil((1 - last.share) / share)) : null,
  };
}

/** Bytes a second and seconds left; null where they cannot be told. */
export type PaceRead = ReturnType<typeof readPace>;

/**
 * What the running jobs do together. The time left is that of all bytes that run or wait at the speed of now, and at
 * least that of the slowest job that moves none.
 */
export function overallPace(jobs: readonly JobSummary[], paceOf: (jobId: string) => Pace): PaceRead {
  let speed = 0;
  let bytesLeft = 0;
  let secondsLeft = 0;
  for (const job of jobs) {
    if (job.state !== 'running' && job.state !== 'queued') continue;
    const own = readPace(paceOf(job.id));
    if (movesBytes(job.kind)) {
      speed += own.bytesPerSecond ?? 0;
      bytesLeft += Math.max(0, job.bytesTotal - job.bytesDone);
    } else secondsLeft = Math.max(secondsLeft, own.secondsLeft ?? 0);
  }
  if (speed > 0) secondsLeft = Math.max(secondsLeft, Math.ceil(bytesLeft / speed));
  return { bytesPerSecond: speed > 0 ? speed : null, secondsLeft: secondsLeft > 0 ? secondsLeft : null };
}
