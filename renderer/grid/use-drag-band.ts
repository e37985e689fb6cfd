import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from '../store/store.ts';
import { BandSelection } from './band-selection.ts';
import { bandBetween, edgeSpeed } from './drag-band.ts';
import type { GridLayout } from './layout.ts';
import { pressedAt } from './press.ts';
import type { Scroll } from './use-scroll.ts';

/** A press that moves less is a click. */
const DRAG_FROM_PX = 5;
const MS_PER_SECOND = 1_000;

interface DragBandOptions {
  layout: GridLayout;
  viewId: string;
  viewHeight: number;
  scroll: Scroll;
  /** From the window's left edge to the first column. */
  left: number;
  /** A picture itself was pressed, by a plain press: it may be dragged out of the window. */
  onPicture: (event: PointerEvent<HTMLDivElement>, index: number) => void;
}

interface Point {
  x: number;
  y: number;
}

/** A press, and the band that it grows into. */
interface Drag {
  pointerId: number;
  /** In the content. */
  start: Point;
  /** In the window of the grid. */
  pointer: Point;
  adds: boolean;
  selection: BandSelection | null;
  /** Since when the pointer is at an edge, in ms; null where it is not. */
  atEdgeSince: number | null;
}

export interface DragBand {
  /** The drawn band. */
  ref: RefObject<HTMLDivElement | null>;
  /** Everything on screen moved by so many pixels of the content. */
  shift: (pixels: number) => void;
  /** A band is being drawn: what it began on has to stay where it is. */
  isDrawn: () => boolean;
  handlers: {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => void;
    onPointerUp: () => void;
    onPointerCancel: () => void;
  };
}

/**
 * Selection by a band drawn over the pictures. It begins where no picture is, on a check mark, or anywhere with Shift or
 * Ctrl, which add to what is selected: a plain drag of a picture itself is left for dragging it out of the window.
 */
export function useDragBand(options: DragBandOptions): DragBand {
  const ref = useRef<HTMLDivElement>(null);
  const latest = useRef(options);
  latest.current = options;
  const [band] = useState(() => new BandDrag(ref, () => latest.current));
  useEffect(() => () => band.end('cancel'), [band]);
  return {
    ref,
    shift: useCallback((pixels: number) => band.shift(pixels), [band]),
    isDrawn: useCallback(() => band.isDrawn, [band]),
    handlers: band.handlers,
  };
}

class BandDrag {
  readonly #ref: RefObject<HTMLDivElement | null>;
  readonly #options: () => DragBandOptions;
  #drag: Drag | null = null;
  #frame = 0;
  #stopMoves: () => void = () => undefined;

  constructor(ref: RefObject<HTMLDivElement | null>, options: () => DragBandOptions) {
    this.#ref = ref;
    this.#options = options;
  }

