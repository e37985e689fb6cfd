/** What we use of the platform's EditContext (Chromium 121 and later), which the compiler's own types do not know yet. */
export interface EditContext extends EventTarget {
  readonly text: string;
  updateText: (start: number, end: number, text: string) => void;
  updateSelection: (start: number, end: number) => void;
  updateControlBounds: (bounds: DOMRect) => void;
  updateSelectionBounds: (bounds: DOMRect) => void;
}

declare global {
  interface Window {
    readonly EditContext?: new () => EditContext;
  }
  interface HTMLElement {
    editContext?: EditContext | null;
  }
}

/**
 * Lets an element that is no field take typed text, with the system's input method: without it the first keys of a Korean
 * word would arrive as Latin letters. Null where the platform has none.
 */
export function attachEditContext(element: HTMLElement): EditContext | null {
  if (window.EditContext === undefined) return null;
  const context = new window.EditContext();
  element.editContext = context;
  return context;
}
