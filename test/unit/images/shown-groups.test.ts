import { describe, expect, it } from 'vitest';
import { ShownGroups } from '../../../electron/images/shown-groups.ts';

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

  it('are no more than a screen has room for', () => {
    const shown = new ShownGroups();
    shown.show(Uint32Array.from({ length: 100_000 }, (_, groupId) => groupId));
    expect([shown.isNear(4095), shown.isNear(4096)]).toEqual([false, true]);
  });
});
