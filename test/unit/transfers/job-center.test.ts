import { describe, expect, it, vi } from 'vitest';
import type { JobContext, JobRequest } from '../../../electron/transfers/job.ts';
import { createJobCenter, type JobCenter } from '../../../electron/transfers/job-center.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import type { JobSummary } from '../../../shared/job.ts';
import { createGate } from '../../support/scripted-bucket.ts';

const quiet = (): JobCenter => createJobCenter({ onChange: () => undefined });
const request = (run: JobRequest['run'], rest: Partial<JobRequest> = {}): JobRequest => ({
  kind: 'upload',
  connectionId: 'c1',
  subject: 'post/',
  items: [{ name: 'a.png', bytes: 100 }],
  run,
  ...rest,
});
const untilAborted = ({ signal }: JobContext): Promise<void> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('gave up'))));

describe('createJobCenter', () => {
  it('counts items and bytes as they change', async () => {
    const jobs = quiet();
    const gate = createGate();
    const id = jobs.start(
      request(
        async (job) => {
          job.update(0, { state: 'sending', progress: 0.5 });
          job.addItems([{ name: 'b.png', bytes: 50 }]);
          await gate.passed;
          job.update(0, { state: 'done' });
          job.update(1, { state: 'done', bytes: 60 });
        },
        { kind: 'save' },
      ),
    );
    await vi.waitFor(() =>
      expect(jobs.summary(id)).toMatchObject({ state: 'running', bytesDone: 50, bytesTotal: 150 }),
    );
    gate.open();
    expect(await jobs.ended(id)).toMatchObject({
      state: 'succeeded',
      itemsDone: 2,
      itemsFailed: 0,
      itemsTotal: 2,
      bytesDone: 160,
      bytesTotal: 160,
      error: null,
    });
    expect(jobs.items(id, 1, 5)).toEqual([{ name: 'b.png', state: 'done', progress: 1, bytes: 60, error: null }]);
  });

  it('case 43: queues a second upload behind the first, and loses neither', async () => {
    const jobs = quiet();
    const gate = createGate();
    const order: string[] = [];
    const first = jobs.start(
      request(async () => {
        order.push('first begins');
        await gate.passed;
        order.push('first ends');
      }),
    );
    const second = jobs.start(request(async () => void order.push('second begins')));
    await vi.waitFor(() => expect(jobs.summary(first).state).toBe('running'));
    expect(jobs.summary(second)).toMatchObject({ state: 'queued', startedAt: null });
    gate.open();
    await jobs.ended(second);
    expect(order).toEqual(['first begins', 'first ends', 'second begins']);
  });

  it('lets saves and deletes run while an upload does', async () => {
    const jobs = quiet();
    const upload = jobs.start(request(untilAborted));
    await jobs.ended(jobs.start(request(async () => undefined, { kind: 'save' })));
    await jobs.ended(jobs.start(request(async () => undefined, { kind: 'delete' })));
    expect(jobs.summary(upload).state).toBe('running');
    await jobs.suspendAll();
  });

  it('ends failed where an item failed, with its reason where it is the only one', async () => {
    const jobs = quiet();
    const error = { code: 'file-changed', path: '/a.png' } as const;
    const one = jobs.start(request(async (job) => job.update(0, { state: 'failed', error })));
    expect(await jobs.ended(one)).toMatchObject({ state: 'failed', itemsFailed: 1, error });
    const items = [
      { name: 'a', bytes: 1 },
      { name: 'b', bytes: 1 },
    ];
    const two = jobs.start(
      request(
        async (job) => {
          job.update(0, { state: 'failed', error });
          job.update(1, { state: 'done' });
        },
        { items },
      ),
    );
    expect(await jobs.ended(two)).toMatchObject({ state: 'failed', itemsDone: 1, itemsFailed: 1, error: null });
  });

  it('ends failed with the reason where the job as a whole failed, and so do the items that were left', async () => {
    const jobs = quiet();
    const error = { code: 'disk-full', path: '/tmp' } as const;
    const id = jobs.start(request(async () => Promise.reject(new AppFailure(error))));
    expect(await jobs.ended(id)).toMatchObject({ state: 'failed', itemsFailed: 1, error });
    expect(jobs.items(id, 0, 1)[0]).toMatchObject({ state: 'failed', error });
  });

  it('ends cancelled, not failed, where it was cancelled while it ran', async () => {
    const jobs = quiet();
    const id = jobs.start(request(untilAborted));
    await vi.waitFor(() => expect(jobs.summary(id).state).toBe('running'));
    jobs.cancel(id);
    expect(await jobs.ended(id)).toMatchObject({ state: 'cancelled', error: null, itemsFailed: 0 });
    expect(jobs.items(id, 0, 1)[0]).toMatchObject({ state: 'cancelled' });
  });

  it('ends a job at once that is cancelled while it waits, and never runs it', async () => {
    const jobs = quiet();
    const first = jobs.start(request(untilAborted));
    const run = vi.fn(async () => undefined);
    const second = jobs.start(request(run));
    jobs.cancel(second);
    expect(jobs.summary(second)).toMatchObject({ state: 'cancelled' });
    jobs.cancel(first);
    const third = jobs.start(request(async () => undefined));
    await jobs.ended(third);
    expect(run).not.toHaveBeenCalled();
  });

  it('ends succeeded where everything was done before the cancel was noticed', async () => {
    const jobs = quiet();
    const gate = createGate();
    const id = jobs.start(
      request(async (job) => {
        await gate.passed;
        job.update(0, { state: 'done' });
      }),
    );
    await vi.waitFor(() => expect(jobs.summary(id).state).toBe('running'));
    jobs.cancel(id);
    gate.open();
    expect((await jobs.ended(id)).state).toBe('succeeded');
  });

  it('thins out its notices and always delivers the last one', async () => {
    const notices: JobSummary[][] = [];
    const jobs = createJobCenter({ onChange: (summaries) => notices.push(summaries) });
    const items = Array.from({ length: 5000 }, (_, index) => ({ name: `${index}.png`, bytes: 1 }));
    const id = jobs.start(
      request(
        async (job) => {
          for (const index of items.keys()) job.update(index, { state: 'done' });
        },
        { items },
      ),
    );
    await jobs.ended(id);
    await vi.waitFor(() => expect(notices.at(-1)?.[0]).toMatchObject({ state: 'succeeded', itemsDone: 5000 }));
    expect(notices.length).toBeLessThan(20);
  });

  it('takes an ended job off the list when it is dismissed, and no other', async () => {
    const jobs = quiet();
    const running = jobs.start(request(untilAborted));
    const ended = jobs.start(request(async () => undefined, { kind: 'save' }));
    await jobs.ended(ended);
    jobs.dismiss(ended);
    jobs.dismiss(running);
    expect(jobs.list().map(({ id }) => id)).toEqual([running]);
    expect(() => jobs.cancel(ended)).toThrow(expect.objectContaining({ error: { code: 'unknown-job' } }));
    await jobs.suspendAll();
  });

  it('keeps fifty ended jobs at most, and every one that still runs', async () => {
    const jobs = quiet();
    const running = jobs.start(request(untilAborted));
    for (let index = 0; index < 60; index += 1) {
      await jobs.ended(jobs.start(request(async () => undefined, { kind: 'save', subject: `${index}` })));
    }
    await vi.waitFor(() => expect(jobs.list()).toHaveLength(51));
    expect(jobs.list()[0]?.id).toBe(running);
    expect(jobs.list().at(-1)?.subject).toBe('59');
    await jobs.suspendAll();
  });

  it('cancels the jobs of one connection and waits for their end', async () => {
    const jobs = quiet();
    const mine = jobs.start(request(untilAborted, { kind: 'save' }));
    const other = jobs.start(request(untilAborted, { kind: 'save', connectionId: 'c2' }));
    await jobs.suspendAll('c1');
    expect(jobs.summary(mine).state).toBe('cancelled');
    expect(jobs.summary(other).state).toBe('running');
    await jobs.suspendAll();
  });

  it('tries nothing again for a connection that closed, and begins nothing for it any more', async () => {
    const jobs = quiet();
    const error = { code: 'unreachable', endpoint: 'x', detail: '' } as const;
    const run = vi.fn(async () => undefined);
    const gate = createGate();
    const unbegun = vi.fn();
    const retry = async (): Promise<JobRequest> => {
      await gate.passed;
      return request(run, { kind: 'save', unbegun });
    };
    const failing = async (job: JobContext): Promise<void> => job.update(0, { state: 'failed', error });
    const [one, two] = ['save', 'restore'].map((kind) =>
      jobs.start(request(failing, { kind: kind as JobRequest['kind'], retry })),
    );
    for (const id of [one, two]) expect((await jobs.ended(id ?? '')).canRetry).toBe(true);
    // Pressed before the connection closed, and ready after it.
    const pressed = jobs.retry(one ?? '');
    await jobs.suspendAll('c1');
    gate.open();
    expect((await jobs.ended(await pressed)).state).toBe('cancelled');
    expect(unbegun).toHaveBeenCalledWith('suspended');
    expect(jobs.summary(two ?? '')).toMatchObject({ canRetry: false, retryLost: 'bucket-closed' });
    await expect(jobs.retry(two ?? '')).rejects.toMatchObject({ error: { code: 'unknown-job' } });
    const late = jobs.start(request(run));
    expect((await jobs.ended(late)).state).toBe('cancelled');
    expect(run).not.toHaveBeenCalled();
    const other = jobs.start(request(run, { connectionId: 'c2' }));
    expect((await jobs.ended(other)).state).toBe('succeeded');
  });
});
