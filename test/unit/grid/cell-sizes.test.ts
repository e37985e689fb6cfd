import { describe, expect, it } from 'vitest';
import { cellSizeAt, cellSizes, edgeOf } from '../../../renderer/grid/cell-sizes.ts';

describe('the sizes of the pictures', () => {
  it('are found by their edges', () => {
    expect(cellSizes.map(({ edge }) => cellSizeAt(edge))).toEqual([0, 1, 2]);
    expect([0, 1, 2].map(edgeOf)).toEqual(cellSizes.map(({ edge }) => edge));
  });

  it('take an edge that an older version kept for the nearest of them', () => {
    expect([96, 140, 204, 320].map((edge) => cellSizes[cellSizeAt(edge)]?.name)).toEqual([
      'small',
      'medium',
      'medium',
      'large',
    ]);
  });
});
