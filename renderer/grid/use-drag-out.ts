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

/**
 * A press that is held for so long, or moved, may become a drag; before that most are clicks, and the whole picture would
 * be fetched for each while the viewer waits for its own.
 */
const HELD_MS = 100;

class OutwardDrag implements DragOutControl {
  #held: { cell: HTMLElement; groupId: number; timer: number } | null = null;
  #isBegun = false;
  #wasDragged = false;

  readonly press = (event: PointerEvent<HTMLElement>, groupId: number): void => {
    this.release();
    this.#wasDragged = false;
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>(CELL) : null;
    if (cell === null) return;
    cell.draggable = true;
    this.#held = { cell, groupId, timer: window.setTimeout(this.#begin, HELD_MS) };
    for (const [name, listener] of this.#listeners) window.addEventListener(name, listener);
  };

  readonly onDragStart = (event: DragEvent<HTMLElement>): void => {
    if (this.#held === null) return;
    // The system's drag takes its place, with files that the page cannot give.
    event.preventDefault();
    this.#begin();
    this.#wasDragged = true;
    void useStore.getState().dragOut();
  };

  readonly endsDrag = (): boolean => {
    const ends = this.#wasDragged;
    this.#wasDragged = false;
    return ends;
  };

  readonly release = (): void => {
    if (this.#held === null) return;
    this.#held.cell.removeAttribute('draggable');
    clearTimeout(this.#held.timer);
    this.#held = null;
    for (const [name, listener] of this.#listeners) window.removeEventListener(name, listener);
    if (this.#isBegun) useStore.getState().releaseDrag();
    this.#isBegun = false;
  };

  readonly #begin = (): void => {
    if (this.#held === null || this.#isBegun) return;
    this.#isBegun = true;
    void useStore.getState().pressForDrag(this.#held.groupId);
  };

  readonly #listeners = [
    ['pointermove', this.#begin],
    ['pointerup', this.release],
    ['pointercancel', this.release],
  ] as const;
}
