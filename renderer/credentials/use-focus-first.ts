import { type RefObject, useEffect, useRef } from 'react';

/**
 * The button that a press of Enter is most likely meant for has the focus when the screen opens, and again in each of its
 * phases: the button of the phase before is gone then, and the focus with it.
 */
export function useFocusFirst(phase: string): RefObject<HTMLButtonElement | null> {
  const first = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the phase is what the focus depends on
  useEffect(() => first.current?.focus(), [phase]);
  return first;
}
