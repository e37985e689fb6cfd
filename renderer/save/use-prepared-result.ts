import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../shared/app-error.ts';
import type { PreparedResult, Request } from '../../shared/contract.ts';
import { invoke } from '../api.ts';

/** What a result is made from. */
export type SaveRequest = Omit<Request<'save/prepare'>, 'resultId'>;

export type Prepared =
  | { kind: 'making' }
  | { kind: 'ready'; result: PreparedResult }
  | { kind: 'failed'; error: AppError };

/** A choice that changes again within this time is not made: a slider passes many values on its way. */
const QUIET_MS = 150;

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
    const resultId = crypto.randomUUID();
    let isStarted = false;
    let isWanted = true;
    const timer = setTimeout(() => {
      isStarted = true;
      void invoke('save/prepare', { ...wanted, resultId }).then((answer) => {
        if (!isWanted) return;
        const prepared: Prepared = answer.ok
          ? { kind: 'ready', result: answer.value }
          : { kind: 'failed', error: answer.error };
        setMade({ key, prepared });
      });
    }, QUIET_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
      // A result that is gone already is as good as given up.
      if (isStarted) void Promise.resolve(writing.current).then(() => invoke('save/discard', { resultId }));
    };
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
  return { prepared: made?.key === key && key !== '' ? made.prepared : { kind: 'making' }, makeAgain, hold };
}
