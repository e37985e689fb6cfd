export interface LinkedSignal {
  signal: AbortSignal;
  abort(): void;
  /** Lets go of the parent; a long-lived one would otherwise hold every child. */
  unlink(): void;
}

/** A signal that aborts with `parent`, or by itself. */
export function linkedSignal(parent: AbortSignal): LinkedSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (parent.aborted) abort();
  parent.addEventListener('abort', abort, { once: true });
  return { signal: controller.signal, abort, unlink: () => parent.removeEventListener('abort', abort) };
}

/** A signal that aborts `graceMs` after `parent` did: for requests whose outcome should be known before they are left. */
export function delayedSignal(parent: AbortSignal, graceMs: number): LinkedSignal {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  const start = (): void => {
    timer = setTimeout(() => controller.abort(), graceMs);
  };
  if (parent.aborted) start();
  parent.addEventListener('abort', start, { once: true });
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    unlink() {
      parent.removeEventListener('abort', start);
      if (timer !== null) clearTimeout(timer);
    },
  };
}
