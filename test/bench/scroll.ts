/**
 * How the grid moves over a million groups in the real window: flings by the wheel and scrubs by the pointer, beside a
 * blank window of the same size in the same app; and how long it takes to select all of them.
 * Words: how many groups, if not a million.
 */
import type { Page } from 'playwright';
import { launchApp, type RunningApp } from '../support/app.ts';
import { askForBucket } from '../support/connect-form.ts';
import { startRemoteListingServer } from './remote-listing-server.ts';
import { type BenchRow, report } from './rows.ts';
import { beginWatch, type Movement, type WatchWindow } from './scroll-watch.ts';

const BUCKET = 'million';
const PROFILE = { name: 'bench', accessKeyId: 'BENCH', secretAccessKey: 'bench', region: 'us-east-1' };
const LISTED_WITHIN_MS = 900_000;
const WINDOW = { width: 1280, height: 800 };
const BLANK_MS = 4_000;
const MOVEMENTS = 6;
/** A wheel that is given a push: each turn is so much of the one before. */
const FIRST_TURN_PX = 2_400;
const SLOWING = 0.96;
const LAST_TURN_PX = 4;
/** As often as a mouse of 60 Hz. */
const INPUT_EVERY_MS = 16;
/** So many places a scrub goes through. */
const SCRUB_STEPS = 150;
/** The upper part of the frames is what a person feels. */
const PERCENTILE = 0.95;
const LONG_TASK_MS = 50;

const groups = Number(process.argv[2] ?? 1_000_000);

/** Intervals between the frames of a window that has nothing to show, of the same size. */
function blankFrames(app: RunningApp): Promise<number[]> {
  return app.electron.evaluate(
    async ({ BrowserWindow }, { size, ms }) => {
      // In a session of its own: the app's lets only its own pages in.
      const blank = new BrowserWindow({ ...size, useContentSize: true, webPreferences: { partition: 'blank' } });
      await blank.loadURL('data:text/html,<!doctype html><title>Blank</title>');
      const frames: number[] = await blank.webContents.executeJavaScript(`new Promise((resolve) => {
        const frames = [];
        let last = performance.now();
        const end = last + ${ms};
        const frame = (now) => {
          frames.push(now - last);
          last = now;
          if (now < end) requestAnimationFrame(frame);
          else resolve(frames.slice(2));
        };
        requestAnimationFrame(frame);
      })`);
      blank.destroy();
      return frames;
    },
    { size: WINDOW, ms: BLANK_MS },
  );
}

/** Carries one movement out and answers what was seen of it, when every cell in sight has something to show. */
async function watched(page: Page, move: () => Promise<void>): Promise<Movement> {
  await page.evaluate(() => (window as unknown as WatchWindow).watch.begin());
  await move();
  return page.evaluate(() => (window as unknown as WatchWindow).watch.end());
}

/** What the window gets from a mouse, as Electron names it. */
type MouseInput =
  | { type: 'mouseWheel'; x: number; y: number; deltaX: number; deltaY: number }
  | {
      type: 'mouseMove' | 'mouseDown' | 'mouseUp';
      x: number;
      y: number;
      button: 'left';
      modifiers?: 'leftbuttondown'[];
    };

/** Sends one input after the other at a mouse's pace, whatever the window makes of them. */
const send = (app: RunningApp, inputs: readonly MouseInput[]): Promise<void> =>
  app.electron.evaluate(
    ({ BrowserWindow }, { all, pace }) =>
      new Promise<void>((resolve) => {
        const [window] = BrowserWindow.getAllWindows();
        let next = 0;
        const timer = setInterval(() => {
          const input = all[next++];
          if (input !== undefined && window !== undefined) window.webContents.sendInputEvent(input);
          else {
            clearInterval(timer);
            resolve();
          }
        }, pace);
      }),
    { all: [...inputs], pace: INPUT_EVERY_MS },
  );

/** `direction` 1 is down. */
function fling(app: RunningApp, direction: 1 | -1): Promise<void> {
  const turns: MouseInput[] = [];
  const place = { x: WINDOW.width / 2, y: WINDOW.height / 2 };
  for (let turn = FIRST_TURN_PX; turn > LAST_TURN_PX; turn *= SLOWING)
    turns.push({ type: 'mouseWheel', ...place, deltaX: 0, deltaY: -direction * turn });
  return send(app, turns);
}

/** Along the scrubber from one share of its height to another. */
async function scrub(app: RunningApp, from: number, to: number): Promise<void> {
  const box = await app.page.getByRole('scrollbar').boundingBox();
  if (box === null) throw new Error('expected a scrubber but received none');
  const x = Math.round(box.x + box.width / 2);
  const at = (share: number): number => Math.round(box.y + box.height * share);
  const moves = Array.from({ length: SCRUB_STEPS }, (_, step): MouseInput => {
    const y = at(from + ((to - from) * (step + 1)) / SCRUB_STEPS);
    return { type: 'mouseMove', x, y, button: 'left', modifiers: ['leftbuttondown'] };
  });
  await send(app, [
    { type: 'mouseDown', x, y: at(from), button: 'left' },
    ...moves,
    { type: 'mouseUp', x, y: at(to), button: 'left' },
  ]);
}

