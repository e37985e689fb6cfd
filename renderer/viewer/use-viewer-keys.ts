import { useEffect, useRef } from 'react';
import { useStore } from '../store/store.ts';
import type { Place } from './use-place.ts';

interface ViewerKeys {
  place: Place;
  toggleZoom: (() => void) | null;
  askCopyLink: (() => void) | null;
  askDelete: (() => void) | null;
}

/** Controls that use arrows, Home and End themselves. */
const OWN_ARROWS = '[role="radiogroup"], [role="slider"], [role="tablist"], [role="menu"], select';
/** What may lie over the viewer and has its keys for itself. A tooltip does not, though it takes Escape. */
const OVER_IT = 'dialog[open], [data-radix-popper-content-wrapper] :is([role="menu"], [role="dialog"])';
/** Fields that take text. */
const TEXT = 'input, textarea, [contenteditable="true"]';

/** Every key of the viewer. A dialog over it keeps its keys to itself. */
export function useViewerKeys(keys: ViewerKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (document.querySelector(OVER_IT) || (event.defaultPrevented && event.key !== 'Escape')) return;
      const target = event.target instanceof Element ? event.target : null;
      const run = actionFor(event, target, latest.current);
      if (!run) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

function actionFor(event: KeyboardEvent, target: Element | null, keys: ViewerKeys): (() => void) | null {
  const { place, toggleZoom, askCopyLink, askDelete } = keys;
  const { closeViewer, comparison, flipSide, toggleViewerPanel, wantRename, wantSave } = useStore.getState();
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand) return event.key.toLowerCase() === 's' && !event.altKey && !event.shiftKey ? wantSave : null;
  if (event.altKey) return null;
  if (event.key === 'Escape') return closeViewer;
  if (target?.closest(TEXT)) return null;
  switch (event.key.toLowerCase()) {
    case 'z':
      return toggleZoom;
    case 'i':
      return toggleViewerPanel;
    case 'c':
      return comparison === null ? null : flipSide;
    case 'f2':
      return wantRename;
    case 'l':
      return askCopyLink;
    case 'delete':
      return askDelete;
    default:
      return target?.closest(OWN_ARROWS) ? null : moveFor(event.key, place);
  }
}

function moveFor(key: string, place: Place): (() => void) | null {
  switch (key) {
    case 'ArrowLeft':
      return () => place.step(-1);
    case 'ArrowRight':
      return () => place.step(1);
    case 'Home':
      return () => place.goTo(0);
    case 'End':
      return () => place.goTo(place.count - 1);
    default:
      return null;
  }
}
