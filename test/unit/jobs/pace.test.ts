import { describe, expect, it } from 'vitest';
import { addSample, overallPace, type Pace, readPace } from '../../../renderer/jobs/pace.ts';
import type { JobSummary } from '../../../shared/job.ts';
import { jobSummary } from '../../support/job-summary.ts';

const job = (facts: Partial<JobSummary>): JobSummary => jobSummary({ itemsTotal: 0, ...facts });

const paceOf = (samples: [at: number, bytesDone: number][], bytesTotal: number): Pace =>
  samples.reduce<Pace>((pace, [at, bytesDone]) => addSample(pace, job({ bytesDone, bytesTotal }), at), []);

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

describe('overallPace', () => {
  const half: Pace = [
    { at: 0, bytes: 0, share: 0 },
    { at: 2000, bytes: 2000, share: 0.5 },
  ];
  const paceOf = (id: string): Pace => (id.startsWith('still') ? [] : half);
  const uploading = (id: string, facts: Partial<JobSummary> = {}) =>
    job({ id, bytesDone: 2000, bytesTotal: 4000, ...facts });

  it('adds up speeds, and counts in what waits', () => {
    expect(overallPace([uploading('a'), uploading('b', { kind: 'save' })], paceOf)).toEqual({
      bytesPerSecond: 2000,
      secondsLeft: 2,
    });
    const waiting = uploading('still', { state: 'queued', bytesDone: 0 });
    expect(overallPace([uploading('a'), waiting], paceOf)).toEqual({ bytesPerSecond: 1000, secondsLeft: 6 });
  });

  it('lasts as long as the slowest job that moves no bytes, whose bytes are no speed', () => {
    const deleting = uploading('d', { kind: 'delete' });
    expect(overallPace([deleting], paceOf)).toEqual({ bytesPerSecond: null, secondsLeft: 2 });
  });

  it('leaves out what is paused, pending or over, and says nothing where nothing is known', () => {
    const others = (['paused', 'pending', 'succeeded'] as const).map((state) => uploading(state, { state }));
    expect(overallPace(others, paceOf)).toEqual({ bytesPerSecond: null, secondsLeft: null });
    expect(overallPace([uploading('still')], paceOf)).toEqual({ bytesPerSecond: null, secondsLeft: null });
  });
});
