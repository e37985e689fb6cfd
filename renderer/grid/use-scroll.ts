import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { isScaled, offsetAt, type ScrollScale, scaleFor, scrollAt } from './scroll-scale.ts';

/** Faster than this the pictures rush past unseen: loading them would only delay those that stay. */
const FLING_PX_PER_MS = 8;
/** So long after the last fast movement the window counts as still. */
const SETTLE_MS = 90;
/** A wheel that reports lines rather than pixels. */
const LINE_PX = 40;

export interface Scroll {
  /** The element that scrolls. */
  ref: RefObject<HTMLDivElement | null>;
  viewHeight: number;
  /** Offset into the content, in its own pixels. */
  offset: number;
  scale: ScrollScale;
  /** Pictures rush past: nothing needs loading now. */
  isFlinging: boolean;
  scrollTo: (offset: number) => void;
}

/**
 * Scrolling through content that may be taller than a browser allows. Unscaled content scrolls natively; in scaled
 * content the wheel moves by the content's own pixels, and only the scrollbar by shares of the whole.
 */
export function useScroll(height: number, viewHeight: number): Scroll {
  const ref = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  const [isFlinging, setFlinging] = useState(false);
  const scale = scaleFor(height, viewHeight);
  const scaleRef = useRef(scale);
  const exact = useRef(0);
  useLayoutEffect(() => {
    scaleRef.current = scale;
  });

  const scrollTo = useCallback((wanted: number) => {
    const clamped = Math.min(scaleRef.current.maxOffset, Math.max(0, wanted));
    exact.current = clamped;
    setOffset(clamped);
    if (ref.current) ref.current.scrollTop = scrollAt(scaleRef.current, clamped);
  }, []);

  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const watch = watchSpeed(setFlinging);
    const onScroll = () => {
      // Our own `scrollTo` arrives here too, rounded to the screen's pixels: then the exact offset stays.
      const isOwn = Math.abs(element.scrollTop - scrollAt(scaleRef.current, exact.current)) <= 1;
      const next = isOwn ? exact.current : offsetAt(scaleRef.current, element.scrollTop);
      watch.moved(next);
      exact.current = next;
      setOffset(next);
    };
    const onWheel = (event: WheelEvent) => {
      if (!isScaled(scaleRef.current) || event.ctrlKey) return;
      event.preventDefault();
      scrollTo(exact.current + event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1));
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      watch.stop();
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel);
    };
  }, [scrollTo]);

  return { ref, viewHeight, offset, scale, isFlinging, scrollTo };
}

/** Reports when movement gets faster than a fling, and when it has settled again. */
function watchSpeed(report: (isFlinging: boolean) => void): { moved: (offset: number) => void; stop: () => void } {
  let lastOffset = 0;
  let lastAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    moved: (offset) => {
      const now = performance.now();
      const speed = Math.abs(offset - lastOffset) / Math.max(1, now - lastAt);
      lastOffset = offset;
      lastAt = now;
      if (speed < FLING_PX_PER_MS) return;
      report(true);
      clearTimeout(timer);
      timer = setTimeout(() => report(false), SETTLE_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
