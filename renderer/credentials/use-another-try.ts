import { useEffect, useState } from 'react';
import type { CredentialTrouble } from '../../shared/connection.ts';

/** What became of asking the source once more: nothing asked yet, being asked, or asked with the same outcome. */
type TryState = 'none' | 'asking' | 'same';

export interface AnotherTry {
  state: TryState;
  /** Asks once more. What helps ends the trouble, and this with it. */
  ask: (run: () => Promise<void>) => void;
}

/** A source that says nothing new within this time is as it was. */
const SAME_AFTER_MS = 4000;

/** Keeps what trying again came to: main only tells the trouble anew, or not at all where nothing changed. */
export function useAnotherTry(trouble: CredentialTrouble): AnotherTry {
  const [asked, setAsked] = useState<{ of: CredentialTrouble; isOver: boolean } | null>(null);
  const isAsking = asked !== null && !asked.isOver;
  const isTold = asked !== null && asked.of !== trouble;
  useEffect(() => {
    if (!isAsking) return;
    const settle = () => setAsked((before) => before && { ...before, isOver: true });
    if (isTold) return settle();
    const timer = setTimeout(settle, SAME_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isAsking, isTold]);
  return {
    state: asked === null ? 'none' : asked.isOver ? 'same' : 'asking',
    ask: (run) => {
      setAsked({ of: trouble, isOver: false });
      void run();
    },
  };
}
