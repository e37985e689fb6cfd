import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxOf, HEADER_PX, layOut } from '../../../renderer/grid/layout.ts';
import { offsetShowing, type Step, stepFrom } from '../../../renderer/grid/movement.ts';

const PAGE_PX = 700;
/** Six columns: lines of 6 and 2, then 6, 6 and 1. */
const layout = layOut([8, 13], 988, 160);

describe('moving by keys', () => {
  it('goes nowhere in an empty grid', () => {
    expect(stepFrom(layOut([], 988, 160), 0, 'right', PAGE_PX)).toBe(-1);
  });

  it('stops at both ends', () => {
    expect(stepFrom(layout, 0, 'left', PAGE_PX)).toBe(0);
    expect(stepFrom(layout, 20, 'right', PAGE_PX)).toBe(20);
    expect(stepFrom(layout, 3, 'up', PAGE_PX)).toBe(3);
    expect(stepFrom(layout, 20, 'down', PAGE_PX)).toBe(20);
  });

  it('walks over a section’s edge to the side', () => {
    expect(stepFrom(layout, 7, 'right', PAGE_PX)).toBe(8);
    expect(stepFrom(layout, 8, 'left', PAGE_PX)).toBe(7);
  });

  it('keeps the column over a section’s edge, and ends on a short line’s last cell', () => {
    expect(stepFrom(layout, 7, 'down', PAGE_PX)).toBe(9);
    expect(stepFrom(layout, 5, 'down', PAGE_PX)).toBe(7);
    expect(stepFrom(layout, 13, 'up', PAGE_PX)).toBe(7);
    expect(stepFrom(layout, 19, 'down', PAGE_PX)).toBe(20);
  });

  it('goes to the first and the last picture', () => {
    expect(stepFrom(layout, 9, 'first', PAGE_PX)).toBe(0);
    expect(stepFrom(layout, 9, 'last', PAGE_PX)).toBe(20);
  });

  it('pages by whole lines, at least one', () => {
    expect(stepFrom(layout, 0, 'page-down', 2 * (layout.cell + 4))).toBe(8);
    expect(stepFrom(layout, 20, 'page-up', 10)).toBe(14);
  });

  it('never leaves the view', () => {
    const steps: Step[] = ['left', 'right', 'up', 'down', 'page-up', 'page-down', 'first', 'last'];
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 8 }).filter((c) => c.some((n) => n > 0)),
        fc.array(fc.constantFrom(...steps), { maxLength: 60 }),
        (counts, path) => {
          const any = layOut(counts, 700, 120);
          let at = 0;
          for (const step of path) at = stepFrom(any, at, step, 500);
          expect(boxOf(any, at)).not.toBeNull();
        },
      ),
    );
  });
});

describe('scrolling to a cell', () => {
  it('stays where the cell is already in the window', () => {
    expect(offsetShowing(layout, 0, 0, PAGE_PX)).toBe(0);
  });

  it('brings a cell below or above the window wholly into it', () => {
    const box = boxOf(layout, 20);
    if (!box) throw new Error('expected a box');
    const down = offsetShowing(layout, 20, 0, 300);
    expect(box.top).toBeGreaterThanOrEqual(down);
    expect(box.top + box.height).toBeLessThanOrEqual(down + 300);
    expect(offsetShowing(layout, 0, down, 300)).toBeLessThanOrEqual(boxOf(layout, 0)?.top ?? -1);
  });

  it('shows the month over its first line, and the room after the last one', () => {
    const monthBegins = 8;
    const box = boxOf(layout, monthBegins);
    expect(offsetShowing(layout, 0, 400, 300)).toBe(0);
    expect(offsetShowing(layout, monthBegins, 600, 300)).toBe((box?.top ?? 0) - HEADER_PX);
    expect(offsetShowing(layout, 20, 0, 300)).toBe(layout.height - 300);
  });
});
