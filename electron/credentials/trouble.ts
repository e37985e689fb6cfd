import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { type AppError, AppFailure } from '../../shared/app-error.ts';
import type { CredentialTrouble, LoginState } from '../../shared/connection.ts';

/** One time that a source's keys did not work, until they are mended, with the requests that wait for it. */
export class Trouble {
  readonly id = randomUUID();
  error: AppError;
  remedy: CredentialTrouble['remedy'] = 'try-again';
  /** Of the key that was refused; null where none was. */
  keyIdEnd: string | null = null;
  login: LoginState = { kind: 'idle' };
  readonly #waiters = new Set<(failure: AppFailure | null) => void>();

  constructor(error: AppError) {
    this.error = error;
  }

  /** Resolves when the trouble is over. Rejects with `cancelled` when `signal` aborts or nobody uses the source now. */
  wait(signal: AbortSignal): Promise<void> {
    setMaxListeners(0, signal);
    return new Promise((resolve, reject) => {
      const settle = (failure: AppFailure | null): void => {
        this.#waiters.delete(settle);
        signal.removeEventListener('abort', cancel);
        if (failure === null) resolve();
        else reject(failure);
      };
      const cancel = (): void => settle(new AppFailure({ code: 'cancelled' }));
      this.#waiters.add(settle);
      if (signal.aborted) cancel();
      else signal.addEventListener('abort', cancel);
    });
  }

  /** Lets everything that waits go on. */
  end(): void {
    for (const settle of [...this.#waiters]) settle(null);
  }

  cancel(): void {
    for (const settle of [...this.#waiters]) settle(new AppFailure({ code: 'cancelled' }));
  }
}
