/** What a paused job's code waits at. */
export interface PauseGate {
  /** Resolves when the gate opens; rejects with the signal's reason when that aborts first. */
  readonly passed: Promise<void>;
  open(): void;
}

export function createPauseGate(signal: AbortSignal): PauseGate {
  const { promise, resolve, reject } = withResolvers();
  const fail = (): void => reject(signal.reason);
  signal.addEventListener('abort', fail, { once: true });
  // Whoever waits hears of it; where nobody does, nothing is lost.
  promise.catch(() => undefined);
  return {
    passed: promise,
    open() {
      signal.removeEventListener('abort', fail);
      resolve();
    },
  };
}

/** `Promise.withResolvers` came with Node 22. */
function withResolvers() {
  let resolve: () => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
