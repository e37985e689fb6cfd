import { type GridLayout, HEADER_PX, headersBetween, type Line, linesBetween } from './layout.ts';

/**
 * So many lines for each in sight are kept ready beside it, most of them below: their pictures come next. More would be
 * nodes that nobody sees.
 */
const NEAR_SHARE = 0.35;
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
  const base = Math.floor(offset / BASE_PX) * BASE_PX;
  const lines = nearLines(layout, offset, viewHeight);
  const headers = headersBetween(layout, offset, offset + viewHeight);
  const isSame =
    before !== null &&
    before.base === base &&
    before.lines.length === lines.length &&
    before.lines[0]?.row === lines[0]?.row &&
    before.headers.length === headers.length &&
    before.headers[0] === headers[0];
  return isSame ? before : { lines, headers, base };
}

/** The lines in sight, with a few beside them. */
function nearLines(layout: GridLayout, offset: number, viewHeight: number): Line[] {
  const end = offset + viewHeight;
  const reach = viewHeight * NEAR_SHARE + layout.cell + HEADER_PX;
  const lines = linesBetween(layout, offset - reach, end + reach);
  const isInSight = ({ top }: Line): boolean => top < end && top + layout.cell > offset;
  const first = lines.findIndex(isInSight);
  if (first < 0) return lines.slice(0, 1);
  const last = lines.findLastIndex(isInSight);
  const near = Math.floor((last - first + 1) * NEAR_SHARE);
  return lines.slice(Math.max(0, first - Math.floor(near / 2)), last + 1 + Math.ceil(near / 2));
}

/** So many lines the document holds at most: a line's node is the one of its number modulo this. */
export function poolSize(layout: GridLayout, viewHeight: number): number {
  const inSight = Math.ceil(viewHeight / layout.cell) + 1;
  return inSight + Math.floor(inSight * NEAR_SHARE);
}
