/** What was seen of one movement, from inside the page. */
export interface Movement {
  /** Intervals between frames while it went on, in ms. */
  frames: number[];
  /** Of the page's main thread, in ms; 0 where none was longer than 50. */
  longestTask: number;
  /** Elements of the grid for each cell in sight, at rest. */
  nodesPerCell: number;
  /** From the last input until no cell in sight was blank, in ms. */
  blankMs: number;
}

/** What `beginWatch` adds to the page's window. */
export interface WatchWindow {
  watch: { begin: () => void; end: () => Promise<Movement> };
}

/** Runs in the page: everything that it needs is inside of it. */
export function beginWatch(): void {
  let frames: number[] = [];
  let longestTask = 0;
  let isMoving = false;
  let lastInput = 0;
  const tasks = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
  });
  tasks.observe({ entryTypes: ['longtask'] });
  const input = (event: Event) => {
    lastInput = event.timeStamp;
  };
  for (const name of ['wheel', 'pointermove', 'pointerdown'])
    window.addEventListener(name, input, { capture: true, passive: true });

  const isShown = (cell: Element, pane: DOMRect): boolean => {
    const { top, bottom } = cell.getBoundingClientRect();
    return bottom > pane.top && top < pane.bottom;
  };
  /** A picture that arrived, or what stands for it: a ThumbHash, or the sign that there is none. */
  const isBlank = (cell: Element): boolean => {
    const shown = cell.firstElementChild;
    if (shown === null) return true;
    if (!(shown instanceof HTMLImageElement) || cell.childElementCount > 1) return false;
    return !(shown.complete && shown.naturalWidth > 0);
  };
  const cellsInSight = (): Element[] => {
    const pane = document.getElementById('grid-scroll')?.getBoundingClientRect() ?? new DOMRect();
    return [...document.querySelectorAll('[role="gridcell"]')].filter((cell) => isShown(cell, pane));
  };
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

  const watch: WatchWindow['watch'] = {
    begin: () => {
      frames = [];
      longestTask = 0;
      isMoving = true;
      let last = performance.now();
      const tick = (now: number) => {
        if (!isMoving) return;
        frames.push(now - last);
        last = now;
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    },
    end: async () => {
      isMoving = false;
      let now = await frame();
      while (cellsInSight().some(isBlank)) now = await frame();
      const blankMs = Math.max(0, now - lastInput);
      // The nodes of a window that rests: what a movement still needs was done by then.
      for (const end = now + 500; now < end; ) now = await frame();
      for (const { duration } of tasks.takeRecords()) longestTask = Math.max(longestTask, duration);
      const nodes = document.querySelectorAll('[role="grid"] *').length;
      return { frames: frames.slice(1), longestTask, nodesPerCell: nodes / cellsInSight().length, blankMs };
    },
  };
  Object.assign(window, { watch });
}
