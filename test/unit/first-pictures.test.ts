import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFirstPictures } from '../../electron/first-pictures.ts';

const LIMITS = { quietMs: 100, patienceMs: 1_000 };

describe('the first pictures of a window', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Whether they are there after so many ms. */
  function watch() {
    const pictures = createFirstPictures(LIMITS);
    const shown = vi.fn();
    void pictures.shown.then(shown);
    const isShownAfter = async (ms: number): Promise<boolean> => {
      await vi.advanceTimersByTimeAsync(ms);
      return shown.mock.calls.length > 0;
    };
    return { ...pictures, isShownAfter };
  }

  it('are there once no further one was asked for in a while', async () => {
    const { given, isShownAfter } = watch();
    given();
    expect(await isShownAfter(99)).toBe(false);
    given();
    expect(await isShownAfter(99)).toBe(false);
    expect(await isShownAfter(1)).toBe(true);
  });

  it('are not waited for beyond patience where there are none, or one comes after the other', async () => {
    const none = watch();
    expect(await none.isShownAfter(999)).toBe(false);
    expect(await none.isShownAfter(1)).toBe(true);
    const many = watch();
    for (let time = 50; time < 1_000; time += 50) {
      many.given();
      expect(await many.isShownAfter(50)).toBe(false);
    }
    expect(await many.isShownAfter(50)).toBe(true);
  });
});
