import { getEventListeners } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { SharedWork } from '../../electron/shared-work.ts';

const cancelled = { error: { code: 'cancelled' } };

function setUp() {
  const shared = new SharedWork<string>();
  const started: { signal: AbortSignal; finish(value: string): void; fail(reason: Error): void }[] = [];
  const start = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      started.push({ signal, finish: resolve, fail: reject });
    });
  const join = (id: string, signal = new AbortController().signal) => shared.join(id, signal, start);
  return { started, join };
}

describe('SharedWork', () => {
  it('does work of one id once for all who wait for it', async () => {
    const { started, join } = setUp();
    const both = Promise.all([join('a'), join('a')]);
    expect(started.length).toBe(1);
    started[0]?.finish('done');
    expect(await both).toEqual(['done', 'done']);
  });

  it('starts anew after the work ended, well or badly', async () => {
    const { started, join } = setUp();
    const first = join('a');
    started[0]?.fail(new Error('no'));
    await expect(first).rejects.toThrow('no');
    const second = join('a');
    started[1]?.finish('yes');
    expect(await second).toBe('yes');
  });

  it('goes on when one of two leaves, and is given up when the last does', async () => {
    const { started, join } = setUp();
    const [one, other] = [new AbortController(), new AbortController()];
    const first = join('a', one.signal);
    const second = join('a', other.signal);
    one.abort();
    await expect(first).rejects.toMatchObject(cancelled);
    expect(started[0]?.signal.aborted).toBe(false);
    other.abort();
    await expect(second).rejects.toMatchObject(cancelled);
    expect(started[0]?.signal.aborted).toBe(true);
  });

  it('does not let a newcomer join work that was given up', async () => {
    const { started, join } = setUp();
    const leaving = new AbortController();
    const first = join('a', leaving.signal);
    leaving.abort();
    await expect(first).rejects.toMatchObject(cancelled);
    const second = join('a');
    started[1]?.finish('again');
    expect(await second).toBe('again');
  });

  it('starts nothing for a request that has gone already', async () => {
    const { started, join } = setUp();
    await expect(join('a', AbortSignal.abort())).rejects.toMatchObject(cancelled);
    expect(started).toEqual([]);
  });

  it('lets one signal wait for many pieces of work without a warning, and leaves nothing on it', async () => {
    const warn = vi.spyOn(process, 'emitWarning');
    onTestFinished(() => warn.mockRestore());
    const { started, join } = setUp();
    const { signal } = new AbortController();
    const all = Promise.all(Array.from({ length: 30 }, (_, n) => join(`work ${n}`, signal)));
    expect(getEventListeners(signal, 'abort')).toHaveLength(30);
    for (const { finish } of started) finish('done');
    await all;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(warn).not.toHaveBeenCalled();
  });
});
