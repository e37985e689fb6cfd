/** Faster than this the pictures rush past unseen: loading them would only delay those that stay. */
const FLING_PX_PER_MS = 8;
/** So long after the last movement the window counts as still: a few frames. */
const SETTLE_MS = 60;

/** Watches a movement by the offsets that it comes to. */
export interface SpeedWatch {
  moved: (offset: number) => void;
  stop: () => void;
}

/** Reports when movement gets faster than a fling and when it is no more, and when it has come to rest. */
export function watchSpeed(reportFling: (isFlinging: boolean) => void, reportRest: () => void): SpeedWatch {
  let lastOffset = 0;
  let lastAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const settle = () => {
    timer = undefined;
    const still = performance.now() - lastAt;
    if (still < SETTLE_MS) {
      timer = setTimeout(settle, SETTLE_MS - still);
      return;
    }
    reportFling(false);
    reportRest();
  };
  return {
    moved: (offset) => {
      const now = performance.now();
      const speed = Math.abs(offset - lastOffset) / Math.max(1, now - lastAt);
      lastOffset = offset;
      lastAt = now;
      if (speed >= FLING_PX_PER_MS) reportFling(true);
      timer ??= setTimeout(settle, SETTLE_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
