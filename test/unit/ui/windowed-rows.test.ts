import { describe, expect, it } from 'vitest';
import { visibleRows } from '../../../renderer/ui/windowed-rows.ts';

describe('visibleRows', () => {
  it('renders every row of a short list', () => {
    expect(visibleRows(0, 200, 40, 3)).toEqual({ from: 0, count: 3 });
  });

  it('renders no row of an empty list', () => {
    expect(visibleRows(0, 0, 40, 0)).toEqual({ from: 0, count: 0 });
  });

  it('renders what is seen and six rows either side, however long the list', () => {
    expect(visibleRows(40_000, 200, 40, 10_000)).toEqual({ from: 994, count: 17 });
  });

  it('ends with the last row', () => {
    expect(visibleRows(399_800, 200, 40, 10_000)).toEqual({ from: 9989, count: 11 });
  });

  it('renders nothing of a list that became shorter than it is scrolled', () => {
    expect(visibleRows(4000, 200, 40, 5)).toEqual({ from: 5, count: 0 });
  });
});
