import { useLayoutEffect, useRef } from 'react';
import type { Place } from '../store/catalogue-slice.ts';
import { boxOf, type GridLayout, linesBetween } from './layout.ts';
import type { Scroll } from './use-scroll.ts';

/**
 * The place that the window's top is held at; 0 for an empty grid. It is the middle of the first line that shows: where a few
 * pictures before it come or go, the ones at either end move to another line, and this one keeps its own.
 */
export function topIndex(layout: GridLayout, offset: number, viewHeight: number): number {
  const [line] = linesBetween(layout, offset, offset + Math.max(1, viewHeight));
  return line === undefined ? 0 : line.first + (line.count >> 1);
}

/** What the window's top was held at, and the offset that it came to: held still while nobody has scrolled since. */
interface Held {
  offset: number;
  index: number;
}

interface AnchorOptions {
  layout: GridLayout;
  viewId: string;
  place: Place;
  viewHeight: number;
  scroll: Scroll;
  /** Everything on screen moved by so many pixels of the content, and stayed where it is in the window. */
  onShift: (pixels: number) => void;
}

/**
 * Holds the picture at the window's top in place while cells change size, and follows it to its new place when the view
 * changes under it. A view that was asked for anew starts at its start, or goes back to where it was left.
 */
export function useAnchor({ layout, viewId, place, viewHeight, scroll, onShift }: AnchorOptions): void {
  const before = useRef<{ layout: GridLayout; viewId: string } | null>(null);
  const held = useRef<Held | null>(null);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = { layout, viewId };
    if (old?.layout === layout && old.viewId === viewId) return;
    const isNewView = old?.viewId !== viewId;
    const offset = scroll.offset();
    if (isNewView && place.kind !== 'moved') {
      const box = place.kind === 'back' ? boxOf(layout, place.index) : null;
      held.current = null;
      scroll.scrollTo(place.kind === 'back' && box ? box.top + place.shift : 0);
      return;
    }
    const goesAlong = isNewView && place.kind === 'moved' && place.to !== place.from;
    if (old === null || (offset === 0 && !goesAlong)) return;
    const top = held.current?.offset === offset ? held.current.index : topIndex(old.layout, offset, viewHeight);
    const { from, to } = isNewView && place.kind === 'moved' ? place : { from: top, to: top };
    const index = Math.min(to, layout.count - 1);
    const oldBox = boxOf(old.layout, from);
    const newBox = boxOf(layout, index);
    if (!oldBox || !newBox) return;
    scroll.scrollTo(offset + newBox.top - oldBox.top);
    held.current = { offset: scroll.offset(), index };
    onShift(scroll.offset() - offset);
  }, [layout, viewId, place, viewHeight, scroll, onShift]);
}
