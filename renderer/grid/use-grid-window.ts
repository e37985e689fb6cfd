import { type RefObject, useCallback, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { type GridWindow, windowAt } from './grid-window.ts';
import type { GridLayout } from './layout.ts';
import type { ScrollScale } from './scroll-scale.ts';
import type { Scroll } from './use-scroll.ts';

interface GridWindowOptions {
  layout: GridLayout;
  viewHeight: number;
  scroll: Scroll;
  scale: ScrollScale;
  /** The layer that the lines lie in. */
  layerRef: RefObject<HTMLDivElement | null>;
}

/**
 * What of the grid is in the document now. A movement that brings no other line renders nothing: the browser scrolls, and
 * where the content is scaled the layer is moved by hand.
 */
export function useGridWindow({ layout, viewHeight, scroll, scale, layerRef }: GridWindowOptions): GridWindow {
  const last = useRef<{ layout: GridLayout; shown: GridWindow } | null>(null);
  const read = useCallback(() => {
    const before = last.current?.layout === layout ? last.current.shown : null;
    const shown = windowAt(layout, scroll.offset(), viewHeight, before);
    if (shown !== before) last.current = { layout, shown };
    return shown;
  }, [layout, viewHeight, scroll]);
  const shown = useSyncExternalStore(scroll.onMove, read);

  const { base } = shown;
  useLayoutEffect(() => {
    const place = () => {
      if (layerRef.current) layerRef.current.style.transform = `translateY(${scroll.lag() + base}px)`;
    };
    place();
    return scroll.onMove(place);
  }, [scroll, layerRef, base]);

  // Another scale, e.g. in a window of another height: the scroll position then stands for another offset.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scale is read through `scroll`
  useLayoutEffect(() => {
    scroll.scrollTo(scroll.offset());
  }, [scroll, scale]);
  return shown;
}
