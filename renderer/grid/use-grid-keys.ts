import { type RefObject, useEffect, useRef, useState } from 'react';
import { groupIdAt } from '../store/catalogue-slice.ts';
import { useStore } from '../store/store.ts';
import type { GridLayout } from './layout.ts';
import { type Step, stepFrom } from './movement.ts';

interface GridKeysOptions {
  layout: GridLayout;
  viewHeight: number;
  active: number;
  /** Makes a place the active one and brings it into the window. */
  showIndex: (index: number) => void;
  gridRef: RefObject<HTMLDivElement | null>;
}

/** How a picture was pressed. */
export interface Press {
  onCheck: boolean;
  toggle: boolean;
  extend: boolean;
}

export interface GridKeys {
  /** The keyboard was used last: the active cell is marked. */
  isKeyboard: boolean;
  /** The pointer was used: the active cell is no longer marked. */
  leaveKeyboard: () => void;
  openOrSelect: (index: number, press: Press) => void;
}

const steps: Readonly<Record<string, Step>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last',
};

/** Opens a picture, or selects it: by its check mark, with a modifier, and once anything is selected. */
function openOrSelect(index: number, { onCheck, toggle, extend }: Press): void {
  const { pages, selection, toggleSelected, extendSelection, openViewer } = useStore.getState();
  const groupId = groupIdAt(pages, index);
  if (groupId === undefined) return;
  if (extend) void extendSelection(index);
  else if (onCheck || toggle || selection.ids.size > 0) toggleSelected(index, groupId);
  else openViewer(index, groupId);
}

/** The keys of the grid. They are heard wherever nothing else has the focus, so that arrows work at once. */
export function useGridKeys({ gridRef, ...options }: GridKeysOptions): GridKeys {
  const [isKeyboard, setKeyboard] = useState(false);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });

  useEffect(() => {
    const move = (step: Step, extend: boolean) => {
      const { layout, viewHeight, active, showIndex } = latest.current;
      const { selection, pages, toggleSelected, extendSelection } = useStore.getState();
      const next = stepFrom(layout, active, step, viewHeight);
      if (next < 0) return;
      const groupId = groupIdAt(pages, active);
      if (extend && selection.anchor === null && groupId !== undefined) toggleSelected(active, groupId);
      if (extend) void extendSelection(next);
      setKeyboard(true);
      gridRef.current?.focus({ preventScroll: true });
      showIndex(next);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isForGrid(event, gridRef.current)) return;
      const step = steps[event.key];
      if (step && !event.altKey && !event.ctrlKey && !event.metaKey) move(step, event.shiftKey);
      else if (!runCommand(event, latest.current.active)) return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [gridRef]);

  return { isKeyboard, leaveKeyboard: () => setKeyboard(false), openOrSelect };
}

/** Nothing lies over the grid, and nothing else has the focus. */
function isForGrid(event: KeyboardEvent, grid: HTMLElement | null): boolean {
  if (event.defaultPrevented || useStore.getState().opened.kind !== 'none') return false;
  if (document.querySelector('dialog[open], [role="menu"]')) return false;
  const { target } = event;
  return target === document.body || (target instanceof Node && grid?.parentElement?.contains(target) === true);
}

/** Enter, Space, Escape, Delete and Ctrl+A; answers whether the key was one of them. */
function runCommand(event: KeyboardEvent, active: number): boolean {
  const { pages, selection, selectAll, clearSelection, toggleSelected, openViewer, askDelete } = useStore.getState();
  const groupId = groupIdAt(pages, active);
  if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
    void selectAll();
    return true;
  }
  if (event.key === 'Escape' && selection.ids.size > 0) {
    clearSelection();
    return true;
  }
  if (event.key === 'Delete' || (event.key === 'Backspace' && event.metaKey)) {
    if (selection.ids.size > 0) askDelete([...selection.ids]);
    else if (groupId !== undefined) askDelete([groupId]);
    return true;
  }
  if (groupId === undefined) return false;
  if (event.key === 'Enter') openViewer(active, groupId);
  else if (event.key === ' ') toggleSelected(active, groupId);
  else return false;
  return true;
}
