import { shell } from 'electron';
import { AppFailure } from '../../shared/app-error.ts';
import type { ChannelsOf, HandlerParts } from './handler-parts.ts';

/** The list of jobs and what a person does with one. */
export function jobHandlers({ jobs }: HandlerParts): ChannelsOf<'jobs'> {
  return {
    'jobs/list': () => jobs.list(),
    'jobs/items': ({ jobId, from, count }) => jobs.items(jobId, from, count),
    'jobs/cancel': ({ jobId }) => {
      jobs.cancel(jobId);
      return null;
    },
    'jobs/pause': ({ jobId }) => {
      jobs.pause(jobId);
      return null;
    },
    'jobs/resume': ({ jobId }) => {
      jobs.resume(jobId);
      return null;
    },
    'jobs/retry': async ({ jobId }) => ({ jobId: await jobs.retry(jobId) }),
    'jobs/dismiss': ({ jobId }) => {
      jobs.dismiss(jobId);
      return null;
    },
    'jobs/reveal': ({ jobId }) => {
      const { savedPath } = jobs.summary(jobId);
      if (savedPath === null) throw new AppFailure({ code: 'unknown-job' });
      shell.showItemInFolder(savedPath);
      return null;
    },
  };
}
