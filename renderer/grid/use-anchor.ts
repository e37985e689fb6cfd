import { useLayoutEffect, useRef } from 'react';
import type { Place } from '../store/catalogue-slice.ts';
import { boxOf, type GridLayout, linesBetween } from './layout.ts';
import type { Scroll } from './use-scroll.ts';

/** The first place whose cell shows at an offset; 0 for an empty grid. */
export const topIndex = (layout: GridLayout, offset: number, viewHeight: number): number =>
  linesBetween(layout, offset, offset + Math.max(1, viewHeight))[0]?.first ?? 0;

/**
 * Holds the picture at the window's top in place while cells change size, and follows it to its new place when the view
 * changes under it. A view that was asked for anew starts at its start.
 */
export function useAnchor(layout: GridLayout, viewId: string, place: Place, scroll: Scroll): void {
  const before = useRef({ layout, viewId });
  const { offset, viewHeight, scrollTo } = scroll;
  useLayoutEffect(() => {
    const { layout: old, viewId: oldView } = before.current;
    before.current = { layout, viewId };
    if (old === layout && oldView === viewId) return;
    if (oldView !== viewId && place.kind === 'start') {
      scrollTo(0);
      return;
    }
    if (offset === 0) return;
    const top = topIndex(old, offset, viewHeight);
    const { from, to } = oldView !== viewId && place.kind === 'moved' ? place : { from: top, to: top };
    const oldBox = boxOf(old, from);
    const newBox = boxOf(layout, Math.min(to, layout.count - 1));
    if (oldBox && newBox) scrollTo(offset + newBox.top - oldBox.top);
  }, [layout, viewId, place, offset, viewHeight, scrollTo]);
}
