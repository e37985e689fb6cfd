import { type PointerEvent, type RefObject, useLayoutEffect, useRef } from 'react';
import type { Extent } from './choose-variant.ts';
import type { Zoom } from './picture-frame.ts';

/** A press that moves less than this many CSS pixels is a click. */
const CLICK_SLOP_PX = 4;
const PRIMARY_BUTTON = 0;

/** Where in the picture (as shares) and where on the stage (CSS pixels) a zoom was asked for. */
interface Spot {
  x: number;
  y: number;
  left: number;
  top: number;
}

interface Drag {
  pointerId: number;
  x: number;
  y: number;
  scrollLeft: number;
  scrollTop: number;
  hasMoved: boolean;
}

/** Dragging moves a picture that is larger than its stage; a click toggles the zoom and keeps the point under it. */
export function usePanning(
  stage: RefObject<HTMLElement | null>,
  zoom: Zoom,
  frame: Extent,
  toggle: (() => void) | null,
) {
  const drag = useRef<Drag | null>(null);
  const spot = useRef<Spot | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the zoom has changed, and then only
  useLayoutEffect(() => {
    const element = stage.current;
    if (!element || zoom === 'fit') return;
    const at = spot.current ?? { x: 0.5, y: 0.5, left: element.clientWidth / 2, top: element.clientHeight / 2 };
    spot.current = null;
    element.scrollLeft = at.x * frame.width - at.left;
    element.scrollTop = at.y * frame.height - at.top;
  }, [zoom, stage]);

  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const element = stage.current;
      if (event.button !== PRIMARY_BUTTON || !element) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const { pointerId, clientX: x, clientY: y } = event;
      drag.current = { pointerId, x, y, scrollLeft: element.scrollLeft, scrollTop: element.scrollTop, hasMoved: false };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const held = drag.current;
      const element = stage.current;
      if (!held || !element || held.pointerId !== event.pointerId) return;
      const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
      if (Math.hypot(dx, dy) > CLICK_SLOP_PX) held.hasMoved = true;
      if (!held.hasMoved) return;
      element.scrollLeft = held.scrollLeft - dx;
      element.scrollTop = held.scrollTop - dy;
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const held = drag.current;
      drag.current = null;
      if (!held || held.hasMoved || !toggle) return;
      const box = event.currentTarget.getBoundingClientRect();
      const outer = stage.current?.getBoundingClientRect() ?? box;
      spot.current = {
        x: (event.clientX - box.left) / box.width,
        y: (event.clientY - box.top) / box.height,
        left: event.clientX - outer.left,
        top: event.clientY - outer.top,
      };
      toggle();
    },
    onPointerCancel: () => {
      drag.current = null;
    },
  };
}
