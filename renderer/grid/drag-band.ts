import { columnBox, GAP_PX, type GridLayout, HEADER_PX } from './layout.ts';

/** A rectangle over the grid's content, in its pixels. */
export interface Band {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Places of the view, from `from` to before `end`. */
export interface Places {
  from: number;
  end: number;
}

export const bandBetween = (a: { x: number; y: number }, b: { x: number; y: number }): Band => ({
  left: Math.min(a.x, b.x),
  top: Math.min(a.y, b.y),
  right: Math.max(a.x, b.x),
  bottom: Math.max(a.y, b.y),
});

/** The first column that a band touches and the one after its last; the same twice where it touches none. */
function columnsIn(layout: GridLayout, { left, right }: Band): Places {
  let from = layout.columns;
  let end = 0;
  for (let column = 0; column < layout.columns; column++) {
    const box = columnBox(layout, column);
    if (box.left + box.width <= left || box.left > right) continue;
    from = Math.min(from, column);
    end = column + 1;
  }
  return from < end ? { from, end } : { from: 0, end: 0 };
}

/** The stretches of neighbours that a band touches, one for each line of cells, from the top. */
function* runsIn(layout: GridLayout, band: Band): Generator<Places> {
  const columns = columnsIn(layout, band);
  if (columns.from === columns.end) return;
  const pitch = layout.cell + GAP_PX;
  for (const section of layout.sections) {
    const body = section.top + HEADER_PX;
    if (body > band.bottom) return;
    const firstRow = Math.max(0, Math.ceil((band.top - body - layout.cell + Number.MIN_VALUE) / pitch));
    const lastRow = Math.min(section.rows - 1, Math.floor((band.bottom - body) / pitch));
    for (let row = firstRow; row <= lastRow; row++) {
      if (body + row * pitch + layout.cell <= band.top) continue;
      const from = row * layout.columns + columns.from;
      const end = Math.min(row * layout.columns + columns.end, section.count);
      if (from < end) yield { from: section.first + from, end: section.first + end };
    }
  }
}

/** From the first to the last place whose cell a band touches; null where it touches none. */
export function placesIn(layout: GridLayout, band: Band): Places | null {
  let from = -1;
  let end = -1;
  for (const run of runsIn(layout, band)) {
    if (from < 0) from = run.from;
    end = run.end;
  }
  return from < 0 ? null : { from, end };
}

/** Of `ids`, which begin at the place `from`, those whose cells a band touches. */
export function idsIn(layout: GridLayout, band: Band, from: number, ids: Uint32Array): Uint32Array {
  const chosen = new Uint32Array(ids.length);
  let count = 0;
  for (const run of runsIn(layout, band)) {
    const part = ids.subarray(Math.max(0, run.from - from), Math.max(0, run.end - from));
    chosen.set(part, count);
    count += part.length;
  }
  return chosen.subarray(0, count);
}

/** So near to the window's edge, in pixels, the content begins to move. */
const EDGE_PX = 40;
/** How fast at the edge itself, in pixels a second; twice as fast with every second that the pointer stays there. */
const EDGE_SPEED = 900;
/** Through a million pictures in some twenty seconds. */
const MAX_SPEED = 3_000_000;

/**
 * Pixels a second by which the content moves while the pointer is at `y` of a window of `viewHeight` for `seconds`; 0
 * in the middle, negative at the upper edge, faster outside of the window.
 */
export function edgeSpeed(y: number, viewHeight: number, seconds: number): number {
  const above = EDGE_PX - y;
  const below = y - (viewHeight - EDGE_PX);
  const depth = Math.max(above, below, 0) / EDGE_PX;
  const speed = Math.min(MAX_SPEED, EDGE_SPEED * depth * 2 ** seconds);
  return above > below ? -speed : speed;
}
