import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolSize, windowAt } from '../../../renderer/grid/grid-window.ts';
import { layOut, linesBetween } from '../../../renderer/grid/layout.ts';

const layouts = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 40 }),
    fc.integer({ min: 100, max: 2600 }),
    fc.constantFrom(112, 164, 248),
  )
  .map(([counts, width, cell]) => layOut(counts, width, cell));

describe('what of the grid is in the document', () => {
  it('never has two lines in one node', () => {
    fc.assert(
      fc.property(layouts, fc.nat(), fc.integer({ min: 100, max: 2000 }), (layout, seed, viewHeight) => {
        const { lines } = windowAt(layout, seed % layout.height, viewHeight, null);
        const pool = poolSize(layout, viewHeight);
        expect(new Set(lines.map(({ row }) => row % pool)).size).toBe(lines.length);
      }),
    );
  });

  it('is everything in sight and little more', () => {
    fc.assert(
      fc.property(layouts, fc.nat(), fc.integer({ min: 100, max: 2000 }), (layout, seed, viewHeight) => {
        const offset = seed % layout.height;
        const rows = windowAt(layout, offset, viewHeight, null).lines.map(({ row }) => row);
        const inSight = linesBetween(layout, offset, offset + viewHeight).map(({ row }) => row);
        expect(rows).toEqual(expect.arrayContaining(inSight));
        expect(rows.length).toBeLessThanOrEqual(Math.max(1, inSight.length * 1.35));
      }),
    );
  });

  it('is the same object while no other line comes near', () => {
    const layout = layOut([2_000], 988, 164);
    const first = windowAt(layout, 5_000, 748, null);
    expect(windowAt(layout, 5_003, 748, first)).toBe(first);
    expect(windowAt(layout, 5_400, 748, first)).not.toBe(first);
  });

  it('measures its tops from nearby, also millions of pixels down', () => {
    const layout = layOut([1_000_000], 988, 164);
    const { lines, base } = windowAt(layout, layout.height - 800, 748, null);
    for (const { top } of lines) expect(top - base).toBeLessThan(2_000_000);
    expect(lines.at(-1)?.first).toBeGreaterThan(1_000_000 - 10);
  });
});
