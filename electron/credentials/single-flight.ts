import { setMaxListeners } from 'node:events';
import { AppFailure } from '../../shared/app-error.ts';

/** Work that is done once for all who ask while it runs. */
export class SingleFlight<T> {
  #running: Promise<T> | null = null;

  run(work: () => Promise<T>): Promise<T> {
    if (this.#running !== null) return this.#running;
    const running = work().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }

  /** Whoever asks next begins anew, even if this still runs. */
  forget(): void {
    this.#running = null;
  }
}

/** The same, but `cancelled` as soon as `signal` aborts; the work itself goes on for others. */
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
