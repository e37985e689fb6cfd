/** Faster than this the pictures rush past unseen: loading them would only delay those that stay. */
const FLING_PX_PER_MS = 8;
/**
 * So slow, for so many movements, a fling is as good as over: what is in sight stays, and is loaded while it comes to rest.
 * Asked for at four times the speed, pictures cost frames of the movement; only at rest, they come up to a second later.
 */
const CALM_PX_PER_MS = 0.75;
const CALM_MOVES = 3;
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
  let calmMoves = 0;
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
  return {
    moved: (offset) => {
      const now = performance.now();
      const speed = Math.abs(offset - lastOffset) / Math.max(1, now - lastAt);
      lastOffset = offset;
      lastAt = now;
      // The first movement after a rest has no speed: it is a jump, or the beginning of more.
      if (timer !== undefined && speed >= FLING_PX_PER_MS) reportFling(true);
      calmMoves = speed < CALM_PX_PER_MS ? calmMoves + 1 : 0;
      if (calmMoves === CALM_MOVES) reportFling(false);
      timer ??= setTimeout(settle, SETTLE_MS);
    },
    ended: () => {
      if (timer !== undefined) rest();
    },
    stop: () => clearTimeout(timer),
  };
}
