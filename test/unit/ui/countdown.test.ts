import { describe, expect, it } from 'vitest';
import { clockText, secondsUntil, untilNextSecond } from '../../../renderer/ui/countdown.ts';

describe('counting down to a moment', () => {
  it('counts a begun second whole, and never goes below zero', () => {
    expect([10_000, 9001, 9000, 8999, 1, 0, -5].map((left) => secondsUntil(50_000 + left, 50_000))).toEqual([
      10, 10, 9, 9, 1, 0, 0,
    ]);
  });

  it('wakes up exactly when the number changes, and no more at the end', () => {
    for (const left of [1, 999, 1000, 1001, 59_400]) {
      const wait = untilNextSecond(50_000 + left, 50_000);
      if (wait === null) throw new Error('expected a wait but received none');
      const then = 50_000 + wait;
      expect(secondsUntil(50_000 + left, then)).toBe(secondsUntil(50_000 + left, 50_000) - 1);
      expect(secondsUntil(50_000 + left, then - 1)).toBe(secondsUntil(50_000 + left, 50_000));
    }
    expect(untilNextSecond(50_000, 50_000)).toBeNull();
    expect(untilNextSecond(49_000, 50_000)).toBeNull();
  });

  it('is written as minutes and seconds', () => {
    expect([0, 9, 60, 545, 3600].map(clockText)).toEqual(['0:00', '0:09', '1:00', '9:05', '60:00']);
  });
});
