import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { Extent } from './choose-variant.ts';

const nothing: Extent = { width: 0, height: 0 };

/** The inner size of an element in CSS pixels, followed as it changes; zero before the first layout. */
export function useElementSize<E extends HTMLElement>(): { ref: RefObject<E | null>; size: Extent } {
  const ref = useRef<E>(null);
  const [size, setSize] = useState<Extent>(nothing);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, size };
}
