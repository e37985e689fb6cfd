import { describe, expect, it } from 'vitest';
import { growthOf, roughly } from '../../../renderer/save/growth.ts';

describe('growthOf', () => {
  it('tells growth as a factor of the stored file', () => {
    expect(growthOf(1560, 100)).toEqual({ kind: 'times', factor: 15.6 });
  });

  it('turns from percent to a factor at half as much again', () => {
    expect(growthOf(149, 100)).toEqual({ kind: 'larger', percent: 49 });
    expect(growthOf(150, 100)).toEqual({ kind: 'times', factor: 1.5 });
  });

  it('tells how much smaller a result is', () => {
    expect(growthOf(58, 100)).toEqual({ kind: 'smaller', percent: 42 });
  });

  it('calls a difference of no percent the same', () => {
    expect(growthOf(1000, 1000)).toEqual({ kind: 'same' });
    expect(growthOf(1004, 1000)).toEqual({ kind: 'same' });
    expect(growthOf(996, 1000)).toEqual({ kind: 'same' });
  });

  it('compares with nothing where the stored bytes are none', () => {
    expect(growthOf(10, 0)).toEqual({ kind: 'same' });
  });
});

describe('an estimate', () => {
  it.each([
    [0, 0],
    [7, 7],
    [238_417, 240_000],
    [1_849_000, 1_800_000],
  ])('of %i bytes is told as %i', (bytes, told) => {
    expect(roughly(bytes)).toBe(told);
  });
});
