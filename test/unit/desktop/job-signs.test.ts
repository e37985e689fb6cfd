import { describe, expect, it, vi } from 'vitest';
import { createJobSigns, progressSign } from '../../../electron/desktop/job-signs.ts';
import { jobSummary } from '../../support/job-summary.ts';

const running = { state: 'running', startedAt: 1000 } as const;
const ended = { state: 'succeeded', startedAt: 1000, endedAt: 7000, itemsDone: 4 } as const;

function scene(isInFront = false) {
  const place = { isInFront };
  const release = vi.fn();
  const desktop = {
    showProgress: vi.fn(),
    notify: vi.fn(),
    keepAwake: vi.fn(() => release),
    isInFront: () => place.isInFront,
  };
  const language: 'en' | 'ko' = 'en';
  return { place, desktop, release, signs: createJobSigns(desktop, () => language) };
}

describe('createJobSigns', () => {
  it('keeps the machine awake while a job runs, and not while all wait or are paused', () => {
    const { desktop, release, signs } = scene();
    signs.jobsChanged([jobSummary({ state: 'pending', pendingUntil: 5 })]);
    signs.jobsChanged([jobSummary({ state: 'paused' })]);
    expect(desktop.keepAwake).not.toHaveBeenCalled();
    signs.jobsChanged([jobSummary(running)]);
    signs.jobsChanged([jobSummary({ ...running, itemsDone: 1 }), jobSummary({ id: 'j2', ...running })]);
    expect(desktop.keepAwake).toHaveBeenCalledOnce();
    expect(release).not.toHaveBeenCalled();
    signs.jobsChanged([jobSummary(ended)]);
    expect(release).toHaveBeenCalledOnce();
  });

  it('notifies of a job that ended behind another window, once, and counts what it did', () => {
    const { desktop, signs } = scene();
    signs.jobsChanged([jobSummary(running)]);
    signs.jobsChanged([jobSummary(ended)]);
    signs.jobsChanged([jobSummary(ended)]);
    expect(desktop.notify.mock.calls).toEqual([[{ title: 'Done', body: '4 pictures uploaded.' }]]);
  });

  it('does not notify of a quick job, of one that was cancelled, or while the person looks at the window', () => {
    const { place, desktop, signs } = scene();
    const jobs = ['quick', 'cancelled', 'seen'].map((id) => jobSummary({ id, ...running }));
    const [quick = jobSummary(), cancelled = jobSummary(), seen = jobSummary()] = jobs;
    signs.jobsChanged(jobs);
    signs.jobsChanged([{ ...quick, ...ended, endedAt: 5999 }, cancelled, seen]);
    signs.jobsChanged([{ ...cancelled, ...ended, state: 'cancelled' }, seen]);
    place.isInFront = true;
    signs.jobsChanged([{ ...seen, ...ended }]);
    expect(desktop.notify).not.toHaveBeenCalled();
  });

  it('shows a failure at the bar until the person is back at the window', () => {
    const { desktop, signs } = scene();
    signs.jobsChanged([jobSummary(running)]);
    signs.jobsChanged([jobSummary({ ...ended, state: 'failed', itemsFailed: 1 })]);
    expect(desktop.showProgress).toHaveBeenLastCalledWith({ kind: 'share', share: 1, mode: 'failed' });
    signs.cameToFront();
    expect(desktop.showProgress).toHaveBeenLastCalledWith({ kind: 'none' });
  });

  it('takes everything away at the end', () => {
    const { desktop, release, signs } = scene();
    signs.jobsChanged([jobSummary(running)]);
    signs.close();
    expect(release).toHaveBeenCalledOnce();
    expect(desktop.showProgress).toHaveBeenLastCalledWith({ kind: 'none' });
  });
});

describe('progressSign', () => {
  it('is of all jobs together, and none without any', () => {
    const half = jobSummary({ ...running, bytesDone: 50, bytesTotal: 100 });
    const none = jobSummary({ id: 'j2', state: 'queued', bytesDone: 0, bytesTotal: 300 });
    expect(progressSign([half, none], false)).toEqual({ kind: 'share', share: 0.125, mode: 'running' });
    expect(progressSign([], false)).toEqual({ kind: 'none' });
    expect(progressSign([jobSummary({ state: 'pending' })], false)).toEqual({ kind: 'none' });
  });

  it('is paused where every job is', () => {
    const paused = jobSummary({ state: 'paused', bytesDone: 50, bytesTotal: 100 });
    expect(progressSign([paused], false)).toEqual({ kind: 'share', share: 0.5, mode: 'paused' });
    expect(progressSign([paused, jobSummary(running)], false)).toMatchObject({ mode: 'running' });
  });
});
