import { describe, expect, it } from 'vitest';
import { jobShare, overallProgress } from '../../../shared/job-progress.ts';
import { jobSummary } from '../../support/job-summary.ts';

describe('jobShare', () => {
  it('goes by bytes where their total is known', () => {
    expect(jobShare(jobSummary({ bytesDone: 25, bytesTotal: 100, itemsDone: 9, itemsTotal: 10 }))).toBe(0.25);
  });

  it('goes by items otherwise, failed and skipped ones included', () => {
    expect(jobShare(jobSummary({ itemsDone: 2, itemsFailed: 1, itemsSkipped: 1, itemsTotal: 8 }))).toBe(0.5);
  });

  it('is 0 for a job that knows neither, and never over 1', () => {
    expect(jobShare(jobSummary({ itemsTotal: 0 }))).toBe(0);
    expect(jobShare(jobSummary({ bytesDone: 12, bytesTotal: 10 }))).toBe(1);
  });
});

describe('overallProgress', () => {
  const at = (id: string, startedAt: number, bytesDone: number) =>
    jobSummary({ id, startedAt, bytesDone, bytesTotal: 100 });

  it('is nothing while no job is under way', () => {
    expect(overallProgress([jobSummary({ state: 'succeeded' }), jobSummary({ state: 'pending' })])).toBeNull();
  });

  it('adds up what moves bytes, and leaves out the bytes of a delete', () => {
    const jobs = [at('a', 1, 50), { ...at('b', 1, 0), state: 'queued' as const, startedAt: null }];
    const deleting = jobSummary({ id: 'd', kind: 'delete', startedAt: 1, bytesDone: 900, bytesTotal: 1000 });
    expect(overallProgress([...jobs, deleting])).toEqual({ jobs: 3, bytesDone: 50, bytesTotal: 200, share: 0.25 });
  });

  it('goes by the mean share where no job moves bytes', () => {
    const deletes = [1, 3].map((itemsDone) => jobSummary({ kind: 'delete', itemsDone }));
    expect(overallProgress(deletes)).toEqual({ jobs: 2, bytesDone: 0, bytesTotal: 0, share: 0.5 });
  });

  it('does not fall back when one of several jobs ends', () => {
    const first = { ...at('a', 0, 100), state: 'succeeded' as const, endedAt: 10 };
    const second = { ...at('b', 8, 100), state: 'succeeded' as const, endedAt: 20 };
    const earlier = { ...at('old', -50, 100), state: 'succeeded' as const, endedAt: -10 };
    const last = at('c', 20, 50);
    expect(overallProgress([earlier, first, second, last])).toMatchObject({ jobs: 1, bytesDone: 250, bytesTotal: 300 });
  });

  it('forgets what was cancelled, which would never be whole', () => {
    const cancelled = { ...at('a', 0, 10), state: 'cancelled' as const, endedAt: 30 };
    expect(overallProgress([cancelled, at('b', 0, 50)])).toMatchObject({ bytesDone: 50, bytesTotal: 100 });
  });
});
