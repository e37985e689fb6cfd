import { type RefObject, useEffect, useRef, useState } from 'react';
import { groupIdAt } from '../store/catalogue-slice.ts';
import type { IdSet } from '../store/id-set.ts';
import { useStore } from '../store/store.ts';
import type { GridLayout } from './layout.ts';
import { type Step, stepFrom } from './movement.ts';

interface GridKeysOptions {
  layout: GridLayout;
  viewHeight: number;
  /** Makes a place the active one and brings it into the window. */
  showIndex: (index: number) => void;
  gridRef: RefObject<HTMLDivElement | null>;
  /** Takes a key that means the text being typed; answers whether it was one. */
  takeTyped: (event: KeyboardEvent) => boolean;
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
  /** Marks the active cell for the keyboard, or no longer, since the pointer was used. */
  markActive: (isMarked: boolean) => void;
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
  const latest = useRef({ ...options, isKeyboard });
  useEffect(() => {
    latest.current = { ...options, isKeyboard };
  });

  useEffect(() => {
    const move = (step: Step, extend: boolean) => {
      const { layout, viewHeight, showIndex } = latest.current;
      const { cursor, selection, pages, toggleSelected, extendSelection } = useStore.getState();
      const active = cursor.index;
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
      if (event.defaultPrevented || isCovered()) return;
      const isAtGrid = event.target === document.body || holds(gridRef.current?.parentElement, event.target);
      if (isAtGrid && latest.current.takeTyped(event)) return;
      const step = event.altKey || event.ctrlKey || event.metaKey ? undefined : steps[event.key];
      // Only what is seen to be active can be opened or deleted by a key.
      const marked = isAtGrid && latest.current.isKeyboard ? groupAt(useStore.getState().cursor.index) : null;
      if (step && isAtGrid) move(step, event.shiftKey);
      else if (!(marked && pressActive(event, marked)) && !runCommand(event, marked)) {
        // A letter typed while nothing has the focus goes to the grid, which then gets it.
        if (isAtGrid && isText(event)) gridRef.current?.focus({ preventScroll: true });
        return;
      }
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [gridRef]);

  return { isKeyboard, markActive: setKeyboard, openOrSelect };
}

const isText = (event: KeyboardEvent): boolean =>
  [...event.key].length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;

/** Something lies over the grid. */
const isCovered = (): boolean =>
  useStore.getState().opened.kind !== 'none' || document.querySelector('dialog[open], [role="menu"]') !== null;

const holds = (element: Element | null | undefined, target: EventTarget | null): boolean =>
  target instanceof Node && element?.contains(target) === true;

interface ActiveGroup {
  index: number;
  groupId: number;
}

function groupAt(index: number): ActiveGroup | null {
  const groupId = groupIdAt(useStore.getState().pages, index);
  return groupId === undefined ? null : { index, groupId };
}

/** Enter opens the active picture, F2 opens it to change its name, Space selects it; answers whether the key was one of them. */
function pressActive(event: KeyboardEvent, { index, groupId }: ActiveGroup): boolean {
  const { toggleSelected, openViewer, wantRename } = useStore.getState();
  if (event.key === 'Enter' || event.key === 'F2') openViewer(index, groupId);
  else if (event.key === ' ') toggleSelected(index, groupId);
  else return false;
  if (event.key === 'F2') wantRename();
  return true;
}

/** Ctrl+A, Escape and Delete, wherever nothing is being typed; answers whether the key was one of them. */
function runCommand(event: KeyboardEvent, marked: ActiveGroup | null): boolean {
  if (event.target instanceof HTMLInputElement) return false;
  const { selection, selectAll, clearSelection, askDelete } = useStore.getState();
  if (event.key === 'a' && (event.ctrlKey || event.metaKey)) void selectAll();
  else if (event.key === 'Escape' && selection.ids.size > 0) clearSelection();
  else if (event.key === 'Delete' || (event.key === 'Backspace' && event.metaKey))
    askDelete(meantBy(selection.ids, marked));
  else return false;
  return true;
}

/** What a key that deletes means: what is selected, else the picture that the keyboard stands on. */
function meantBy(selected: IdSet, marked: ActiveGroup | null): readonly number[] | Uint32Array {
  if (selected.size > 0) return selected.toUint32Array();
  return marked ? [marked.groupId] : [];
}
