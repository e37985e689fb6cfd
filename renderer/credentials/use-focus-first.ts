import { type RefObject, useEffect, useRef } from 'react';

/** Where the focus goes first: `button` where the screen has one that Enter is meant for, else `content`. */
interface FirstFocus {
  content: RefObject<HTMLDivElement | null>;
  button: RefObject<HTMLButtonElement | null>;
}

/**
 * Puts the focus when the screen opens, and again in each of its phases: the button of the phase before is gone then, and
 * the focus with it. Used by what renders the dialog, which moves the focus itself as it opens.
 */
export function useFocusFirst(phase: string): FirstFocus {
  const content = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the phase is what the focus depends on
  useEffect(() => (button.current ?? content.current)?.focus(), [phase]);
  return { content, button };
}