async function measure(app: RunningApp): Promise<{ blank: number[]; flings: Movement[]; scrubs: Movement[] }> {
  const { page } = app;
  const blank = await blankFrames(app);
  await page.evaluate(beginWatch);
  const flings: Movement[] = [];
  const scrubs: Movement[] = [];
  for (let round = 0; round < MOVEMENTS; round++) {
    flings.push(await watched(page, () => fling(app, round % 3 === 2 ? -1 : 1)));
    const from = (round + 0.5) / MOVEMENTS;
    scrubs.push(await watched(page, () => scrub(app, from, 1 - from)));
  }
  return { blank, flings, scrubs };
}

/** How long it takes until everything is selected, and then one picture less, in ms. */
interface SelectionTimes {
  all: number;
  toggle: number;
}

const selectEverything = ({ page }: RunningApp, all: number): Promise<SelectionTimes> =>
  page.evaluate(async (count) => {
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const until = async (selected: number): Promise<number> => {
      const begun = performance.now();
      const text = `${selected.toLocaleString('en')} selected`;
      while (document.querySelector('[role="toolbar"] strong')?.textContent !== text) await frame();
      return performance.now() - begun;
    };
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', ctrlKey: true, bubbles: true }));
    const allMs = await until(count);
    const pane = document.getElementById('grid-scroll')?.getBoundingClientRect() ?? new DOMRect();
    const boxes = [...document.querySelectorAll('[role="gridcell"]')].map((cell) => ({
      cell,
      box: cell.getBoundingClientRect(),
    }));
    const inSight = boxes.find(({ box }) => box.top >= pane.top && box.bottom <= pane.bottom);
    if (inSight === undefined) throw new Error('expected a cell in sight but received none');
    const { left, top, width, height } = inSight.box;
    const at = { clientX: left + width / 2, clientY: top + height / 2 };
    inSight.cell.dispatchEvent(new MouseEvent('click', { ...at, ctrlKey: true, bubbles: true }));
    return { all: allMs, toggle: await until(count - 1) };
  }, all);

const percentile = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * PERCENTILE)] ?? 0;

function rowsOf(name: string, movements: readonly Movement[], blankMs: number): BenchRow[] {
  const frames = movements.flatMap((movement) => movement.frames);
  const longest = (of: (movement: Movement) => number): number => Math.max(...movements.map(of));
  const row = (metric: string, value: number, unit: string, target: BenchRow['target'] = null): BenchRow => ({
    metric: `${name}: ${metric}`,
    value,
    unit,
    target,
  });
  return [
    row('frames', frames.length, ''),
    row('95th percentile frame', percentile(frames), 'ms'),
    row('95th percentile frame above a blank window’s', percentile(frames) - blankMs, 'ms', { atMost: 4 }),
    row(
      'longest task',
      longest(({ longestTask }) => longestTask),
      'ms',
      { atMost: LONG_TASK_MS },
    ),
    row(
      'nodes a visible cell',
      longest(({ nodesPerCell }) => nodesPerCell),
      '',
      { atMost: 3 },
    ),
    row(
      'longest time at rest with a blank cell',
      longest(({ blankMs: ms }) => ms),
      'ms',
      { atMost: 200 },
    ),
  ];
}

const server = await startRemoteListingServer({
  bucket: BUCKET,
  albums: [{ name: 'post', groups }],
  sizes: ['thumbnail'],
});
const app = await launchApp({ profiles: [PROFILE] });
try {
  await askForBucket(app.page, { bucket: BUCKET, endpoint: server.endpoint });
  const all = new RegExp(`^All pictures\\s*${groups.toLocaleString('en')}$`);
  await app.page.getByRole('button', { name: all }).waitFor({ timeout: LISTED_WITHIN_MS });
  const { blank, flings, scrubs } = await measure(app);
  const selecting = await selectEverything(app, groups);
  const blankMs = percentile(blank);
  report('scroll', [
    { metric: 'blank window: 95th percentile frame', value: blankMs, unit: 'ms', target: null },
    ...rowsOf('fling', flings, blankMs),
    ...rowsOf('scrub', scrubs, blankMs),
    { metric: 'select everything', value: selecting.all, unit: 'ms', target: null },
    { metric: 'then take one picture out', value: selecting.toggle, unit: 'ms', target: null },
  ]);
} finally {
  await app.close();
  server.stop();
}
