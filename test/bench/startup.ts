/**
 * How long the app takes from its launch to the first thumbnail that was kept on the disk, beside a window of Electron with
 * an empty page, launched in the same way. Words: how many groups, if not a million, and how many launches of each.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { electronCommand, launchApp } from '../support/app.ts';
import { askForBucket } from '../support/connect-form.ts';
import { SYNTHETIC_SIZES } from '../support/synthetic-keys.ts';
import { startRemoteListingServer } from './remote-listing-server.ts';
import { type BenchRow, report } from './rows.ts';

const BUCKET = 'million';
const AWS_HOME = {
  config: '[default]\nregion = us-east-1\n',
  credentials: '[default]\naws_access_key_id = BENCH\naws_secret_access_key = bench\n',
};
/** Of a store in the same country. */
const LATENCY_MS = 20;
const LISTED_WITHIN_MS = 600_000;
const STARTED_WITHIN_MS = 60_000;
/** Launches that only bring the files into the system's memory. */
const WARM_UP = 2;
const TIMES_AN_EMPTY_WINDOW = 1.5;
const groups = Number(process.argv[2] ?? 1_000_000);
const launches = Number(process.argv[3] ?? 9);

/** What a line of the watch begins with: what was reached, and when in ms since the epoch. */
const SHOWN = 'bench-shown';

/**
 * Loaded before the app: says when the page has painted what `isReached` waits for, and ends the app. The condition runs
 * in the page.
 */
const watchOf = (isReached: string): string => `
const { app } = require('electron');
const reached = 'new Promise((resolve) => {' +
  'const look = () => (' + ${JSON.stringify(isReached)} + ') ? requestAnimationFrame(() => requestAnimationFrame(resolve)) : undefined;' +
  'document.addEventListener("load", () => look(), true); look(); })';
app.on('web-contents-created', (_event, contents) => {
  contents.once('dom-ready', async () => {
    await contents.executeJavaScript(reached);
    process.stdout.write('${SHOWN} ' + Date.now() + '\\n');
    app.quit();
  });
});
`;
const A_PICTURE = `[...document.querySelectorAll('[role="gridcell"] img')].some((image) => image.complete && image.naturalWidth > 0)`;
const ANYTHING = 'true';

/** As in Electron's own first steps. */
const EMPTY_MAIN = `
const { app, BrowserWindow } = require('electron');
if (process.getuid?.() !== 0) app.enableSandbox();
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadFile('index.html'));
app.on('window-all-closed', () => app.quit());
`;
const EMPTY_PAGE = '<!doctype html><html><head><meta charset="utf-8"><title>Empty</title></head><body></body></html>';

/** Something that can be launched again and again. */
interface Launchable {
  command: readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
  /** Takes away what it left on the disk. */
  leave(): Promise<void>;
}

/** From the start of the process to what its watch waits for, in ms. */
async function launch({ command: [program, ...args], env }: Omit<Launchable, 'leave'>): Promise<number> {
  const began = Date.now();
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), STARTED_WITHIN_MS);
  const ended = once(child, 'exit');
  const shown = await shownAt(child);
  await ended;
  clearTimeout(timer);
  if (shown === null) throw new Error('expected a picture in the window but received none');
  return shown - began;
}

async function shownAt(child: ChildProcess): Promise<number | null> {
  let shown: number | null = null;
  if (child.stdout === null) return null;
  for await (const line of createInterface(child.stdout)) {
    const [, time] = /^bench-shown (\d+)$/.exec(line) ?? [];
    if (time !== undefined) shown = Number(time);
  }
  return shown;
}

async function emptyWindow(folder: string): Promise<Omit<Launchable, 'leave'>> {
  const app = join(folder, 'empty');
  await mkdir(app);
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'empty', main: 'main.js' }));
  await writeFile(join(app, 'main.js'), EMPTY_MAIN);
  await writeFile(join(app, 'index.html'), EMPTY_PAGE);
  const watch = join(folder, 'watch-empty.cjs');
  await writeFile(watch, watchOf(ANYTHING));
  const { command, env } = electronCommand([]);
  const [program, ...args] = command;
  return { command: [program, ...args.slice(0, -1), '-r', watch, app], env };
}

/** The app on a bucket that was open before, with the first screenful of its thumbnails kept. */
async function reopenedApp(folder: string, endpoint: string): Promise<Launchable> {
  const first = await launchApp({ awsHome: AWS_HOME });
  await askForBucket(first.page, { bucket: BUCKET, endpoint });
  const all = new RegExp(`^All pictures\\s*${groups.toLocaleString('en')}$`);
  await first.page.getByRole('button', { name: all }).waitFor({ timeout: LISTED_WITHIN_MS });
  await first.page.locator('[role="gridcell"] img').first().waitFor();
  await first.page.waitForFunction(() => {
    const images = [...document.querySelectorAll<HTMLImageElement>('[role="gridcell"] img')];
    return images.length > 0 && images.every((image) => image.naturalWidth > 0);
  });
  await first.quit();
  const watch = join(folder, 'watch-app.cjs');
  await writeFile(watch, watchOf(A_PICTURE));
  const { command, env } = electronCommand([]);
  const [program, ...args] = command;
  return {
    command: [program, ...args.slice(0, -1), '-r', watch, ...args.slice(-1)],
    env: { ...env, HOME: dirname(first.awsFolder), CONTACT_SHEET_USER_DATA: first.userData },
    leave: () => rm(dirname(first.awsFolder), { recursive: true, force: true }),
  };
}

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

const folder = await mkdtemp(join(tmpdir(), 'contact-sheet-bench-'));
const server = await startRemoteListingServer({
  bucket: BUCKET,
  albums: [{ name: 'post', groups }],
  latencyMs: LATENCY_MS,
});
const empty = await emptyWindow(folder);
const app = await reopenedApp(folder, server.endpoint);
try {
  const times = { empty: [] as number[], app: [] as number[] };
  for (let run = -WARM_UP; run < launches; run += 1) {
    // One after the other, so that whatever else the machine does falls on both.
    const emptyMs = await launch(empty);
    const appMs = await launch(app);
    if (run < 0) continue;
    times.empty.push(emptyMs);
    times.app.push(appMs);
  }
  const ratio = middle(times.app) / middle(times.empty);
  const rows: BenchRow[] = [
    { metric: 'times an empty window', value: ratio, unit: 'x', target: { atMost: TIMES_AN_EMPTY_WINDOW } },
    { metric: 'launch to first kept thumbnail', value: middle(times.app), unit: 'ms', target: null },
    { metric: 'launch to empty window', value: middle(times.empty), unit: 'ms', target: null },
    { metric: 'first kept thumbnail, quickest', value: Math.min(...times.app), unit: 'ms', target: null },
    { metric: 'empty window, quickest', value: Math.min(...times.empty), unit: 'ms', target: null },
    { metric: 'groups in the bucket', value: groups, unit: '', target: null },
    { metric: 'keys in the bucket', value: groups * SYNTHETIC_SIZES.length, unit: '', target: null },
  ];
  report('startup', rows);
} finally {
  server.stop();
  await app.leave();
  await rm(folder, { recursive: true, force: true });
}
