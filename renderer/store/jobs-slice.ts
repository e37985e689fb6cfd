import type { JobSummary } from '../../shared/job.ts';
import { isEnded } from '../../shared/job.ts';
import { invoke } from '../api.ts';
import { uploadNotice } from '../jobs/upload-notices.ts';
import { announceEndedJob } from './job-notices.ts';
import type { SliceOf } from './slice.ts';

export interface JobsSlice {
  /** Every job main still knows of, in its order. */
  jobs: readonly JobSummary[];
  isJobListOpen: boolean;
  showJobList: (isOpen: boolean) => void;
  loadJobs: () => Promise<void>;
  /** Main's jobs as they are now; announces those that ended since. */
  jobsChanged: (jobs: readonly JobSummary[]) => void;
  cancelJob: (jobId: string) => Promise<void>;
  dismissJob: (jobId: string) => Promise<void>;
  /** Shows a saved file in the system's file manager. */
  revealJob: (jobId: string) => Promise<void>;
}

export const createJobsSlice: SliceOf<JobsSlice> = (set, get) => {
  const announce = (job: JobSummary) => {
    void announceEndedJob(job, get());
    const notice = uploadNotice(job, get().albums?.albums ?? [], () => get().showJobList(true));
    if (notice) get().notify(notice);
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
    cancelJob: async (jobId) => {
      const answer = await invoke('jobs/cancel', { jobId });
      if (!answer.ok) get().notifyError(answer.error);
    },
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
