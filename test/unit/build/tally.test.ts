import { describe, expect, it } from 'vitest';
import { emptyTally, sentenceOf, sumOf, tallyOfOne } from '../../../build/testing/tally.mjs';

const skipped = { name: 'a test', reason: 'no server' };

describe('a tally', () => {
  it('adds up what passed, failed and was skipped', () => {
    const sum = sumOf([tallyOfOne(true), tallyOfOne(false), { passed: 3, failed: 0, skipped: [skipped] }]);
    expect(sum).toEqual({ passed: 4, failed: 1, skipped: [skipped] });
  });

  it('of nothing is empty', () => {
    expect(sumOf([])).toEqual(emptyTally());
    expect(sentenceOf(emptyTally())).toBe('0 passed, 0 failed');
  });

  it('names skipped tests only when there are any', () => {
    expect(sentenceOf({ passed: 2, failed: 1, skipped: [] })).toBe('2 passed, 1 failed');
    expect(sentenceOf({ passed: 2, failed: 0, skipped: [skipped] })).toBe('2 passed, 0 failed, 1 skipped');
  });
});
