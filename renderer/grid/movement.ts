import { boxOf, FOOT_PX, GAP_PX, type GridLayout, HEADER_PX } from './layout.ts';

export type Step = 'left' | 'right' | 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

/**
 * Where a step leads from a place in the view. Up and down keep the column, across sections too, and end on a short
 * line's last cell; pages go by what fits `pageHeight` pixels.
 */
export function stepFrom(layout: GridLayout, index: number, step: Step, pageHeight: number): number {
  const last = layout.count - 1;
  if (last < 0) return -1;
  switch (step) {
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'left':
      return Math.max(0, index - 1);
    case 'right':
      return Math.min(last, index + 1);
    case 'up':
      return lineStep(layout, index, -1);
    case 'down':
      return lineStep(layout, index, 1);
    case 'page-up':
    case 'page-down': {
      const lines = Math.max(1, Math.floor(pageHeight / (layout.cell + GAP_PX)));
      return lineStep(layout, index, step === 'page-up' ? -lines : lines);
    }
  }
}

/** `lines` lines further down (or up, when negative), in the same column as far as the line reaches. */
function lineStep(layout: GridLayout, index: number, lines: number): number {
  const { columns, rows, sections } = layout;
  const from = sections.findLast((section) => section.first <= index && section.count > 0);
  if (!from) return index;
  const column = (index - from.first) % columns;
  const row = from.rowsBefore + Math.floor((index - from.first) / columns);
  const target = Math.min(rows - 1, Math.max(0, row + lines));
  if (target === row) return index;
  const to = sections.findLast((section) => section.rowsBefore <= target && section.count > 0);
  if (!to) return index;
  const within = (target - to.rowsBefore) * columns + column;
  return to.first + Math.min(within, to.count - 1);
}

/**
 * The scroll offset at which a cell is wholly in a window of `viewHeight` pixels; the same offset where it already is. A
 * section's first line brings its heading along, the very last line the room after it.
 */
export function offsetShowing(layout: GridLayout, index: number, offset: number, viewHeight: number): number {
  const box = boxOf(layout, index);
  if (!box) return offset;
  const margin = GAP_PX * 2;
  const headed = layout.sections.some(({ count, top }) => count > 0 && top + HEADER_PX === box.top);
  if (box.top - margin < offset) return Math.max(0, box.top - (headed ? HEADER_PX : margin));
  const end = box.top + box.height;
  const bottom = end + (end + FOOT_PX === layout.height ? FOOT_PX : margin);
  return bottom > offset + viewHeight ? Math.min(bottom - viewHeight, box.top) : offset;
}
