/** Calls that come faster than anyone can look are thinned out; the last one is always delivered. */
interface PacedNotice<T> {
  /** At once where the last notice is long enough ago, else later, then with the newest value. */
  tell(value: T): void;
  /** Delivers now what still waits. */
  flush(): void;
}

/** `deliver` is called at most once per `everyMs` milliseconds. */
export function createPacedNotice<T>(deliver: (value: T) => void, everyMs: number): PacedNotice<T> {
  let waiting: { value: T } | null = null;
  let timer: NodeJS.Timeout | null = null;

  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const due = waiting;
    waiting = null;
    if (due !== null) deliver(due.value);
  };
  const rest = (): void => {
    timer = setTimeout(() => {
      timer = null;
      if (waiting === null) return;
      rest();
      const due = waiting;
      waiting = null;
      deliver(due.value);
    }, everyMs);
  };
  return {
    tell(value) {
      waiting = { value };
      if (timer !== null) return;
      rest();
      waiting = null;
      deliver(value);
    },
    flush,
  };
}
