import { describe, expect, it } from 'vitest';
import { RowChanges } from '../../../electron/catalogue/row-changes.ts';

/** Far apart and in no order; each comes twice. */
const scattered = (count: number): number[] =>
  Array.from({ length: 2 * count }, (_, at) => (((at % count) * 7_919) % count) * 3);

describe('the changes of rows', () => {
  it.each([5, 50_000])('names each of %i rows that changed once, in ascending order', (count) => {
    const changes = new RowChanges();
    changes.add(1);
    const point = changes.point();
    for (const row of scattered(count)) changes.add(row);
    const rows = changes.since(point) ?? [];
    expect(rows.length).toBe(count);
    expect(Array.from(rows)).toEqual(Array.from({ length: count }, (_, at) => at * 3));
  });

  it('does not know of changes that are too long ago', () => {
    const changes = new RowChanges();
    const point = changes.point();
    for (let row = 0; row < 200_000; row += 1) changes.add(row);
    expect(changes.since(point)).toBeNull();
    expect(changes.since(changes.point())).toHaveLength(0);
  });
});
