/**
 * How the grid moves over a million groups in the real window: flings by the wheel and scrubs by the pointer, beside a
 * blank window of the same size in the same app. Words: how many groups, if not a million.
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

async function fling(page: Page, direction: 1 | -1): Promise<void> {
  await page.mouse.move(WINDOW.width / 2, WINDOW.height / 2);
  for (let turn = FIRST_TURN_PX; turn > LAST_TURN_PX; turn *= SLOWING) await page.mouse.wheel(0, direction * turn);
}

/** Along the scrubber from one share of its height to another, and back by a little, as one who searches does. */
async function scrub(page: Page, from: number, to: number): Promise<void> {
  const box = await page.getByRole('scrollbar').boundingBox();
  if (box === null) throw new Error('expected a scrubber but received none');
  const x = box.x + box.width / 2;
  const at = (share: number): number => box.y + box.height * share;
  await page.mouse.move(x, at(from));
  await page.mouse.down();
  for (let step = 1; step <= SCRUB_STEPS; step++)
    await page.mouse.move(x, at(from + ((to - from) * step) / SCRUB_STEPS));
  await page.mouse.up();
}

async function measure(app: RunningApp): Promise<{ blank: number[]; flings: Movement[]; scrubs: Movement[] }> {
  const { page } = app;
  const blank = await blankFrames(app);
  await page.evaluate(beginWatch);
  const flings: Movement[] = [];
  const scrubs: Movement[] = [];
  for (let round = 0; round < MOVEMENTS; round++) {
    flings.push(await watched(page, () => fling(page, round % 3 === 2 ? -1 : 1)));
    const from = (round + 0.5) / MOVEMENTS;
    scrubs.push(await watched(page, () => scrub(page, from, 1 - from)));
  }
  return { blank, flings, scrubs };
}

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
  const blankMs = percentile(blank);
  report('scroll', [
    { metric: 'blank window: 95th percentile frame', value: blankMs, unit: 'ms', target: null },
    ...rowsOf('fling', flings, blankMs),
    ...rowsOf('scrub', scrubs, blankMs),
  ]);
} finally {
  await app.close();
  server.stop();
}
