import type { JobSummary } from '../../shared/job.ts';
import { isEnded } from '../../shared/job.ts';
import { invoke } from '../api.ts';
import { endedNotice } from './job-notices.ts';
import type { SliceOf } from './slice.ts';

export interface JobsSlice {
  /** Every job main still knows of, in its order. */
  jobs: readonly JobSummary[];
  isJobListOpen: boolean;
  showJobList: (isOpen: boolean) => void;
  loadJobs: () => Promise<void>;
  /** Main's jobs as they are now; announces those that ended since. */
  jobsChanged: (jobs: readonly JobSummary[]) => void;
  /** Also undoes a job that is pending. */
  cancelJob: (jobId: string) => Promise<void>;
  pauseJob: (jobId: string) => Promise<void>;
  resumeJob: (jobId: string) => Promise<void>;
  /** Tries again what failed or was cancelled, in the place of the old job. */
  retryJob: (jobId: string) => Promise<void>;
  dismissJob: (jobId: string) => Promise<void>;
  /** Shows a saved file in the system's file manager. */
  revealJob: (jobId: string) => Promise<void>;
}

export const createJobsSlice: SliceOf<JobsSlice> = (set, get) => {
  /** Jobs that the person cancelled and that have not told their end yet. */
  const cancelledHere = new Set<string>();
  const announce = (job: JobSummary) => {
    const notice = endedNotice(job, {
      wasCancelledHere: cancelledHere.delete(job.id),
      albums: get().albums?.albums ?? [],
      showJobs: () => get().showJobList(true),
      reveal: (jobId) => void get().revealJob(jobId),
    });
    if (notice) get().notify(notice);
  };
  /** Changes one job; what comes of it is told by `jobs/changed`. */
  const ask = async (channel: 'jobs/cancel' | 'jobs/pause' | 'jobs/resume' | 'jobs/retry', jobId: string) => {
    const answer = await invoke(channel, { jobId });
    if (!answer.ok) get().notifyError(answer.error);
  };

  return {
    jobs: [],
    isJobListOpen: false,
    showJobList: (isOpen) => set({ isJobListOpen: isOpen }),
    loadJobs: async () => {
      const answer = await invoke('jobs/list', undefined);
      if (answer.ok) set({ jobs: answer.value });
      else get().notifyError(answer.error);
    },
    jobsChanged: (jobs) => {
      const before = new Map(get().jobs.map((job) => [job.id, job]));
      set({ jobs, ...(jobs.length === 0 ? { isJobListOpen: false } : {}) });
      for (const job of jobs) {
        const earlier = before.get(job.id);
        if (isEnded(job.state) && !(earlier && isEnded(earlier.state))) announce(job);
      }
    },
    cancelJob: (jobId) => {
      cancelledHere.add(jobId);
      return ask('jobs/cancel', jobId);
    },
    pauseJob: (jobId) => ask('jobs/pause', jobId),
    resumeJob: (jobId) => ask('jobs/resume', jobId),
    retryJob: (jobId) => ask('jobs/retry', jobId),
    dismissJob: async (jobId) => {
      const answer = await invoke('jobs/dismiss', { jobId });
      // A job that main does not know any more is as good as dismissed.
      if (!answer.ok && answer.error.code !== 'unknown-job') return get().notifyError(answer.error);
      const jobs = get().jobs.filter((job) => job.id !== jobId);
      set({ jobs, ...(jobs.length === 0 ? { isJobListOpen: false } : {}) });
    },
    revealJob: async (jobId) => {
      const answer = await invoke('jobs/reveal', { jobId });
      if (!answer.ok) get().notifyError(answer.error);
    },
  };
};
