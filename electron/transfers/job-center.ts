import PQueue from 'p-queue';
import { AppFailure } from '../../shared/app-error.ts';
import type { JobItem, JobKind, JobSummary } from '../../shared/job.ts';
import { Job, type JobRequest } from './job.ts';
import { createPacedNotice } from './paced-notice.ts';

/** Jobs of one kind that run at a time. Uploads wait in line: a second drop is queued and takes no speed away. */
const CONCURRENCY: Readonly<Record<JobKind, number>> = { upload: 1, save: 4, delete: 2, 'read-names': 1 };
/** About ten notices a second are as many as anyone can see. */
const NOTICE_EVERY_MS = 100;
/** Ended jobs that stay in the list until they are dismissed. */
const MAX_ENDED = 50;

export interface JobCenterOptions {
  /** All jobs, oldest first; called at most about ten times a second, always with the last state. */
  onChange(jobs: JobSummary[]): void;
}

export interface JobCenter {
  /** Queues a job and answers its id. */
  start(request: JobRequest): string;
  list(): JobSummary[];
  /** A stretch of a job's items. Throws `unknown-job`. */
  items(jobId: string, from: number, count: number): JobItem[];
  /** Throws `unknown-job`. */
  summary(jobId: string): JobSummary;
  /** Resolves when the job ended, however it ended. Throws `unknown-job`. */
  ended(jobId: string): Promise<JobSummary>;
  /** Cancelling a job that ended already changes nothing. Throws `unknown-job`. */
  cancel(jobId: string): void;
  /** Throws `unknown-job`. Changes nothing for a job that cannot be paused. */
  pause(jobId: string): void;
  resume(jobId: string): void;
  /** Tries again what failed or was cancelled, as a new job in the place of the old; answers its id. Throws `unknown-job`. */
  retry(jobId: string): Promise<string>;
  /** Takes an ended job off the list; one that still runs stays. Throws `unknown-job`. */
  dismiss(jobId: string): void;
  /**
   * Ends all jobs, or those of one connection, because the run or the connection ends (signal reason `SUSPENDED`), and
   * resolves when they ended. Pending ones are cancelled.
   */
  suspendAll(connectionId?: string): Promise<void>;
}

/** Every long step runs through here: queued by kind, watched, cancelled, and kept in a list after its end. */
export function createJobCenter({ onChange }: JobCenterOptions): JobCenter {
  const jobs = new Map<string, Job>();
  const queues = {
    upload: new PQueue({ concurrency: CONCURRENCY.upload }),
    save: new PQueue({ concurrency: CONCURRENCY.save }),
    delete: new PQueue({ concurrency: CONCURRENCY.delete }),
    'read-names': new PQueue({ concurrency: CONCURRENCY['read-names'] }),
  } satisfies Record<JobKind, PQueue>;
  const list = (): JobSummary[] => [...jobs.values()].map((job) => job.summary());
  const notice = createPacedNotice<null>(() => onChange(list()), NOTICE_EVERY_MS);
  const changed = (): void => notice.tell(null);

  const known = (jobId: string): Job => {
    const job = jobs.get(jobId);
    if (job === undefined) throw new AppFailure({ code: 'unknown-job' });
    return job;
  };
  const forgetOldest = (): void => {
    const ended = [...jobs.values()].filter((job) => job.isEnded);
    for (const job of ended.slice(0, Math.max(0, ended.length - MAX_ENDED))) jobs.delete(job.id);
    changed();
  };

  return {
    list,
    start(request) {
      const job = new Job(request, changed);
      jobs.set(job.id, job);
      changed();
      void job.ended.then(forgetOldest);
      void queues[request.kind].add(() => job.run());
      return job.id;
    },
    items: (jobId, from, count) => known(jobId).items(from, count),
    summary: (jobId) => known(jobId).summary(),
    ended: async (jobId) => known(jobId).ended,
    cancel: (jobId) => known(jobId).cancel(),
    dismiss(jobId) {
      if (!known(jobId).isEnded) return;
      jobs.delete(jobId);
      changed();
    },
    async cancelAll(connectionId) {
      const running = [...jobs.values()].filter(
        (job) => !job.isEnded && (connectionId === undefined || job.connectionId === connectionId),
      );
      for (const job of running) job.cancel();
      await Promise.all(running.map((job) => job.ended));
      notice.flush();
    },
  };
}
