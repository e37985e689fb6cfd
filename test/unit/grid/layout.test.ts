import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxOf,
  columnBox,
  FOOT_PX,
  GAP_PX,
  HEADER_PX,
  headersBetween,
  indexAt,
  layOut,
  linesBetween,
  sectionAt,
} from '../../../renderer/grid/layout.ts';

const counts = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 30 });
const width = fc.integer({ min: 60, max: 4000 });
const cellSize = fc.integer({ min: 96, max: 320 });
const layouts = fc.tuple(counts, width, cellSize).map(([sections, w, size]) => layOut(sections, w, size));

describe('the grid’s layout', () => {
  it('is nothing for no pictures', () => {
    const layout = layOut([], 988, 160);
    expect(layout.height).toBe(0);
    expect(boxOf(layout, 0)).toBeNull();
    expect(indexAt(layout, 5, HEADER_PX + 5)).toBeNull();
    expect(linesBetween(layout, 0, 1000)).toEqual([]);
    expect(headersBetween(layout, 0, 1000)).toEqual([]);
  });

  it('puts as many columns side by side as fit, and fills the row from edge to edge', () => {
    expect(layOut([6], 984, 160).columns).toBe(6);
    expect(layOut([6], 983, 161).columns).toBe(5);
    const layout = layOut([6], 988, 160);
    const last = columnBox(layout, layout.columns - 1);
    expect(last.left + last.width).toBe(988);
  });

  it('keeps one column in a pane narrower than a cell', () => {
    const layout = layOut([3], 50, 160);
    expect(layout.columns).toBe(1);
    expect(boxOf(layout, 2)).toMatchObject({ left: 0, width: 50 });
  });

  it('adds no line for a section that is exactly full, and one for one more', () => {
    const full = layOut([12], 988, 160);
    expect(full.rows).toBe(2);
    expect(full.height).toBe(HEADER_PX + 2 * full.cell + GAP_PX + FOOT_PX);
    expect(layOut([13], 988, 160).rows).toBe(3);
  });

  it('starts each section under its own header', () => {
    const layout = layOut([7, 3], 988, 160);
    expect(boxOf(layout, 0)?.top).toBe(HEADER_PX);
    expect(boxOf(layout, 6)?.top).toBe(HEADER_PX + layout.cell + GAP_PX);
    expect(boxOf(layout, 7)).toMatchObject({ left: 0, top: 2 * HEADER_PX + 2 * layout.cell + GAP_PX });
    expect(sectionAt(layout, (boxOf(layout, 7)?.top ?? 0) - HEADER_PX)).toBe(1);
  });

  it('hits nothing in gaps, in headers and after a short line’s end', () => {
    const layout = layOut([7], 988, 160);
    const second = columnBox(layout, 1);
    expect(indexAt(layout, second.left - 1, HEADER_PX + 1)).toBeNull();
    expect(indexAt(layout, second.left, HEADER_PX - 1)).toBeNull();
    expect(indexAt(layout, second.left, HEADER_PX + layout.cell)).toBeNull();
    expect(indexAt(layout, second.left, HEADER_PX + layout.cell + GAP_PX)).toBeNull();
    expect(indexAt(layout, second.left, HEADER_PX)).toBe(1);
  });

  it('finds the cell that a point of its box lies in', () => {
    fc.assert(
      fc.property(layouts, fc.nat(), (layout, seed) => {
        const index = seed % layout.count;
        const box = boxOf(layout, index);
        if (!box) throw new Error(`expected a box for ${index}`);
        expect(indexAt(layout, box.left, box.top)).toBe(index);
        expect(indexAt(layout, box.left + box.width - 1, box.top + box.height - 1)).toBe(index);
      }),
    );
  });

  it('gives exactly the lines that a window shows', () => {
    fc.assert(
      fc.property(layouts, fc.nat(), fc.integer({ min: 1, max: 1500 }), (layout, seed, viewHeight) => {
        const top = seed % layout.height;
        const lines = linesBetween(layout, top, top + viewHeight);
        for (const line of lines) {
          expect(boxOf(layout, line.first)?.top).toBe(line.top);
          expect(boxOf(layout, line.first + line.count - 1)?.top).toBe(line.top);
          expect(line.top).toBeLessThan(top + viewHeight);
          expect(line.top + layout.cell).toBeGreaterThan(top);
        }
        const first = lines[0];
        const last = lines.at(-1);
        const before = first ? boxOf(layout, first.first - 1) : null;
        const after = last ? boxOf(layout, last.first + last.count) : null;
        if (before) expect(before.top + before.height).toBeLessThanOrEqual(top);
        if (after) expect(after.top).toBeGreaterThanOrEqual(top + viewHeight);
      }),
    );
  });

  it('shows a header as long as any pixel of it is in the window', () => {
    const layout = layOut([7, 3], 988, 160);
    const secondTop = layout.sections[1]?.top ?? 0;
    expect(headersBetween(layout, 0, secondTop)).toEqual([0]);
    expect(headersBetween(layout, HEADER_PX, secondTop + 1)).toEqual([1]);
    expect(headersBetween(layout, secondTop + HEADER_PX, secondTop + 2000)).toEqual([]);
  });

  it('makes cells that are square to the pixel', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        for (let column = 0; column < layout.columns; column++) {
          expect(Math.abs(columnBox(layout, column).width - layout.cell)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
