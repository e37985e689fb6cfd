/** Rows of one height in a box that scrolls: the ones to render, with some to spare either side. */
export interface RowRange {
  from: number;
  count: number;
}

/** Rows rendered beyond each edge, so that a quick turn of the wheel meets rows. */
const SPARE_ROWS = 6;

/** The rows of `total` to render for a box of `height` that is scrolled to `top`; all in CSS pixels. */
export function visibleRows(top: number, height: number, rowHeight: number, total: number): RowRange {
  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE_ROWS);
  const end = Math.min(total, Math.ceil((top + height) / rowHeight) + SPARE_ROWS);
  return { from: Math.min(first, total), count: Math.max(0, end - first) };
}
