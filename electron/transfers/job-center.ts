import { AppFailure } from '../../shared/app-error.ts';
import { goesOnLater, type JobItem, type JobKind, type JobSummary } from '../../shared/job.ts';
import { Job, type JobRequest } from './job.ts';
import { createPacedNotice } from './paced-notice.ts';

/** Jobs of one kind that run at a time. Uploads wait in line: a second drop is queued and takes no speed away. */
const CONCURRENCY: Readonly<Record<JobKind, number>> = {
  upload: 1,
  save: 4,
  delete: 2,
  restore: 1,
  repair: 1,
  'read-names': 1,
};
/** About ten notices a second are as many as anyone can see. */
const NOTICE_EVERY_MS = 100;
/** Ended jobs that stay in the list until they are dismissed. */
const MAX_ENDED = 50;

interface JobCenterOptions {
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
  /** Lets no job begin until what it answers is called: a delete whose time to undo is over waits, and can still be undone. */
  hold(): () => void;
  /**
   * Ends all jobs, or those of one connection, because the run or the connection ends for good (signal reason `SUSPENDED`), and
   * resolves when they ended. Pending ones are cancelled; what is taken up again later leaves the list.
   */
  suspendAll(connectionId?: string): Promise<void>;
}

/**
 * Every long step runs through here: in line by kind, watched, cancelled, and kept in a list after its end. A paused job
 * leaves its line, so that the next of its kind runs meanwhile; resumed it stands in the line again, by its age.
 */
export function createJobCenter({ onChange }: JobCenterOptions): JobCenter {
  let jobs = new Map<string, Job>();
  const retries = new Map<string, Promise<string>>();
  /** Connections that closed; what is started for one after that must not work on what is gone. */
  const closed = new Set<string>();
  let isHeld = false;
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
  /** Gives the oldest that wait in a line the turns that are free. */
  const advance = (kind: JobKind): void => {
    if (isHeld) return;
    const line = [...jobs.values()].filter((job) => job.kind === kind);
    const free = CONCURRENCY[kind] - line.filter((job) => job.state === 'running').length;
    const waiting = line.filter((job) => job.state === 'queued');
    for (const job of waiting.slice(0, Math.max(0, free))) job.go();
  };
  const create = (request: JobRequest): Job => {
    const job = new Job(request, { changed, turned: () => advance(request.kind) });
    void job.ended.then(forgetOldest);
    if (closed.has(request.connectionId)) job.cutOff();
    return job;
  };
  const tryAgain = async (old: Job): Promise<string> => {
    const job = create(await old.retry());
    // Where the old one was dismissed meanwhile there is no place to take.
    if (!jobs.has(old.id)) jobs.set(job.id, job);
    else jobs = new Map([...jobs].map((entry) => (entry[0] === old.id ? [job.id, job] : entry)));
    changed();
    advance(job.kind);
    return job.id;
  };

  return {
    list,
    start(request) {
      const job = create(request);
      jobs.set(job.id, job);
      changed();
      advance(request.kind);
      return job.id;
    },
    items: (jobId, from, count) => known(jobId).items(from, count),
    summary: (jobId) => known(jobId).summary(),
    ended: async (jobId) => known(jobId).ended,
    cancel: (jobId) => known(jobId).cancel(),
    pause: (jobId) => known(jobId).pause(),
    resume: (jobId) => known(jobId).resume(),
    async retry(jobId) {
      // A second press while the first is at work asks for the same.
      const retry = retries.get(jobId) ?? tryAgain(known(jobId));
      retries.set(jobId, retry);
      return retry.finally(() => retries.delete(jobId));
    },
    dismiss(jobId) {
      if (!known(jobId).isEnded) return;
      jobs.delete(jobId);
      changed();
    },
    hold() {
      isHeld = true;
      return () => {
        isHeld = false;
        for (const kind of new Set([...jobs.values()].map((job) => job.kind))) advance(kind);
      };
    },
    async suspendAll(connectionId) {
      if (connectionId !== undefined) closed.add(connectionId);
      const alive = [...jobs.values()].filter(
        (job) => !job.isEnded && (connectionId === undefined || job.connectionId === connectionId),
      );
      // Those that wait first, so that none of them gets the turn of one that ends.
      for (const job of alive.reverse()) job.suspend();
      for (const job of jobs.values()) if (closed.has(job.connectionId)) job.cutOff();
      await Promise.all(alive.map((job) => job.ended));
      // Their rows come back when they are taken up again.
      for (const job of alive) if (job.state === 'cancelled' && goesOnLater(job.kind)) jobs.delete(job.id);
      changed();
      notice.flush();
    },
  };
}
