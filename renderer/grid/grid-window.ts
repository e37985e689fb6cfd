import { type GridLayout, headersBetween, type Line, linesBetween } from './layout.ts';

/** Lines this share of the window's height outside of it are kept ready. More would be nodes that nobody sees. */
const OVERSCAN = 0.2;
/** Lines are placed from the nearest multiple of this, so that their offsets stay far under the browser's limits. */
const BASE_PX = 1_000_000;

/** What of the grid is in the document. */
export interface GridWindow {
  lines: readonly Line[];
  /** Numbers of the sections whose headers are. */
  headers: readonly number[];
  /** Offset that all tops are measured from. */
  base: number;
}

/** What belongs into the document at an offset; `before` itself where nothing changes. */
export function windowAt(
  layout: GridLayout,
  offset: number,
  viewHeight: number,
  before: GridWindow | null,
): GridWindow {
  const over = viewHeight * OVERSCAN;
  const base = Math.floor(offset / BASE_PX) * BASE_PX;
  const lines = linesBetween(layout, offset - over, offset + viewHeight + over);
  const headers = headersBetween(layout, offset - over, offset + viewHeight + over);
  const isSame =
    before !== null &&
    before.base === base &&
    before.lines.length === lines.length &&
    before.lines[0]?.row === lines[0]?.row &&
    before.headers.length === headers.length &&
    before.headers[0] === headers[0];
  return isSame ? before : { lines, headers, base };
}

/** So many lines the document holds at most: a line's node is the one of its number modulo this. */
export const poolSize = (layout: GridLayout, viewHeight: number): number =>
  Math.ceil((viewHeight * (1 + 2 * OVERSCAN)) / layout.cell) + 2;
