import { boxOf, type GridLayout, indexAt } from './layout.ts';

/** Edge of the square in a cell's corner that takes a press for its check mark, which is drawn inside of it. */
export const CHECK_PX = 34;

/** What lies under a point of the grid's content. */
export interface Pressed {
  index: number;
  /** On the check mark. */
  onCheck: boolean;
}

/** Null for gaps, headers and beyond the last cell. */
export function pressedAt(layout: GridLayout, x: number, y: number): Pressed | null {
  const index = indexAt(layout, x, y);
  const box = index === null ? null : boxOf(layout, index);
  if (index === null || box === null) return null;
  return { index, onCheck: x - box.left < CHECK_PX && y - box.top < CHECK_PX };
}
