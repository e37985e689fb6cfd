import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../shared/app-error.ts';
import type { PreparedResult, Request } from '../../shared/contract.ts';
import { invoke } from '../api.ts';

/** What a result is made from. */
export type SaveRequest = Omit<Request<'save/prepare'>, 'resultId'>;

export type Prepared =
  /** `estimate`: bytes, from a part of the picture; null until it is there. */
  | { kind: 'making'; estimate: number | null }
  | { kind: 'ready'; result: PreparedResult }
  | { kind: 'failed'; error: AppError };

/** A choice that changes again within this time is not made: a slider passes many values on its way. */
const QUIET_MS = 100;

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
    let giveUp = () => {};
    const timer = setTimeout(() => {
      const stop = new AbortController();
      const made = make(wanted, stop.signal, (prepared) => setMade({ key, prepared }));
      giveUp = () => {
        stop.abort();
        // A result that is gone already is as good as given up.
        for (const resultId of made) {
          void Promise.resolve(writing.current).then(() => invoke('save/discard', { resultId }));
        }
      };
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      giveUp();
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
  return { prepared: made?.key === key && key !== '' ? made.prepared : begun, makeAgain, hold };
}

const begun: Prepared = { kind: 'making', estimate: null };

/** Begins a result and, where it takes its time, an estimate of it; answers the ids by which they are given up. */
function make(wanted: SaveRequest, signal: AbortSignal, tell: (prepared: Prepared) => void): string[] {
  const resultId = crypto.randomUUID();
  const estimateId = crypto.randomUUID();
  let isMade = false;
  if (wanted.choice.kind === 'convert') {
    void invoke('save/estimate', { ...wanted, resultId: estimateId }).then((answer) => {
      // Without an estimate there is still the result, or its own failure, to wait for.
      if (answer.ok && !isMade && !signal.aborted) tell({ kind: 'making', estimate: answer.value.bytes });
    });
  }
  void invoke('save/prepare', { ...wanted, resultId }).then((answer) => {
    isMade = true;
    if (signal.aborted) return;
    tell(answer.ok ? { kind: 'ready', result: answer.value } : { kind: 'failed', error: answer.error });
  });
  return wanted.choice.kind === 'convert' ? [estimateId, resultId] : [resultId];
}
