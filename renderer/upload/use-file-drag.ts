import { useEffect, useRef, useState } from 'react';
import { useStore } from '../store/store.ts';

/** Where dropping text is the field's own business. */
const TEXT = 'input, textarea, [contenteditable="true"]';

/**
 * Watches files being dragged over the window. Nothing that is dropped is ever navigated to; what began inside the
 * window (a picture, a selection) is no file.
 */
export function useFileDrag(onDrop: (files: File[]) => void): boolean {
  const [isDragging, setDragging] = useState(false);
  const latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(() => {
    let isOwn = false;
    const hasFiles = (event: DragEvent) =>
      !isOwn && !useStore.getState().isDraggingOut && (event.dataTransfer?.types.includes('Files') ?? false);
    const over = (event: DragEvent) => {
      if (!hasFiles(event) && event.target instanceof Element && event.target.closest(TEXT)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = hasFiles(event) ? 'copy' : 'none';
      setDragging(hasFiles(event));
    };
    const leave = (event: DragEvent) => {
      // Between two elements of the page the one that is entered is told; outside of it there is none.
      if (event.relatedTarget === null) setDragging(false);
    };
    const drop = (event: DragEvent) => {
      setDragging(false);
      if (!hasFiles(event) && event.target instanceof Element && event.target.closest(TEXT)) return;
      event.preventDefault();
      const files = hasFiles(event) ? [...(event.dataTransfer?.files ?? [])] : [];
      if (files.length > 0) latest.current(files);
    };
    const begin = (event: DragEvent) => {
      // One that was prevented goes on as the system's own drag, or not at all; no end of it is told.
      isOwn = !event.defaultPrevented;
    };
    const end = () => {
      isOwn = false;
      setDragging(false);
    };
    const listeners = { dragenter: over, dragover: over, dragleave: leave, drop, dragstart: begin, dragend: end };
    const entries = Object.entries(listeners) as [keyof typeof listeners, (event: DragEvent) => void][];
    for (const [name, listener] of entries) window.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of entries) window.removeEventListener(name, listener);
    };
  }, []);
  return isDragging;
}
