import { useCallback, useEffect, useRef, useState } from 'react';
import { invoke } from '../api.ts';
import { makeResult, type Prepared, type SaveRequest } from './result-maker.ts';

export interface PreparedControl {
  prepared: Prepared;
  /** Makes the result once more, after a failure or once main has let go of it. */
  makeAgain: () => void;
  /** Keeps the result from being given up while it is written, whatever is chosen meanwhile. */
  hold: () => () => void;
}

/**
 * The result of a choice, made once the choice has rested; a result that is no longer wanted is cancelled or given up.
 * Null stands for nothing to make.
 */
export function usePreparedResult(request: SaveRequest | null): PreparedControl {
  const [made, setMade] = useState<{ key: string; prepared: Prepared } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const writing = useRef<Promise<void> | null>(null);
  // The request as text: equal choices make the same result, whichever object carries them.
  const key = request === null ? '' : `${attempt} ${JSON.stringify(request)}`;
  const latest = useRef(request);
  latest.current = request;

  useEffect(() => {
    const wanted = latest.current;
    if (key === '' || wanted === null) return;
    const giveUp = makeResult(wanted, invoke, (prepared) => setMade({ key, prepared }));
    return () => giveUp(writing.current);
  }, [key]);

  const makeAgain = useCallback(() => setAttempt((count) => count + 1), []);
  const hold = useCallback(() => {
    let release = () => {};
    writing.current = new Promise((resolve) => {
      release = resolve;
    });
    return () => {
      writing.current = null;
      release();
    };
  }, []);
  return { prepared: made?.key === key && key !== '' ? made.prepared : begun, makeAgain, hold };
}

const begun: Prepared = { kind: 'making', estimate: null };
