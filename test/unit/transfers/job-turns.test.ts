import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type JobContext, type JobRequest, SUSPENDED } from '../../../electron/transfers/job.ts';
import { createJobCenter, type JobCenter } from '../../../electron/transfers/job-center.ts';
import { createGate } from '../../support/scripted-bucket.ts';

const quiet = (): JobCenter => createJobCenter({ onChange: () => undefined });
const files = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `${index}.png`, bytes: 10 }));
const request = (run: JobRequest['run'], rest: Partial<JobRequest> = {}): JobRequest => ({
  kind: 'upload',
  connectionId: 'c1',
  subject: 'post/',
  items: files(1),
  canPause: true,
  run,
  ...rest,
});
const untilAborted = ({ signal }: JobContext): Promise<void> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('gave up'))));
/** Does its items one by one, each when it is let. */
const stepByStep = () => {
  const steps: number[] = [];
  const gates = [createGate(), createGate(), createGate()];
  const run = async (job: JobContext): Promise<void> => {
    for (const [index, gate] of gates.entries()) {
      await job.unlessPaused();
      steps.push(index);
      await gate.passed;
      job.update(index, { state: 'done' });
    }
  };
  return { steps, gates, run };
};

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe('a pending job', () => {
  const pending = (run: JobRequest['run']) =>
    request(run, { kind: 'delete', pendingMs: 10_000, retry: () => request(run, { kind: 'delete' }) });

  it('case 23: begins when its time for undoing is over and not before', async () => {
    const jobs = quiet();
    const run = vi.fn(async (job: JobContext) => job.update(0, { state: 'done' }));
    const id = jobs.start(pending(run));
    expect(jobs.summary(id)).toMatchObject({ state: 'pending', pendingUntil: 1_010_000, canPause: false });
    vi.advanceTimersByTime(9_999);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledOnce();
    expect(jobs.summary(id)).toMatchObject({ state: 'running', pendingUntil: null, startedAt: 1_010_000 });
    expect((await jobs.ended(id)).state).toBe('succeeded');
  });

  it('case 23: does not begin while jobs are held, and is as if it had never been where the end comes then', async () => {
    const jobs = quiet();
    const [first, second] = [vi.fn(async () => undefined), vi.fn(async () => undefined)];
    const unbegun = vi.fn();
    const release = jobs.hold();
    const id = jobs.start(pending(first));
    vi.advanceTimersByTime(60_000);
    expect(first).not.toHaveBeenCalled();
    release();
    expect(first).toHaveBeenCalledOnce();
    await jobs.ended(id);
    jobs.hold();
    const other = jobs.start({ ...pending(second), unbegun });
    vi.advanceTimersByTime(60_000);
    await jobs.suspendAll();
    expect(second).not.toHaveBeenCalled();
    expect(unbegun).toHaveBeenCalledWith('suspended');
    expect(jobs.summary(other).state).toBe('cancelled');
  });

  it('case 23: ends as cancelled with nothing run when it is undone, and is not offered again', async () => {
    const jobs = quiet();
    const run = vi.fn(async () => undefined);
    const id = jobs.start(pending(run));
    jobs.cancel(id);
    expect(await jobs.ended(id)).toMatchObject({ state: 'cancelled', startedAt: null, canRetry: false });
    vi.advanceTimersByTime(60_000);
    expect(run).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('case 23: is cancelled where the run ends', async () => {
    const jobs = quiet();
    const run = vi.fn(async () => undefined);
    const id = jobs.start(pending(run));
    await jobs.suspendAll();
    expect(jobs.summary(id).state).toBe('cancelled');
    vi.advanceTimersByTime(60_000);
    expect(run).not.toHaveBeenCalled();
  });

  it('waits for its turn where the line is full when its time is over', async () => {
    const jobs = quiet();
    const running = [1, 2].map(() => jobs.start(request(untilAborted, { kind: 'delete' })));
    const run = vi.fn(async () => undefined);
    const id = jobs.start(pending(run));
    vi.advanceTimersByTime(10_000);
    expect(jobs.summary(id)).toMatchObject({ state: 'queued', pendingUntil: null });
    jobs.cancel(running[0] ?? '');
    await jobs.ended(id);
    expect(run).toHaveBeenCalledOnce();
    await jobs.suspendAll();
  });
});

describe('a paused job', () => {
  it('ends what is under way and begins nothing further until it is resumed', async () => {
    const jobs = quiet();
    const { steps, gates, run } = stepByStep();
    const id = jobs.start(request(run, { items: files(3) }));
    await vi.waitFor(() => expect(steps).toEqual([0]));
    jobs.pause(id);
    gates[0]?.open();
    await vi.waitFor(() => expect(jobs.summary(id)).toMatchObject({ state: 'paused', itemsDone: 1 }));
    await vi.advanceTimersByTimeAsync(1000);
    expect(steps).toEqual([0]);
    jobs.resume(id);
    expect(jobs.summary(id).state).toBe('running');
    for (const gate of gates) gate.open();
    expect(await jobs.ended(id)).toMatchObject({ state: 'succeeded', itemsDone: 3 });
    expect(steps).toEqual([0, 1, 2]);
  });

  it('stays so where it is paused again before its code has noticed that it may go on', async () => {
    const jobs = quiet();
    const { steps, gates, run } = stepByStep();
    const id = jobs.start(request(run, { items: files(3) }));
    await vi.waitFor(() => expect(steps).toEqual([0]));
    jobs.pause(id);
    gates[0]?.open();
    await vi.waitFor(() => expect(jobs.summary(id).itemsDone).toBe(1));
    jobs.resume(id);
    jobs.pause(id);
    await vi.advanceTimersByTimeAsync(1000);
    expect(jobs.summary(id).state).toBe('paused');
    expect(steps).toEqual([0]);
  });

  it('lets the next of its kind run meanwhile, and goes on when the line is free again', async () => {
    const jobs = quiet();
    const { steps, gates, run } = stepByStep();
    const first = jobs.start(request(run, { items: files(3) }));
    const gate = createGate();
    const second = jobs.start(request(() => gate.passed));
    const third = jobs.start(request(async () => undefined));
    await vi.waitFor(() => expect(steps).toEqual([0]));
    jobs.pause(first);
    for (const one of gates) one.open();
    expect(jobs.summary(second).state).toBe('running');
    jobs.resume(first);
    await vi.advanceTimersByTimeAsync(1000);
    expect(jobs.summary(first).state).toBe('queued');
    expect(steps).toEqual([0]);
    gate.open();
    await jobs.ended(third);
    expect(jobs.summary(first)).toMatchObject({ state: 'succeeded', itemsDone: 3 });
  });

  it('is left out when its turn comes, where it was paused before it began', async () => {
    const jobs = quiet();
    const first = jobs.start(request(untilAborted));
    const run = vi.fn(async () => undefined);
    const second = jobs.start(request(run));
    const third = jobs.start(request(async () => undefined));
    jobs.pause(second);
    jobs.cancel(first);
    await jobs.ended(third);
    expect(jobs.summary(second)).toMatchObject({ state: 'paused', startedAt: null });
    expect(run).not.toHaveBeenCalled();
    jobs.resume(second);
    expect((await jobs.ended(second)).state).toBe('succeeded');
  });

  it('ends as cancelled when it is cancelled, whether or not it had begun', async () => {
    const jobs = quiet();
    const { steps, gates, run } = stepByStep();
    const begun = jobs.start(request(run, { items: files(3) }));
    const waiting = jobs.start(request(async () => undefined));
    jobs.pause(waiting);
    await vi.waitFor(() => expect(steps).toEqual([0]));
    jobs.pause(begun);
    gates[0]?.open();
    await vi.waitFor(() => expect(jobs.summary(begun).itemsDone).toBe(1));
    for (const id of [begun, waiting]) jobs.cancel(id);
    expect(await jobs.ended(begun)).toMatchObject({ state: 'cancelled', itemsDone: 1 });
    expect(jobs.summary(waiting).state).toBe('cancelled');
    expect(steps).toEqual([0]);
  });

  it('does not come to be of a job that cannot be paused, or of one that ended', async () => {
    const jobs = quiet();
    const running = jobs.start(request(untilAborted, { canPause: false }));
    jobs.pause(running);
    expect(jobs.summary(running)).toMatchObject({ state: 'running', canPause: false });
    jobs.resume(running);
    jobs.cancel(running);
    await jobs.ended(running);
    jobs.pause(running);
    expect(jobs.summary(running)).toMatchObject({ state: 'cancelled', canPause: false });
  });
});

describe('a job that is tried again', () => {
  const error = { code: 'file-changed', path: '/a.png' } as const;

  it('begins anew with what failed or was cancelled, in the place of the old one', async () => {
    const jobs = quiet();
    const retry = vi.fn((indices: readonly number[]) =>
      request(
        async (job) => {
          for (const index of indices.keys()) job.update(index, { state: 'done' });
        },
        {
          items: indices.map((index) => ({ name: `${index}.png`, bytes: 10 })),
        },
      ),
    );
    const old = jobs.start(
      request(
        async (job) => {
          job.update(0, { state: 'done' });
          job.update(1, { state: 'failed', error });
          job.update(2, { state: 'skipped' });
          job.update(3, { state: 'cancelled' });
        },
        { items: files(4), retry },
      ),
    );
    const later = jobs.start(request(async () => undefined, { kind: 'save' }));
    await jobs.ended(old);
    expect(jobs.summary(old).canRetry).toBe(true);
    const [again, pressedTwice] = await Promise.all([jobs.retry(old), jobs.retry(old)]);
    expect(pressedTwice).toBe(again);
    expect(retry.mock.calls).toEqual([[[1, 3]]]);
    expect(jobs.list().map(({ id }) => id)).toEqual([again, later]);
    expect(await jobs.ended(again)).toMatchObject({ state: 'succeeded', itemsDone: 2, canRetry: false });
    await expect(jobs.retry(old)).rejects.toMatchObject({ error: { code: 'unknown-job' } });
  });

  it('is refused where nothing failed, where there is no way, and while it runs', async () => {
    const jobs = quiet();
    const retry = () => request(async () => undefined);
    const running = jobs.start(request(untilAborted, { retry }));
    const succeeded = jobs.start(request(async () => undefined, { kind: 'save', items: [], retry }));
    const withoutWay = jobs.start(request(async (job) => job.update(0, { state: 'failed', error }), { kind: 'save' }));
    await Promise.all([jobs.ended(succeeded), jobs.ended(withoutWay)]);
    for (const id of [running, succeeded, withoutWay]) {
      expect(jobs.summary(id)).toMatchObject({ canRetry: false, retryLost: null });
      await expect(jobs.retry(id)).rejects.toMatchObject({ error: { code: 'unknown-job' } });
    }
    await jobs.suspendAll();
  });

  it('stays as it was where it cannot be begun again', async () => {
    const jobs = quiet();
    const retry = async () => Promise.reject(new Error('the files are gone'));
    const id = jobs.start(request(async (job) => job.update(0, { state: 'failed', error }), { retry }));
    await jobs.ended(id);
    await expect(jobs.retry(id)).rejects.toThrow('the files are gone');
    expect(jobs.list()).toMatchObject([{ id, state: 'failed', canRetry: true }]);
  });
});

describe('jobs at the end of the run', () => {
  it('case 44: hear that they are suspended and not cancelled, and none of those that wait begins', async () => {
    const jobs = quiet();
    const reasons: unknown[] = [];
    const run = vi.fn(async () => undefined);
    const upload = jobs.start(
      request(async (job) => {
        await untilAborted(job).finally(() => reasons.push(job.signal.reason));
      }),
    );
    const waiting = jobs.start(request(run));
    const save = jobs.start(request(untilAborted, { kind: 'save' }));
    const ends = [upload, waiting, save].map((id) => jobs.ended(id));
    await jobs.suspendAll();
    expect(reasons).toEqual([SUSPENDED]);
    expect((await Promise.all(ends)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(run).not.toHaveBeenCalled();
    // Uploads are taken up again: their rows come back then.
    expect(jobs.list().map(({ id }) => id)).toEqual([save]);
  });
});

describe('the sums of a job', () => {
  it('leave out what was skipped, and count it', async () => {
    const jobs = quiet();
    const id = jobs.start(
      request(
        async (job) => {
          job.update(0, { state: 'done' });
          job.update(1, { state: 'skipped' });
        },
        { items: files(2) },
      ),
    );
    expect(await jobs.ended(id)).toMatchObject({
      state: 'succeeded',
      itemsDone: 1,
      itemsSkipped: 1,
      itemsTotal: 2,
      bytesDone: 10,
      bytesTotal: 10,
    });
  });

  it('leave out what is left of a failed item, and tell the first that failed', async () => {
    const jobs = quiet();
    const error = { code: 'file-changed', path: '/1.png' } as const;
    const id = jobs.start(
      request(
        async (job) => {
          job.update(0, { state: 'done' });
          job.update(1, { state: 'sending', progress: 0.4 });
          job.update(1, { state: 'failed', error });
          job.update(2, { state: 'failed', error: { code: 'cancelled' } });
        },
        { items: files(3) },
      ),
    );
    expect(await jobs.ended(id)).toMatchObject({
      state: 'failed',
      itemsFailed: 2,
      bytesDone: 14,
      bytesTotal: 14,
      error: null,
      firstFailure: { name: '1.png', error },
    });
  });

  it('do not change any more once the job ended', async () => {
    const jobs = quiet();
    const late = createGate();
    const id = jobs.start(
      request(async (job) => {
        void late.passed.then(() => job.update(0, { state: 'failed', error: { code: 'cancelled' } }));
        job.update(0, { state: 'done' });
      }),
    );
    const ended = await jobs.ended(id);
    late.open();
    await late.passed;
    expect(jobs.summary(id)).toEqual(ended);
  });

  it('cost the same for each of a hundred thousand items', async () => {
    const jobs = quiet();
    const items = files(100_000);
    const begun = process.cpuUsage();
    const id = jobs.start(
      request(
        async (job) => {
          for (const index of items.keys()) {
            job.update(index, { state: 'sending', progress: 0.5 });
            if (index % 2 === 0) job.update(index, { state: 'done' });
            jobs.summary(job.jobId);
          }
        },
        { items },
      ),
    );
    await jobs.ended(id);
    // Adding all of them up for each would take minutes.
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(5000);
    expect(jobs.summary(id)).toMatchObject({ state: 'succeeded', itemsDone: 50_000 });
  });
});
