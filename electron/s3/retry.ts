import pRetry from 'p-retry';
import { type AppError, type AppErrorCode, isCredentialError } from '../../shared/app-error.ts';
import type { RequestContext } from './bucket-context.ts';
import { toS3Failure } from './errors.ts';
import { orAbort } from './or-abort.ts';
import { FIRST_SERVER_STATUS } from './reply-guard.ts';
import { MOST_RENEWALS, MOST_REPEATS, MOST_RESTARTS, type Pace, REPEATS } from './timeouts.ts';

/** How many repeats a failure of this kind is worth: the server's own trouble may pass, its refusals stay what they are. */
export function repeatsFor(error: AppError): number {
  if (error.code === 'server-error' && error.status < FIRST_SERVER_STATUS) return 0;
  return REPEATS[error.code] ?? 0;
}

/**
 * Runs an attempt until it succeeds, is refused for good or is cancelled. Where the keys are refused it waits for
 * others and tries again at once; a put or a delete also waits for a server that went away, where the context has a
 * network gate. Throws an `AppFailure`.
 */
export async function withRepeats<T>(
  context: RequestContext,
  pace: Readonly<Pace>,
  attempt: (number: number) => Promise<T>,
): Promise<T> {
  const tries = new Tries(context, attempt);
  for (let restarts = 0; ; restarts++) {
    try {
      return await repeat(tries, context.signal, pace);
    } catch (thrown) {
      const failure = toS3Failure(thrown, context);
      if (!(await isWorthStartingOver(failure.error, context, restarts))) throw failure;
    }
  }
}

/** Pauses between tries are this app's own wait for the server; what is worth another try, `Tries` knows. */
async function repeat<T>(tries: Tries<T>, signal: AbortSignal, pace: Readonly<Pace>): Promise<T> {
  tries.startOver();
  signal.throwIfAborted();
  // Most succeed at once, and by the thousand: what waits between tries is set up for those that do not.
  const first = await tries.next(1).then(
    (value) => ({ value }),
    (failure: unknown) => ({ failure }),
  );
  if ('value' in first) return first.value;
  const next = (number: number): Promise<T> => (number === 1 ? Promise.reject(first.failure) : tries.next(number));
  return pRetry(next, {
    retries: MOST_REPEATS,
    minTimeout: pace.firstRepeatMs,
    maxTimeout: pace.longestRepeatMs,
    randomize: true,
    signal,
    shouldRetry: () => tries.isWorthAnother,
  });
}

/**
 * Whether to start over after all tries failed: what must not be lost waits until a server that went away is back. One
 * that was there all along gets few chances more, for a line may have dropped for a moment.
 */
async function isWorthStartingOver(
  error: AppError,
  { action, network, signal }: RequestContext,
  restarts: number,
): Promise<boolean> {
  const mustNotBeLost = action === 'put' || action === 'delete';
  const isOutage = error.code === 'unreachable' || error.code === 'timed-out';
  if (network === null || !mustNotBeLost || !isOutage || signal.aborted) return false;
  return (await network.online(signal)) || restarts < MOST_RESTARTS;
}

/** The tries of one request, and who is told how each went. */
class Tries<T> {
  /** Whether the failure of the last try deserves another one. */
  isWorthAnother = false;
  readonly #context: RequestContext;
  readonly #attempt: (number: number) => Promise<T>;
  readonly #failures = new Map<AppErrorCode, number>();
  #renewals = 0;

  constructor(context: RequestContext, attempt: (number: number) => Promise<T>) {
    this.#context = context;
    this.#attempt = attempt;
  }

  /** After an outage: what failed before it does not count any more. */
  startOver(): void {
    this.#failures.clear();
  }

  /** One try, or several where the keys were refused and others came. Throws an `AppFailure`. */
  async next(number: number): Promise<T> {
    const { action, credentials, observer } = this.#context;
    while (true) {
      const generation = credentials.generation();
      try {
        await this.#keys();
        const result = await this.#attempt(number);
        credentials.accepted(generation);
        observer?.succeeded(action);
        return result;
      } catch (thrown) {
        const failure = toS3Failure(thrown, this.#context);
        if (!this.#isRenewable(failure.error)) throw this.#failed(failure, number <= MOST_REPEATS);
        observer?.failed(action, failure.error, false);
        await this.#renew(failure.error, generation);
      }
    }
  }

  /** The SDK waits for keys as long as they take (a person's code, a process) and hears no signal meanwhile. */
  async #keys(): Promise<void> {
    const { credentials, signal } = this.#context;
    await orAbort(credentials.provide(), signal).catch((thrown: unknown) => {
      signal.throwIfAborted();
      throw thrown;
    });
  }

  #isRenewable(error: AppError): boolean {
    return isCredentialError(error) && this.#renewals < MOST_RENEWALS;
  }

  async #renew(error: AppError, generation: number): Promise<void> {
    const { credentials, signal } = this.#context;
    this.#renewals++;
    try {
      await credentials.renew({ error, generation }, signal);
    } catch (thrown) {
      throw this.#failed(toS3Failure(thrown, this.#context), false);
    }
  }

  #failed<F extends { error: AppError }>(failure: F, mayRepeat: boolean): F {
    const { error } = failure;
    const times = (this.#failures.get(error.code) ?? 0) + 1;
    this.#failures.set(error.code, times);
    this.isWorthAnother = mayRepeat && times <= repeatsFor(error);
    if (error.code !== 'cancelled') this.#context.observer?.failed(this.#context.action, error, !this.isWorthAnother);
    return failure;
  }
}
