import { type DragEvent, type PointerEvent, useEffect, useState } from 'react';
import { useStore } from '../store/store.ts';

/** The element that a press on a cell makes draggable, as long as it is held. */
const CELL = '[role="gridcell"]';

export interface DragOutControl {
  /** A picture was pressed, where that draws no band and checks nothing. */
  press: (event: PointerEvent<HTMLElement>, groupId: number) => void;
  onDragStart: (event: DragEvent<HTMLElement>) => void;
  /** Whether the click that comes now is the end of a drag, which opens and selects nothing. */
  endsDrag: () => boolean;
}

/**
 * Dragging pictures out of the window. A cell is draggable only while it is pressed for that: a band that begins on one
 * never meets the platform's own drag.
 */
export function useDragOut(): DragOutControl {
  const [drag] = useState(() => new OutwardDrag());
  useEffect(() => () => drag.release(), [drag]);
  return drag;
}

class OutwardDrag implements DragOutControl {
  #cell: HTMLElement | null = null;
  #wasDragged = false;

  readonly press = (event: PointerEvent<HTMLElement>, groupId: number): void => {
    this.release();
    this.#wasDragged = false;
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>(CELL) : null;
    if (cell === null) return;
    this.#cell = cell;
    cell.draggable = true;
    window.addEventListener('pointerup', this.release);
    window.addEventListener('pointercancel', this.release);
    void useStore.getState().pressForDrag(groupId);
  };

  readonly onDragStart = (event: DragEvent<HTMLElement>): void => {
    if (this.#cell === null) return;
    // The system's drag takes its place, with files that the page cannot give.
    event.preventDefault();
    this.#wasDragged = true;
    void useStore.getState().dragOut();
  };

  readonly endsDrag = (): boolean => {
    const ends = this.#wasDragged;
    this.#wasDragged = false;
    return ends;
  };

  readonly release = (): void => {
    if (this.#cell === null) return;
    this.#cell.draggable = false;
    this.#cell.removeAttribute('draggable');
    this.#cell = null;
    window.removeEventListener('pointerup', this.release);
    window.removeEventListener('pointercancel', this.release);
    useStore.getState().releaseDrag();
  };
}
