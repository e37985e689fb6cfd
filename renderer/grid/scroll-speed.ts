/** Faster than this the pictures rush past unseen: loading them would only delay those that stay. */
const FLING_PX_PER_MS = 8;
/** Slower than this a fling is about to end: what comes now is seen, and most of it stays. */
const CALM_PX_PER_MS = 4;
/** A speed is told by the movement of so long, a frame or two: single events come unevenly. */
const MEASURED_MS = 30;
/** So long after the last movement the window counts as still: three frames. */
const SETTLE_MS = 48;

/** Watches a movement by the offsets that it comes to. */
export interface SpeedWatch {
  moved: (offset: number) => void;
  /** The person let go: nothing more comes. */
  ended: () => void;
  stop: () => void;
}

/** Reports when movement gets faster than a fling and when it is no more, and when it has come to rest. */
export function watchSpeed(reportFling: (isFlinging: boolean) => void, reportRest: () => void): SpeedWatch {
  let lastOffset = 0;
  let lastAt = 0;
  /** Since `measuredFrom`, in pixels. */
  let distance = 0;
  let measuredFrom = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = () => {
    clearTimeout(timer);
    timer = undefined;
    reportFling(false);
    reportRest();
  };
  const settle = () => {
    const still = performance.now() - lastAt;
    if (still < SETTLE_MS) timer = setTimeout(settle, SETTLE_MS - still);
    else rest();
  };
  /** Getting fast counts at once, slowing down once it lasts. */
  const judge = (speed: number, now: number) => {
    if (speed >= FLING_PX_PER_MS) reportFling(true);
    const measured = now - measuredFrom;
    if (measured < MEASURED_MS) return;
    if (distance / measured < CALM_PX_PER_MS) reportFling(false);
    distance = 0;
    measuredFrom = now;
  };
  return {
    moved: (offset) => {
      const now = performance.now();
      const step = Math.abs(offset - lastOffset);
      const speed = step / Math.max(1, now - lastAt);
      lastOffset = offset;
      lastAt = now;
      // The first movement after a rest has no speed: it is a jump, or the beginning of more.
      if (timer === undefined) {
        distance = 0;
        measuredFrom = now;
      } else {
        distance += step;
        judge(speed, now);
      }
      timer ??= setTimeout(settle, SETTLE_MS);
    },
    ended: () => {
      if (timer !== undefined) rest();
    },
    stop: () => clearTimeout(timer),
  };
}
