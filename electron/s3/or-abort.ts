import { setMaxListeners } from 'node:events';
import { AppFailure } from '../../shared/app-error.ts';

/** What `work` comes to, or `cancelled` as soon as `signal` aborts; the work itself goes on for others. */
export function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // One signal may end a whole job of many requests: that is no leak.
  setMaxListeners(0, signal);
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(new AppFailure({ code: 'cancelled' }));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}
