import type { JobSummary } from '../../shared/job.ts';
import { isEnded } from '../../shared/job.ts';
import { invoke } from '../api.ts';
import { connectionIdOf } from './connection-slice.ts';
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
  /** A delete of the picture that the viewer shows began: where it is undone, the viewer goes back to it. */
  deletedInViewer: (jobId: string, groupId: number) => void;
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
  /** Deletes of what the viewer showed that have not told their end yet, and the group of each. */
  const inViewer = new Map<string, number>();
  const wayTo = (connectionId: string, album: string | null): (() => void) | null => {
    const { query, opened, pane } = get();
    const isThere = query.album === album && query.search === '' && !query.incompleteOnly;
    if (connectionIdOf(get()) !== connectionId) return null;
    if (isThere && opened.kind === 'none' && pane === 'pictures') return null;
    return () => {
      // Another bucket may have been opened while this was offered.
      if (connectionIdOf(get()) !== connectionId) return;
      get().closeViewer();
      get().showPictures();
      get().changeQuery({ album, search: '', incompleteOnly: false });
    };
  };
  const announce = (job: JobSummary) => {
    const notice = endedNotice(job, {
      wasCancelledHere: cancelledHere.delete(job.id),
      showJobs: () => get().showJobList(true),
      reveal: (jobId) => void get().revealJob(jobId),
      wayTo,
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
        if (!isEnded(job.state)) continue;
        inViewer.delete(job.id);
        if (!(earlier && isEnded(earlier.state))) announce(job);
      }
    },
    deletedInViewer: (jobId, groupId) => void inViewer.set(jobId, groupId),
    cancelJob: (jobId) => {
      cancelledHere.add(jobId);
      const groupId = inViewer.get(jobId);
      // Before main shows it again: the view that has it is asked for at once then.
      if (groupId !== undefined) get().returnViewer(groupId);
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
