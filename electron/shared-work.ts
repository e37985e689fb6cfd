import { setMaxListeners } from 'node:events';
import { AppFailure } from '../shared/app-error.ts';

interface Running<T> {
  result: Promise<T>;
  controller: AbortController;
  waiting: number;
}

/** One for all: to make an error takes longer than to end most work. */
const nobodyWaits = new DOMException('nobody waits for it any more', 'AbortError');

/** Work that several may wait for and that is done once. It is given up when the last of them has gone. */
export class SharedWork<T> {
  readonly #running = new Map<string, Running<T>>();

  /** Joins the work of that id, or starts it. Rejects with `cancelled` as soon as `signal` aborts. */
  async join(id: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (signal.aborted) throw new AppFailure({ code: 'cancelled' });
    const work = this.#running.get(id) ?? this.#start(id, start);
    work.waiting += 1;
    // One signal may wait for many pieces of work: that is no leak.
    setMaxListeners(0, signal);
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        reject(new AppFailure({ code: 'cancelled' }));
        this.#leave(id, work);
      };
      signal.addEventListener('abort', leave, { once: true });
      work.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  #start(id: string, start: (signal: AbortSignal) => Promise<T>): Running<T> {
    const controller = new AbortController();
    const result = start(controller.signal).finally(() => {
      if (this.#running.get(id) === work) this.#running.delete(id);
    });
    const work: Running<T> = { result, controller, waiting: 0 };
    this.#running.set(id, work);
    return work;
  }

  #leave(id: string, work: Running<T>): void {
    work.waiting -= 1;
    if (work.waiting > 0) return;
    if (this.#running.get(id) === work) this.#running.delete(id);
    work.controller.abort(nobodyWaits);
  }
}