  readonly handlers: DragBand['handlers'] = {
    onPointerDown: (event) => {
      if (event.button !== 0 || event.pointerType === 'touch') return;
      const { layout, scroll, left, onPicture } = this.#options();
      const pointer = pointIn(event);
      const start = { x: pointer.x - left, y: pointer.y + scroll.offset() };
      const pressed = pressedAt(layout, start.x, start.y);
      const adds = event.shiftKey || event.ctrlKey || event.metaKey;
      if (pressed !== null && !pressed.onCheck && !adds) return onPicture(event, pressed.index);
      this.#drag = { pointerId: event.pointerId, start, pointer, adds, selection: null, atEdgeSince: null };
      window.addEventListener('selectstart', this.#onSelectStart);
    },
    onPointerMove: (event) => {
      const drag = this.#drag;
      if (drag === null || event.pointerId !== drag.pointerId) return;
      drag.pointer = pointIn(event);
      // Let go where we are not told of it.
      if (event.buttons === 0) {
        this.end('keep');
        return;
      }
      if (drag.selection === null && !this.#begin(drag, event.currentTarget)) return;
      this.#update();
    },
    onPointerUp: () => this.end('keep'),
    onPointerCancel: () => this.end('cancel'),
  };

  get isDrawn(): boolean {
    return this.#drag !== null && this.#drag.selection !== null;
  }

  shift(pixels: number): void {
    if (this.#drag === null) return;
    this.#drag.start.y += pixels;
    this.#update();
  }

  end(how: 'keep' | 'cancel'): void {
    const drag = this.#drag;
    const wasDrawn = this.isDrawn;
    this.#drag = null;
    if (wasDrawn) this.#tellPlace();
    cancelAnimationFrame(this.#frame);
    this.#stopMoves();
    window.removeEventListener('keydown', this.#onKeyDown, true);
    window.removeEventListener('selectstart', this.#onSelectStart);
    if (this.#ref.current) this.#ref.current.hidden = true;
    if (how === 'cancel') drag?.selection?.cancel();
  }

  /** Whether the press has become a drag. The pointer is the band's own from then on, so that no click follows. */
  #begin(drag: Drag, element: Element): boolean {
    const { scroll, left } = this.#options();
    const x = drag.pointer.x - left - drag.start.x;
    const y = drag.pointer.y + scroll.offset() - drag.start.y;
    if (Math.hypot(x, y) < DRAG_FROM_PX) return false;
    element.setPointerCapture(drag.pointerId);
    drag.selection = new BandSelection(drag.adds);
    this.#tellPlace();
    this.#stopMoves = scroll.onMove(() => this.#update());
    window.addEventListener('keydown', this.#onKeyDown, true);
    this.#frame = requestAnimationFrame((now) => this.#follow(now, now));
    return true;
  }

  /** New pictures do not push away those that a band is drawn over, at the very start neither. */
  #tellPlace(): void {
    const { stretch, showStretch } = useStore.getState();
    showStretch({ ...stretch, isAtStart: !this.isDrawn && this.#options().scroll.offset() === 0 });
  }

  /**
   * Chromium would select what lies between the press and the pointer, also where nothing may be selected: it tints the
   * pictures, and a next press on them drags that selection in place of a band.
   */
  readonly #onSelectStart = (event: Event): void => event.preventDefault();

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.end('cancel');
  };

  /** Moves the content while the pointer is at an edge. */
  #follow(now: number, before: number): void {
    const drag = this.#drag;
    if (drag === null) return;
    const { scroll, viewHeight } = this.#options();
    const since = drag.atEdgeSince ?? now;
    const speed = edgeSpeed(drag.pointer.y, viewHeight, (now - since) / MS_PER_SECOND);
    drag.atEdgeSince = speed === 0 ? null : since;
    if (speed !== 0) scroll.scrollTo(scroll.offset() + (speed * (now - before)) / MS_PER_SECOND);
    this.#frame = requestAnimationFrame((next) => this.#follow(next, now));
  }

  #update(): void {
    const drag = this.#drag;
    if (drag?.selection == null) return;
    const { layout, viewId, scroll, left, viewHeight } = this.#options();
    const offset = scroll.offset();
    const end = { x: drag.pointer.x - left, y: Math.min(Math.max(drag.pointer.y, 0), viewHeight) + offset };
    const band = bandBetween(drag.start, end);
    drag.selection.select(layout, viewId, band);
    const drawn = this.#ref.current;
    if (!drawn) return;
    // Far outside of the window there is no edge to draw, and no number too large for the browser.
    const top = Math.max(band.top - offset, -DRAWN_BEYOND_PX);
    const bottom = Math.min(band.bottom - offset, viewHeight + DRAWN_BEYOND_PX);
    drawn.hidden = false;
    drawn.style.transform = `translate(${band.left + left}px, ${top}px)`;
    drawn.style.width = `${band.right - band.left}px`;
    drawn.style.height = `${Math.max(0, bottom - top)}px`;
  }
}

const DRAWN_BEYOND_PX = 10;

const pointIn = (event: PointerEvent<HTMLDivElement>): Point => {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
};
