/**
 * How long main keeps others waiting while it lists a million keys and serves the thumbnails of a gallery that is being
 * scrolled, in the real window. Words: how many keys, if not a million.
 */
import { readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { launchApp, type RunningApp } from '../support/app.ts';
import { askForBucket } from '../support/connect-form.ts';
import { SYNTHETIC_SIZES } from '../support/synthetic-keys.ts';
import { startRemoteListingServer } from './remote-listing-server.ts';
import { type BenchRow, report } from './rows.ts';

const BUCKET = 'million';
const REGION = 'us-east-1';
const KEYS = { accessKeyId: 'BENCH', secretAccessKey: 'bench' };
/** Of a store in the same country. */
const LATENCY_MS = 20;
const RESOLUTION_MS = 1;
const IDLE_MS = 5_000;
/** After the listing main puts what it knows on the disk. */
const KEPT_WITHIN_MS = 3_000;
/** Also where others keep the cores busy: the rows tell of that. */
const LISTED_WITHIN_MS = 300_000;
const PEER_PAGES = 40;
const QUESTIONS = 5;
/** Of a key that is held down for whole pages. */
const PAGE_TURN_MS = 150;
const NANOSECONDS = 1_000_000;

/** Of an event loop, in ms. */
interface Delays {
  p50: number;
  p99: number;
  p999: number;
  longest: number;
}

const keys = Number(process.argv[2] ?? 1_000_000);
const groups = Math.floor(keys / SYNTHETIC_SIZES.length);

/**
 * What main is asked twice does no harm: its debugger holds the promise of an answer only weakly, so that a collection of
 * garbage between question and answer may take it.
 */
async function askMain<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (thrown) {
      if (tries === QUESTIONS || !String(thrown).includes('promise was garbage collected')) throw thrown;
    }
  }
}

/** Begins to measure main's event loop, from nothing. */
const beginDelays = (app: RunningApp): Promise<void> =>
  askMain(() =>
    app.electron.evaluate((_electron, resolution) => {
      const histogram = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution });
      Object.assign(globalThis, { histogram });
      histogram.enable();
    }, RESOLUTION_MS),
  );

const endDelays = async (app: RunningApp): Promise<Delays> =>
  readDelays(
    await askMain(() =>
      app.electron.evaluate(() => {
        const { histogram } = globalThis as unknown as { histogram: ReturnType<typeof monitorEventLoopDelay> };
        histogram.disable();
        return [50, 99, 99.9, 100].map((share) => histogram.percentile(share));
      }),
    ),
  );

const readDelays = ([p50 = 0, p99 = 0, p999 = 0, longest = 0]: readonly number[]): Delays => ({
  p50: p50 / NANOSECONDS,
  p99: p99 / NANOSECONDS,
  p999: p999 / NANOSECONDS,
  longest: longest / NANOSECONDS,
});

/** Turns the pages of the gallery as a held key does, and counts the pictures that appear. */
const beginScrolling = (app: RunningApp): Promise<void> =>
  app.page.evaluate((interval) => {
    const shown = { pictures: 0 };
    document.addEventListener('load', ({ target }) => target instanceof HTMLImageElement && shown.pictures++, true);
    const turn = () =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageDown', bubbles: true, cancelable: true }));
    setInterval(turn, interval);
    Object.assign(window, { shown });
  }, PAGE_TURN_MS);

const picturesShown = (app: RunningApp): Promise<number> =>
  app.page.evaluate(() => (window as unknown as { shown: { pictures: number } }).shown.pictures);

/** Ms in which main's thread ran, and in which it could have but no core was free (Linux; elsewhere none). */
const timeOnCore = async (app: RunningApp): Promise<{ ran: number; waited: number }> => {
  const path = `/proc/${app.electron.process().pid}/schedstat`;
  const [ran = 0, waited = 0] = (await readFile(path, 'utf8').catch(() => '')).split(' ').map(Number);
  return { ran: ran / NANOSECONDS, waited: waited / NANOSECONDS };
};

async function listInWindow(endpoint: string) {
  const app = await launchApp({ profiles: [{ name: 'bench', ...KEYS, region: REGION }] });
  try {
    await beginDelays(app);
    await delay(IDLE_MS);
    const idle = await endDelays(app);
    await beginScrolling(app);
    const before = await timeOnCore(app);
    await beginDelays(app);
    const began = performance.now();
    await askForBucket(app.page, { bucket: BUCKET, endpoint });
    const all = app.page.getByRole('button', { name: new RegExp(`^All pictures\\s*${groups.toLocaleString('en')}$`) });
    await all.waitFor({ timeout: LISTED_WITHIN_MS });
    const listedMs = performance.now() - began;
    await delay(KEPT_WITHIN_MS);
    const busy = await endDelays(app);
    const after = await timeOnCore(app);
    const [ran, waited] = [after.ran - before.ran, after.waited - before.waited];
    return { idle, busy, listedMs, ran, waited, pictures: await picturesShown(app) };
  } finally {
    await app.close();
  }
}

/** The peer: the SDK's paginator on the main thread of a plain Node. */
async function listInPeer(endpoint: string): Promise<Delays> {
  const client = new S3Client({ endpoint, region: REGION, credentials: KEYS, forcePathStyle: true });
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let pages = 0;
  for await (const _page of paginateListObjectsV2({ client }, { Bucket: BUCKET })) {
    if (pages === 0) histogram.enable();
    pages++;
    if (pages > PEER_PAGES) break;
  }
  histogram.disable();
  client.destroy();
  return readDelays([50, 99, 99.9, 100].map((share) => histogram.percentile(share)));
}

const server = await startRemoteListingServer({
  bucket: BUCKET,
  albums: [{ name: 'post', groups }],
  latencyMs: LATENCY_MS,
  prepared: true,
});
const peer = await listInPeer(server.endpoint);
const { idle, busy, listedMs, ran, waited, pictures } = await listInWindow(server.endpoint);
server.stop();

const row = (metric: string, value: number, unit: string, target: BenchRow['target'] = null): BenchRow => ({
  metric,
  value,
  unit,
  target,
});
report('awake', [
  row('p99 of the delay over idle', busy.p99 - idle.p99, 'ms', { atMost: 10 }),
  row('p99.9 of the delay over idle', busy.p999 - idle.p999, 'ms', { atMost: 50 }),
  row('longest delay', busy.longest, 'ms'),
  row('p50 of the delay over idle', busy.p50 - idle.p50, 'ms'),
  row('idle: p99', idle.p99, 'ms'),
  row('idle: p99.9', idle.p999, 'ms'),
  row('time of the listing', listedMs / 1_000, 's'),
  row('time that main ran', ran / 1_000, 's'),
  row('time that main waited for a core', waited / 1_000, 's'),
  row('pictures shown meanwhile', pictures, ''),
  row('the paginator in plain Node: p99', peer.p99, 'ms'),
  row('the paginator in plain Node: p99.9', peer.p999, 'ms'),
]);
