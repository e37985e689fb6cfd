import { describe, expect, it, vi } from 'vitest';
import { createLeaving } from '../../../electron/desktop/leaving.ts';

/** An app that may end, with answers given later. */
function scene(work: string | null) {
  const answers: ((isYes: boolean) => void)[] = [];
  const state = { work };
  const ask = vi.fn(() => new Promise<boolean>((resolve) => answers.push(resolve)));
  const quit = vi.fn();
  const leaving = createLeaving({ work: () => state.work, ask, quit });
  const wish = (): boolean => {
    const event = { preventDefault: vi.fn() };
    leaving.hold(event);
    return event.preventDefault.mock.calls.length === 0;
  };
  return { state, leaving, ask, quit, wish, answer: (isYes: boolean) => answers.shift()?.(isYes) };
}

describe('createLeaving', () => {
  it('case 44: lets the app end without a question while nothing is under way', () => {
    const { wish, ask } = scene(null);
    expect(wish()).toBe(true);
    expect(ask).not.toHaveBeenCalled();
  });

  it('case 44: holds the end and asks, and ends the app when the answer is yes', async () => {
    const { wish, ask, quit, answer } = scene('2 uploads');
    expect(wish()).toBe(false);
    expect(ask).toHaveBeenCalledWith('2 uploads');
    answer(true);
    await vi.waitFor(() => expect(quit).toHaveBeenCalledOnce());
    expect(wish()).toBe(true);
    expect(ask).toHaveBeenCalledOnce();
  });

  it('case 44: stays when the answer is no, and asks again the next time', async () => {
    const { wish, ask, quit, answer } = scene('2 uploads');
    wish();
    answer(false);
    await vi.waitFor(() => {
      wish();
      expect(ask).toHaveBeenCalledTimes(2);
    });
    expect(quit).not.toHaveBeenCalled();
  });

  it('case 44: asks once however often the person wishes to end while the question is open', () => {
    const { state, wish, ask } = scene('2 uploads');
    expect([wish(), wish()]).toEqual([false, false]);
    // Its work may be over by then; the question still stands.
    state.work = null;
    expect(wish()).toBe(false);
    expect(ask).toHaveBeenCalledOnce();
  });

  it('case 44: ends at once, also with the question open, where nobody can be waited for', async () => {
    const { leaving, wish, quit, answer } = scene('2 uploads');
    wish();
    leaving.leaveNow();
    leaving.leaveNow();
    expect(quit).toHaveBeenCalledOnce();
    expect(wish()).toBe(true);
    answer(false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(wish()).toBe(true);
  });

  it('stays when the question cannot be asked', async () => {
    const quit = vi.fn();
    const ask = vi.fn(async () => Promise.reject(new Error('there is no display')));
    const leaving = createLeaving({ work: () => 'an upload', ask, quit });
    const event = { preventDefault: vi.fn() };
    leaving.hold(event);
    await vi.waitFor(() => {
      leaving.hold(event);
      expect(ask).toHaveBeenCalledTimes(2);
    });
    expect(quit).not.toHaveBeenCalled();
  });
});
