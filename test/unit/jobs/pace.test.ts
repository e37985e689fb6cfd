import { describe, expect, it } from 'vitest';
import { addSample, jobShare, type Pace, readPace } from '../../../renderer/jobs/pace.ts';
import type { JobSummary } from '../../../shared/job.ts';

const job = (facts: Partial<JobSummary>): JobSummary => ({
  id: 'j1',
  kind: 'upload',
  connectionId: 'c1',
  state: 'running',
  subject: null,
  itemsDone: 0,
  itemsFailed: 0,
  itemsTotal: 0,
  bytesDone: 0,
  bytesTotal: 0,
  startedAt: 0,
  endedAt: null,
  error: null,
  savedPath: null,
  names: null,
  ...facts,
});

const paceOf = (samples: [at: number, bytesDone: number][], bytesTotal: number): Pace =>
  samples.reduce<Pace>((pace, [at, bytesDone]) => addSample(pace, job({ bytesDone, bytesTotal }), at), []);

describe('jobShare', () => {
  it('goes by bytes where their total is known', () => {
    expect(jobShare(job({ bytesDone: 25, bytesTotal: 100, itemsDone: 9, itemsTotal: 10 }))).toBe(0.25);
  });

  it('goes by items otherwise, failed ones included', () => {
    expect(jobShare(job({ itemsDone: 3, itemsFailed: 1, itemsTotal: 8 }))).toBe(0.5);
  });

  it('is 0 for a job that knows neither, and never over 1', () => {
    expect(jobShare(job({}))).toBe(0);
    expect(jobShare(job({ bytesDone: 12, bytesTotal: 10 }))).toBe(1);
  });
});

describe('readPace', () => {
  it('says nothing before a second has passed', () => {
    expect(readPace([])).toEqual({ bytesPerSecond: null, secondsLeft: null });
    expect(
      readPace(
        paceOf(
          [
            [0, 0],
            [900, 900],
          ],
          10_000,
        ),
      ),
    ).toEqual({ bytesPerSecond: null, secondsLeft: null });
  });

  it('tells speed and time left from the last seconds', () => {
    const pace = paceOf(
      [
        [0, 0],
        [1000, 1000],
        [2000, 2000],
      ],
      10_000,
    );
    expect(readPace(pace)).toEqual({ bytesPerSecond: 1000, secondsLeft: 8 });
  });

  it('forgets what lies further back than its window', () => {
    const pace = paceOf(
      [
        [0, 0],
        [10_000, 100],
        [12_000, 4100],
      ],
      8100,
    );
    expect(readPace(pace)).toEqual({ bytesPerSecond: 2000, secondsLeft: 2 });
  });

  it('has no speed and no time left while nothing moves', () => {
    expect(
      readPace(
        paceOf(
          [
            [0, 500],
            [2000, 500],
          ],
          1000,
        ),
      ),
    ).toEqual({ bytesPerSecond: null, secondsLeft: null });
  });

  it('has no time left once all is done', () => {
    expect(
      readPace(
        paceOf(
          [
            [0, 0],
            [2000, 1000],
          ],
          1000,
        ),
      ).secondsLeft,
    ).toBeNull();
  });

  it('estimates by items where bytes are unknown', () => {
    const half = addSample(addSample([], job({ itemsTotal: 10 }), 0), job({ itemsDone: 5, itemsTotal: 10 }), 5000);
    expect(readPace(half)).toEqual({ bytesPerSecond: null, secondsLeft: 5 });
  });

  it('starts anew when the bytes fall back', () => {
    expect(
      paceOf(
        [
          [0, 0],
          [1000, 900],
          [2000, 100],
        ],
        1000,
      ),
    ).toHaveLength(1);
  });

  it('stays short however often a job reports', () => {
    const often = Array.from({ length: 600 }, (_, i): [number, number] => [i * 10, i]);
    expect(paceOf(often, 1000).length).toBeLessThan(70);
  });
});
