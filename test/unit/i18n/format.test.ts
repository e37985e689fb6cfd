import { describe, expect, it } from 'vitest';
import { formatBytes, formatMonth, formatMonthName, formatNumber } from '../../../renderer/i18n/format.ts';

describe('sizes in words', () => {
  it('counts a kilobyte as a thousand bytes', () => {
    expect(formatBytes('en', 999)).toBe('999 B');
    expect(formatBytes('en', 1000)).toBe('1 KB');
  });

  it('gives three significant digits', () => {
    expect(formatBytes('en', 312_400)).toBe('312 KB');
    expect(formatBytes('en', 1_840_000)).toBe('1.84 MB');
    expect(formatBytes('ko', 48_210_000)).toBe('48.2 MB');
  });

  it('goes to the next unit where rounding would reach a thousand', () => {
    expect(formatBytes('en', 999_400)).toBe('999 KB');
    expect(formatBytes('en', 999_500)).toBe('1 MB');
  });

  it('names nothing and the very large', () => {
    expect(formatBytes('en', 0)).toBe('0 B');
    expect(formatBytes('en', 4.02e15)).toBe('4.02 PB');
  });
});

describe('months and numbers', () => {
  it('writes a month as each language does', () => {
    expect(formatMonth('ko', 2026, 11)).toBe('2026년 11월');
    expect(formatMonth('en', 2026, 11)).toBe('November 2026');
    expect(formatMonth('en', 2026, 1)).toBe('January 2026');
    expect(formatMonthName('ko', 12)).toBe('12월');
    expect(formatMonthName('en', 12)).toBe('December');
  });

  it('groups digits', () => {
    expect(formatNumber('ko', 12_480)).toBe('12,480');
  });
});
