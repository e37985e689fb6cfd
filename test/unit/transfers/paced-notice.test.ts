import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { delayedSignal, linkedSignal } from '../../../electron/transfers/abort.ts';
import { createPacedNotice } from '../../../electron/transfers/paced-notice.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('createPacedNotice', () => {
  it('delivers the first value at once, then the newest after each interval, then rests', () => {
    const seen: number[] = [];
    const notice = createPacedNotice<number>((value) => seen.push(value), 100);
    for (const value of [1, 2, 3]) notice.tell(value);
    expect(seen).toEqual([1]);
    vi.advanceTimersByTime(100);
    expect(seen).toEqual([1, 3]);
    notice.tell(4);
    vi.advanceTimersByTime(99);
    expect(seen).toEqual([1, 3]);
    vi.advanceTimersByTime(1);
    expect(seen).toEqual([1, 3, 4]);
    vi.advanceTimersByTime(1000);
    expect(seen).toEqual([1, 3, 4]);
    expect(vi.getTimerCount()).toBe(0);
    notice.tell(5);
    expect(seen).toEqual([1, 3, 4, 5]);
  });

  it('delivers what waits when it is flushed, and nothing twice', () => {
    const seen: number[] = [];
    const notice = createPacedNotice<number>((value) => seen.push(value), 100);
    notice.tell(1);
    notice.tell(2);
    notice.flush();
    notice.flush();
    vi.advanceTimersByTime(1000);
    expect(seen).toEqual([1, 2]);
  });
});

describe('signals of a step', () => {
  it('aborts with its parent, or alone', () => {
    const parent = new AbortController();
    const one = linkedSignal(parent.signal);
    const other = linkedSignal(parent.signal);
    one.abort();
    expect([one.signal.aborted, other.signal.aborted, parent.signal.aborted]).toEqual([true, false, false]);
    parent.abort();
    expect(other.signal.aborted).toBe(true);
    expect(linkedSignal(parent.signal).signal.aborted).toBe(true);
  });

  it('gives a request in flight its grace after the parent aborted', () => {
    const parent = new AbortController();
    const late = delayedSignal(parent.signal, 10_000);
    parent.abort();
    vi.advanceTimersByTime(9_999);
    expect(late.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(late.signal.aborted).toBe(true);
  });

  it('starts no clock for a step that is over', () => {
    const parent = new AbortController();
    delayedSignal(parent.signal, 10_000).unlink();
    parent.abort();
    expect(vi.getTimerCount()).toBe(0);
  });
});
