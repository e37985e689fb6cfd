import { isEnded, type JobSummary } from '../../shared/job.ts';
import { overallProgress } from '../../shared/job-progress.ts';
import type { DialogLanguage } from '../files/dialog-words.ts';
import { endedWords, type NotificationWords } from './ended-words.ts';

/** A job that took less is told in the window only: the person has hardly turned away from it. */
const WORTH_A_NOTIFICATION_MS = 5_000;

/** How far all work is, for the dock or the task bar. */
export type ProgressSign =
  | { kind: 'none' }
  /** `failed` where something failed that the person has not seen yet. */
  | { kind: 'share'; share: number; mode: 'running' | 'paused' | 'failed' };

/** What the system shows beside the window. */
export interface Desktop {
  showProgress(sign: ProgressSign): void;
  notify(words: NotificationWords): void;
  /** Keeps the machine from going to sleep until the answer is called. */
  keepAwake(): () => void;
  /** The window is the one that the person works in. */
  isInFront(): boolean;
}

interface JobSigns {
  /** All jobs as they are now. */
  jobsChanged(jobs: readonly JobSummary[]): void;
  /** The person is back at the window and sees what failed. */
  cameToFront(): void;
  close(): void;
}

/** Tells the person of the jobs where the window does not: progress at its sign, and the end of what took long. */
export function createJobSigns(desktop: Desktop, language: () => DialogLanguage): JobSigns {
  let alive = new Set<string>();
  let jobs: readonly JobSummary[] = [];
  let hasUnseenFailure = false;
  let release: (() => void) | null = null;

  const stayAwake = (isAtWork: boolean): void => {
    if (isAtWork) release ??= desktop.keepAwake();
    else {
      release?.();
      release = null;
    }
  };
  const announce = (job: JobSummary): void => {
    if (job.state === 'failed' && !desktop.isInFront()) hasUnseenFailure = true;
    if (isWorthANotification(job) && !desktop.isInFront()) desktop.notify(endedWords(language(), job));
  };
  const showProgress = (): void => desktop.showProgress(progressSign(jobs, hasUnseenFailure));

  return {
    jobsChanged(now) {
      jobs = now;
      for (const job of jobs) if (alive.has(job.id) && isEnded(job.state)) announce(job);
      alive = new Set(jobs.filter((job) => !isEnded(job.state)).map((job) => job.id));
      stayAwake(jobs.some((job) => job.state === 'running'));
      showProgress();
    },
    cameToFront() {
      hasUnseenFailure = false;
      showProgress();
    },
    close() {
      stayAwake(false);
      desktop.showProgress({ kind: 'none' });
    },
  };
}

const isWorthANotification = ({ state, startedAt, endedAt }: JobSummary): boolean =>
  state !== 'cancelled' && startedAt !== null && endedAt !== null && endedAt - startedAt >= WORTH_A_NOTIFICATION_MS;

/** The sign of all jobs together. A failure stays to be seen, on a full bar where nothing else runs. */
export function progressSign(jobs: readonly JobSummary[], hasUnseenFailure: boolean): ProgressSign {
  const overall = overallProgress(jobs);
  if (overall === null) return hasUnseenFailure ? { kind: 'share', share: 1, mode: 'failed' } : { kind: 'none' };
  const isMoving = jobs.some((job) => job.state === 'running' || job.state === 'queued');
  return {
    kind: 'share',
    share: overall.share,
    mode: hasUnseenFailure ? 'failed' : isMoving ? 'running' : 'paused',
  };
}
