import { describe, expect, it, vi } from 'vitest';
import { ShownGroups } from '../../../electron/images/shown-groups.ts';

const NEVER_MS = 1_000_000;

const byRank = (ranks: ReadonlyMap<number, () => number>): number[] =>
  [...ranks.keys()].toSorted((one, other) => (ranks.get(other)?.() ?? 0) - (ranks.get(one)?.() ?? 0));

describe('the groups in the window', () => {
  it('go first, from the top to the bottom, and then the newest request', () => {
    const shown = new ShownGroups();
    const ranks = new Map([5, 6, 7, 8, 9].map((groupId) => [groupId, shown.ranking(groupId)]));
    expect(byRank(ranks)).toEqual([9, 8, 7, 6, 5]);
    shown.show(Uint32Array.from([6, 5]));
    expect(byRank(ranks)).toEqual([6, 5, 9, 8, 7]);
    shown.show(Uint32Array.from([8]));
    expect(byRank(ranks)).toEqual([8, 9, 7, 6, 5]);
  });

  it('make all others wait a moment, and nobody where no window has told of its own', () => {
    const shown = new ShownGroups();
    expect(shown.isNear(1)).toBe(false);
    shown.show(Uint32Array.from([2]));
    expect([shown.isNear(1), shown.isNear(2)]).toEqual([true, false]);
    shown.show(new Uint32Array());
    expect(shown.isNear(1)).toBe(false);
  });

  it('let one go on that comes into the window, before its time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const shown = new ShownGroups();
      shown.show(Uint32Array.from([2]));
      const { signal } = new AbortController();
      const came: number[] = [];
      const wait = async (groupId: number) => {
        await shown.untilShown(groupId, NEVER_MS, signal);
        came.push(groupId);
      };
      const waits = [wait(3), wait(4)];
      shown.show(Uint32Array.from([4, 5]));
      await waits[1];
      expect(came).toEqual([4]);
      shown.show(Uint32Array.from([3]));
      await waits[0];
      expect(came).toEqual([4, 3]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('are waited for no longer than is said, and not beyond a signal', async () => {
    const shown = new ShownGroups();
    const gone = new AbortController();
    await shown.untilShown(1, 1, gone.signal);
    const waiting = shown.untilShown(1, NEVER_MS, gone.signal);
    gone.abort();
    await expect(waiting).rejects.toThrow('aborted');
  });

  it('are no more than a screen has room for', () => {
    const shown = new ShownGroups();
    shown.show(Uint32Array.from({ length: 100_000 }, (_, groupId) => groupId));
    expect([shown.isNear(4095), shown.isNear(4096)]).toEqual([false, true]);
  });
});
