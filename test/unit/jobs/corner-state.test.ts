import { describe, expect, it } from 'vitest';
import { cornerState } from '../../../renderer/jobs/corner-state.ts';
import type { JobState, JobSummary } from '../../../shared/job.ts';

const job = (id: string, state: JobState, facts: Partial<JobSummary> = {}): JobSummary => ({
  id,
  kind: 'upload',
  connectionId: 'c1',
  state,
  subject: null,
  itemsDone: 0,
  itemsFailed: 0,
  itemsTotal: 4,
  bytesDone: 0,
  bytesTotal: 0,
  startedAt: null,
  endedAt: null,
  error: null,
  savedPath: null,
  names: null,
  ...facts,
});

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

  it('shows the mean share of several that run at once', () => {
    const state = cornerState([job('a', 'running', { itemsDone: 4 }), job('b', 'running', { itemsDone: 1 })]);
    expect(state).toMatchObject({ kind: 'several', share: 0.625 });
  });

  it('shows the one that ended last once nothing runs', () => {
    const jobs = [job('a', 'failed', { endedAt: 20 }), job('b', 'succeeded', { endedAt: 10 })];
    expect(cornerState(jobs)).toMatchObject({ kind: 'ended', job: { id: 'a' } });
  });
});
