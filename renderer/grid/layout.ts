/**
 * Where every cell of the grid lies, by arithmetic alone: cells are squares of one size, sections have headers of one
 * height. Lengths are CSS pixels of the grid's content; nothing is ever measured.
 */

/** Between cells, as drawn. */
export const GAP_PX = 4;
/** A section's heading with the room around it, as drawn. */
export const HEADER_PX = 46;
/** Room after the last row, so that the selection bar never hides a picture for good. */
export const FOOT_PX = 72;

interface LaidSection {
  /** The first row's place in the view. */
  first: number;
  count: number;
  /** Top edge of the header. */
  top: number;
  /** Rows of cells. */
  rows: number;
  /** Rows of cells in the sections before. */
  rowsBefore: number;
}

export interface GridLayout {
  columns: number;
  /** A cell's height; its width is the same to the pixel that rounding leaves. */
  cell: number;
  width: number;
  count: number;
  /** Rows of cells in all. */
  rows: number;
  height: number;
  sections: readonly LaidSection[];
}

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** One line of cells: `count` cells from the view's place `first`. */
export interface Line {
  /** Place among all lines, from 0. */
  row: number;
  first: number;
  count: number;
  top: number;
}

/**
 * Lays sections of `counts` cells out in `width` pixels. `cellSize` is the least edge of a cell; cells grow until the
 * row is full from edge to edge.
 */
export function layOut(counts: readonly number[], width: number, cellSize: number): GridLayout {
  const columns = Math.max(1, Math.floor((width + GAP_PX) / (cellSize + GAP_PX)));
  const cell = Math.max(1, Math.round((width + GAP_PX) / columns) - GAP_PX);
  const sections: LaidSection[] = [];
  let first = 0;
  let top = 0;
  let rowsBefore = 0;
  for (const count of counts) {
    const rows = Math.ceil(count / columns);
    sections.push({ first, count, top, rows, rowsBefore });
    first += count;
    rowsBefore += rows;
    if (rows > 0) top += HEADER_PX + rows * (cell + GAP_PX) - GAP_PX;
  }
  const height = first === 0 ? 0 : top + FOOT_PX;
  return { columns, cell, width, count: first, rows: rowsBefore, height, sections };
}

/** The last of the ascending `items` whose `key` is at most `value`; 0 where none is. */
function lastAtMost<T>(items: readonly T[], key: (item: T) => number, value: number): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const item = items[middle];
    if (item !== undefined && key(item) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

const sectionHolding = (layout: GridLayout, index: number): LaidSection | undefined =>
  layout.sections[lastAtMost(layout.sections, (section) => section.first, index)];

const rowTop = (layout: GridLayout, section: LaidSection, row: number): number =>
  section.top + HEADER_PX + row * (layout.cell + GAP_PX);

/** Left edge and width of a column; both whole pixels, so that no seam blurs. */
export function columnBox(layout: GridLayout, column: number): { left: number; width: number } {
  const pitch = (layout.width + GAP_PX) / layout.columns;
  const left = Math.round(column * pitch);
  return { left, width: Math.round((column + 1) * pitch) - GAP_PX - left };
}

/** Where the cell of a place in the view lies; null for a place that the view does not have. */
export function boxOf(layout: GridLayout, index: number): Box | null {
  const section = sectionHolding(layout, index);
  if (!section || index < 0 || index >= layout.count) return null;
  const within = index - section.first;
  const row = Math.floor(within / layout.columns);
  return { ...columnBox(layout, within % layout.columns), top: rowTop(layout, section, row), height: layout.cell };
}

/** The place whose cell holds a point; null for gaps, headers and beyond the last cell. */
export function indexAt(layout: GridLayout, x: number, y: number): number | null {
  const section = layout.sections[lastAtMost(layout.sections, (candidate) => candidate.top, y)];
  if (!section || x < 0 || x >= layout.width) return null;
  const pitch = layout.cell + GAP_PX;
  const below = y - section.top - HEADER_PX;
  const row = Math.floor(below / pitch);
  if (below < 0 || below - row * pitch >= layout.cell) return null;
  // A column's left edge is rounded, so it may lie up to half a pixel before its share of the width.
  const column = Math.min(layout.columns - 1, Math.floor(((x + 0.5) * layout.columns) / (layout.width + GAP_PX)));
  const box = columnBox(layout, column);
  const within = row * layout.columns + column;
  return x >= box.left && x < box.left + box.width && within < section.count ? section.first + within : null;
}

/** The lines of cells that any pixel between `top` and `bottom` shows. */
export function linesBetween(layout: GridLayout, top: number, bottom: number): Line[] {
  const pitch = layout.cell + GAP_PX;
  const lines: Line[] = [];
  const start = lastAtMost(layout.sections, (section) => section.top, top);
  for (const section of layout.sections.slice(start)) {
    if (section.top >= bottom) break;
    const body = section.top + HEADER_PX;
    const firstRow = Math.max(0, Math.floor((top - body) / pitch));
    for (let row = firstRow; row < section.rows; row++) {
      const lineTop = body + row * pitch;
      if (lineTop >= bottom) break;
      if (lineTop + layout.cell <= top) continue;
      const first = section.first + row * layout.columns;
      const count = Math.min(layout.columns, section.first + section.count - first);
      lines.push({ row: section.rowsBefore + row, first, count, top: lineTop });
    }
  }
  return lines;
}

/** Numbers of the sections whose headers show between `top` and `bottom`. */
export function headersBetween(layout: GridLayout, top: number, bottom: number): number[] {
  const found: number[] = [];
  for (let at = lastAtMost(layout.sections, (section) => section.top, top); at < layout.sections.length; at++) {
    const section = layout.sections[at];
    if (!section || section.top >= bottom) break;
    if (section.count > 0 && section.top + HEADER_PX > top) found.push(at);
  }
  return found;
}

/** The number of the section that a height falls into; 0 for an empty grid. */
export const sectionAt = (layout: GridLayout, y: number): number =>
  lastAtMost(layout.sections, (section) => section.top, y);
