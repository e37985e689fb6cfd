/** What of a frame small work may take beside what the frame is for. */
const FRAME_SHARE_MS = 2;

interface Surroundings {
  now: () => number;
  nextFrame: (callback: () => void) => void;
}

const browser: Surroundings = {
  now: () => performance.now(),
  nextFrame: (callback) => requestAnimationFrame(callback),
};

/**
 * Small pieces of work, done in the frames to come and only so much in each of them: none waits for ever, since a frame
 * does at least one. What is added answers how to take it back.
 */
export function createFrameWork({ now, nextFrame }: Surroundings = browser): (work: () => void) => () => void {
  const waiting = new Set<() => void>();
  let isScheduled = false;
  const schedule = () => {
    if (isScheduled || waiting.size === 0) return;
    isScheduled = true;
    nextFrame(() => {
      isScheduled = false;
      const end = now() + FRAME_SHARE_MS;
      for (const work of waiting) {
        waiting.delete(work);
        work();
        if (now() >= end) break;
      }
      schedule();
    });
  };
  return (work) => {
    const own = () => work();
    waiting.add(own);
    schedule();
    return () => waiting.delete(own);
  };
}
