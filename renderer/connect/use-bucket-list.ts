import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../shared/app-error.ts';
import type { BucketSummary, S3Server } from '../../shared/connection.ts';
import { invoke } from '../api.ts';

/** The buckets that keys may see on one server, while and after they are asked for. */
type BucketListState = { kind: 'none' } | { kind: 'asking' } | { kind: 'listed'; buckets: readonly BucketSummary[] };

interface BucketList {
  state: BucketListState;
  /** Asks for the buckets; answers why there are none, or null also where it was called off. */
  ask: (server: S3Server) => Promise<AppError | null>;
  giveUp: () => void;
}

const none: BucketListState = { kind: 'none' };

/** The buckets of `server` (null while the form names none). With another server, what was asked or known is dropped. */
export function useBucketList(server: S3Server | null): BucketList {
  const [state, setState] = useState<BucketListState>(none);
  /** The question whose answer is waited for. */
  const asking = useRef<symbol | null>(null);
  const giveUp = () => {
    if (asking.current === null) return;
    asking.current = null;
    setState(none);
    void invoke('buckets/give-up', undefined);
  };
  const ask = async (asked: S3Server): Promise<AppError | null> => {
    const question = Symbol('buckets');
    asking.current = question;
    setState({ kind: 'asking' });
    const answer = await invoke('buckets/list', asked);
    if (asking.current !== question) return null;
    asking.current = null;
    setState(answer.ok ? { kind: 'listed', buckets: answer.value } : none);
    return answer.ok || answer.error.code === 'cancelled' ? null : answer.error;
  };
  const identity = JSON.stringify(server);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the server decides, not the function that drops its list
  useEffect(
    () => () => {
      giveUp();
      setState(none);
    },
    [identity],
  );
  return { state, ask, giveUp };
}
