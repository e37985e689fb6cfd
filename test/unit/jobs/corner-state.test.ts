import { describe, expect, it } from 'vitest';
import { cornerState } from '../../../renderer/jobs/corner-state.ts';
import type { JobState, JobSummary } from '../../../shared/job.ts';
import { jobSummary } from '../../support/job-summary.ts';

const job = (id: string, state: JobState, facts: Partial<JobSummary> = {}): JobSummary =>
  jobSummary({ id, state, ...facts });

describe('cornerState', () => {
  it('shows nothing without jobs', () => {
    expect(cornerState([])).toEqual({ kind: 'none' });
  });

  it('shows the running job, not the one that waits behind it', () => {
    expect(cornerState([job('a', 'queued'), job('b', 'running')])).toMatchObject({ kind: 'one', job: { id: 'b' } });
  });

  it('shows a waiting job where none runs yet', () => {
    expect(cornerState([job('a', 'succeeded', { endedAt: 1 }), job('b', 'queued')])).toMatchObject({
      kind: 'one',
      job: { id: 'b' },
    });
  });

  it('shows all that run at once', () => {
    const state = cornerState([job('a', 'running'), job('b', 'queued'), job('c', 'running')]);
    expect(state).toMatchObject({ kind: 'several', running: [{ id: 'a' }, { id: 'c' }] });
  });

  it('shows what goes on by itself before what is paused, and that before what can still be undone', () => {
    const jobs = [job('a', 'pending'), job('b', 'paused'), job('c', 'queued')];
    expect(cornerState(jobs)).toMatchObject({ kind: 'one', job: { id: 'c' } });
    expect(cornerState(jobs.slice(0, 2))).toMatchObject({ kind: 'one', job: { id: 'b' } });
    expect(cornerState(jobs.slice(0, 1))).toMatchObject({ kind: 'one', job: { id: 'a' } });
  });

  it('shows the one that ended last once nothing runs', () => {
    const jobs = [job('a', 'failed', { endedAt: 20 }), job('b', 'succeeded', { endedAt: 10 })];
    expect(cornerState(jobs)).toMatchObject({ kind: 'ended', job: { id: 'a' } });
  });
});
