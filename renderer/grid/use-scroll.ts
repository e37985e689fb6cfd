import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { isScaled, offsetAt, type ScrollScale, scaleFor, scrollAt } from './scroll-scale.ts';
import { watchSpeed } from './scroll-speed.ts';

/** A wheel that reports lines rather than pixels. */
const LINE_PX = 40;

/** Scrolling as the grid's parts see it. The object stays the same; nothing is rendered for a mere movement. */
export interface Scroll {
  /** The element that scrolls. */
  ref: RefObject<HTMLDivElement | null>;
  /** Offset into the content, in its own pixels. */
  offset: () => number;
  scale: () => ScrollScale;
  /** How far what is placed by the content's offsets has to move down within the scroll area. */
  lag: () => number;
  scrollTo: (offset: number) => void;
  /** What moved the content was let go: it rests at once. */
  letGo: () => void;
  /** Told of every movement, at most once a frame for each that the person makes; answers how to stop it. */
  onMove: (listener: () => void) => () => void;
  /** Told when a movement has ended. */
  onRest: (listener: () => void) => () => void;
}

interface Scrolling {
  scroll: Scroll;
  scale: ScrollScale;
  /** Pictures rush past: nothing needs loading now. */
  isFlinging: boolean;
}

/**
 * Scrolling through content that may be taller than a browser allows. Unscaled content scrolls natively; in scaled
 * content the wheel moves by the content's own pixels, and only the scrubber by shares of the whole.
 */
export function useScroll(height: number, viewHeight: number): Scrolling {
  const ref = useRef<HTMLDivElement>(null);
  const [isFlinging, setFlinging] = useState(false);
  const scale = useMemo(() => scaleFor(height, viewHeight), [height, viewHeight]);
  const scaleRef = useRef(scale);
  useLayoutEffect(() => {
    scaleRef.current = scale;
  }, [scale]);
  const [{ scroll, scrolled }] = useState(() => createScroll(ref, scaleRef));

  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const watch = watchSpeed(setFlinging, scrolled.rest);
    const stops = [scroll.onMove(() => watch.moved(scroll.offset())), scrolled.onLetGo(watch.ended)];
    const onWheel = (event: WheelEvent) => {
      if (!isScaled(scaleRef.current) || event.ctrlKey) return;
      event.preventDefault();
      scroll.scrollTo(scroll.offset() + event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1));
    };
    element.addEventListener('scroll', scrolled.byBrowser, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      watch.stop();
      for (const stop of stops) stop();
      element.removeEventListener('scroll', scrolled.byBrowser);
      element.removeEventListener('wheel', onWheel);
    };
  }, [scroll, scrolled]);

  return { scroll, scale, isFlinging };
}

function createScroll(ref: RefObject<HTMLDivElement | null>, scale: RefObject<ScrollScale>) {
  let exact = 0;
  /** What the scroll position was last set to; the browser rounds it to the screen's pixels. */
  let set = 0;
  const moves = new Set<() => void>();
  const rests = new Set<() => void>();
  const letGos = new Set<() => void>();
  const moveTo = (offset: number) => {
    if (offset === exact) return;
    exact = offset;
    for (const listener of moves) listener();
  };
  const scroll: Scroll = {
    ref,
    offset: () => exact,
    scale: () => scale.current,
    lag: () => (isScaled(scale.current) ? set - exact : 0),
    scrollTo: (wanted) => {
      const offset = Math.min(scale.current.maxOffset, Math.max(0, wanted));
      set = scrollAt(scale.current, offset);
      if (ref.current) {
        ref.current.scrollTop = set;
        set = ref.current.scrollTop;
      }
      moveTo(offset);
    },
    letGo: () => {
      for (const listener of letGos) listener();
    },
    onMove: (listener) => subscribe(moves, listener),
    onRest: (listener) => subscribe(rests, listener),
  };
  const scrolled = {
    onLetGo: (listener: () => void) => subscribe(letGos, listener),
    byBrowser: () => {
      const now = ref.current?.scrollTop ?? 0;
      // Our own `scrollTo` arrives here too, rounded: then the exact offset stays.
      if (Math.abs(now - set) < 1) return;
      set = now;
      moveTo(offsetAt(scale.current, now));
    },
    rest: () => {
      for (const listener of rests) listener();
    },
  };
  return { scroll, scrolled };
}

function subscribe(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
