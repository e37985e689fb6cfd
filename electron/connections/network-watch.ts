import { type AppError, AppFailure, type S3Action, toAppError } from '../../shared/app-error.ts';
import type { NetworkState } from '../../shared/connection.ts';
import type { NetworkGate, RequestObserver } from '../s3/request-observer.ts';
import { DEFAULT_NETWORK_PACE, type NetworkPace } from '../s3/timeouts.ts';

interface NetworkWatchOptions {
  /**
   * Asks the server anything. Resolves, or rejects with the `AppFailure` of a refusal, where S3 answered; ends when
   * `signal` aborts. `createServerProbe` makes one.
   */
  probe(signal: AbortSignal): Promise<void>;
  /** Called with each new state; while offline also with each new time of the next try. */
  onChange(state: NetworkState): void;
  pace?: Partial<NetworkPace>;
  /** Ms since the epoch. */
  now?: () => number;
}

/**
 * Whether a server can be reached, learnt from the requests that are made anyway. One that cannot be reached for good
 * is asked for at once; where that fails too the state is offline, and it is asked for again with growing pauses until
 * it, or any request, is answered.
 */
export interface NetworkWatch extends RequestObserver, NetworkGate {
  state(): NetworkState;
  /** While offline: looks now instead of at the end of the pause. */
  tryNow(): void;
  /** Ends what waits with `cancelled`. */
  close(): void;
}

export const createNetworkWatch = (options: NetworkWatchOptions): NetworkWatch => new Watch(options);

/** A failure of a request that the network may be to blame for. */
const isSilence = ({ code }: AppError): boolean => code === 'unreachable' || code === 'timed-out';
/** What a look fails with where S3 did not answer it: a login page of the network is no answer of S3. */
const isAway = (error: AppError): boolean => isSilence(error) || error.code === 'not-s3' || error.code === 'tls-failed';

interface Waiter {
  resolve(wasAway: boolean): void;
  reject(failure: AppFailure): void;
}

class Watch implements NetworkWatch {
  readonly #options: NetworkWatchOptions;
  readonly #pace: NetworkPace;
  readonly #now: () => number;
  readonly #waiters = new Set<Waiter>();
  #state: NetworkState = { state: 'online' };
  /** The look that is under way. */
  #look: AbortController | null = null;
  #pause: NodeJS.Timeout | undefined;
  #failedLooks = 0;
  #isClosed = false;

  constructor(options: NetworkWatchOptions) {
    this.#options = options;
    this.#pace = { ...DEFAULT_NETWORK_PACE, ...options.pace };
    this.#now = options.now ?? Date.now;
  }

  state(): NetworkState {
    return this.#state;
  }

  succeeded(): void {
    if (this.#look !== null || this.#state.state === 'offline') this.#isThere();
  }

  failed(_action: S3Action, error: AppError, isFinal: boolean): void {
    const isNews = this.#look === null && this.#state.state === 'online';
    if (isFinal && isNews && isSilence(error) && !this.#isClosed) void this.#lookForIt();
  }

  tryNow(): void {
    if (this.#state.state === 'offline' && this.#look === null && !this.#isClosed) void this.#lookForIt();
  }

  online(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted || this.#isClosed) return Promise.reject(new AppFailure({ code: 'cancelled' }));
    if (this.#look === null && this.#state.state === 'online') return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      const cancel = (): void => waiter.reject(new AppFailure({ code: 'cancelled' }));
      const leave = (): void => {
        signal.removeEventListener('abort', cancel);
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter = {
        resolve: (wasAway) => {
          leave();
          resolve(wasAway);
        },
        reject: (failure) => {
          leave();
          reject(failure);
        },
      };
      signal.addEventListener('abort', cancel, { once: true });
      this.#waiters.add(waiter);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#stopLooking();
    for (const waiter of this.#waiters) waiter.reject(new AppFailure({ code: 'cancelled' }));
  }

  async #lookForIt(): Promise<void> {
    clearTimeout(this.#pause);
    const look = new AbortController();
    this.#look = look;
    const limit = setTimeout(() => look.abort(new DOMException('no answer', 'TimeoutError')), this.#pace.probeMs);
    limit.unref();
    const error = await this.#options.probe(look.signal).then(() => null, toAppError);
    clearTimeout(limit);
    // Answered by a request meanwhile, or closed.
    if (this.#look !== look) return;
    this.#look = null;
    if (error !== null && (isAway(error) || look.signal.aborted)) this.#isAway(error);
    else this.#isThere();
  }

  #isAway(error: AppError): void {
    const { firstProbeMs, longestProbeMs } = this.#pace;
    const pause = Math.min(firstProbeMs * 2 ** this.#failedLooks, longestProbeMs);
    this.#failedLooks++;
    const now = this.#now();
    const since = this.#state.state === 'offline' ? this.#state.since : now;
    this.#pause = setTimeout(() => void this.#lookForIt(), pause);
    this.#pause.unref();
    this.#state = { state: 'offline', error, since, nextTryAt: now + pause };
    this.#options.onChange(this.#state);
  }

  #isThere(): void {
    this.#stopLooking();
    this.#failedLooks = 0;
    const wasAway = this.#state.state === 'offline';
    this.#state = { state: 'online' };
    if (wasAway) this.#options.onChange(this.#state);
    for (const waiter of this.#waiters) waiter.resolve(wasAway);
  }

  #stopLooking(): void {
    clearTimeout(this.#pause);
    const look = this.#look;
    this.#look = null;
    look?.abort();
  }
}
