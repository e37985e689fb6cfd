import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ViewQuery } from '../../electron/catalogue/catalogue.ts';
import { createCatalogue, type LocalCatalogue } from '../../electron/catalogue/columnar-catalogue.ts';
import { ALBUM, GROUPS, placeIn } from './million-groups.ts';
import { measureReopened } from './own-process.ts';
import { type BenchRow, report } from './rows.ts';

const FIRST_SCREEN_MS = 100;
const FAR_SCREEN_MS = 5;
const SEARCH_MS = 100;
const TIMES_FASTER = 10;
const SCREEN_ROWS = 100;
const FAR_ROW = 500_000;
const REPEATS = 5;
const QUERY: ViewQuery = { album: null, search: '', sort: 'newest', incompleteOnly: false };
const VIEWS: Readonly<Record<string, Partial<ViewQuery>>> = {
  newest: {},
  oldest: { sort: 'oldest' },
  name: { sort: 'name' },
  size: { sort: 'size' },
  album: { album: ALBUM },
};
const SEARCHES = ['제주도', 'ㅈㅈㄷ', 'seoul', 'nowhere'];

/** The rest is measured with a catalogue that was read to its end. */
const OPENED = 'opened';
const SUBJECTS = [...Object.keys(VIEWS), OPENED];

/** In ms. */
interface Measured {
  /** From the start to the first rows of a view. */
  firstScreen: number | null;
  searches: Record<string, number>;
  typing: number | null;
  farScreen: number | null;
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const started = performance.now();
  const result = await work();
  return { ms: performance.now() - started, result };
}

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

async function screen(catalogue: LocalCatalogue, query: Partial<ViewQuery>): Promise<void> {
  const { viewId } = await catalogue.openView({ ...QUERY, ...query });
  await catalogue.rows(viewId, 0, SCREEN_ROWS);
}

async function measure(folder: string, subject: string): Promise<Measured> {
  const open = (): Promise<LocalCatalogue> =>
    createCatalogue({ prefix: '', namesPath: null, snapshot: placeIn(folder) });
  if (subject === OPENED) return measureOpened(await open());
  const { ms, result } = await timed(async () => {
    const catalogue = await open();
    await screen(catalogue, VIEWS[subject] ?? {});
    return catalogue;
  });
  await expectWhole(result);
  return { firstScreen: ms, searches: {}, typing: null, farScreen: null };
}

async function measureOpened(catalogue: LocalCatalogue): Promise<Measured> {
  await expectWhole(catalogue);
  const searches: Record<string, number> = {};
  for (const search of SEARCHES) searches[search] = await repeated(() => screen(catalogue, { search }));
  const { viewId } = await catalogue.openView(QUERY);
  const typing = await repeated(() => catalogue.findName(viewId, 'nowhere', 0));
  const farScreen = await repeated((run) => catalogue.rows(viewId, FAR_ROW + run * SCREEN_ROWS, SCREEN_ROWS));
  return { firstScreen: null, searches, typing, farScreen };
}

/** All of it was read and found right. */
async function expectWhole(catalogue: LocalCatalogue): Promise<void> {
  await catalogue.caughtUp;
  const { groups } = await catalogue.counts();
  if (groups !== GROUPS) throw new Error(`expected ${GROUPS} groups but received ${groups}`);
}

async function repeated(work: (run: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < REPEATS; run += 1) times.push((await timed(() => work(run))).ms);
  return middle(times);
}

/** The same screenful out of SQLite, in ms: a table with an index on the date, asked by OFFSET. Null without SQLite. */
async function sqliteFarScreen(): Promise<number | null> {
  const query = `SELECT * FROM groups ORDER BY modified DESC LIMIT ${SCREEN_ROWS} OFFSET ${FAR_ROW};`;
  const script = [
    'CREATE TABLE groups(id INTEGER PRIMARY KEY, uuid TEXT, modified INTEGER, name TEXT, bytes INTEGER, etag TEXT);',
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${GROUPS})`,
    'INSERT INTO groups SELECT i, hex(randomblob(16)), abs(random() % 400000000000), ',
    "'IMG_' || abs(random() % 10000000), abs(random() % 400000), hex(randomblob(16)) FROM n;",
    'CREATE INDEX newest ON groups(modified);',
    '.timer on',
    '.mode list',
    ...Array.from({ length: REPEATS }, () => query),
  ].join('\n');
  try {
    const run = promisify(execFile)('sqlite3', [':memory:'], { maxBuffer: 2 ** 26 });
    run.child.stdin?.end(script);
    const { stdout } = await run;
    const times = [...stdout.matchAll(/Run Time: real ([\d.]+)/g)].map(([, seconds]) => Number(seconds) * 1000);
    return times.length === 0 ? null : middle(times);
  } catch {
    return null;
  }
}

const measured = await measureReopened(fileURLToPath(import.meta.url), SUBJECTS, measure);
if (measured !== null) {
  const rows: BenchRow[] = [];
  const add = (metric: string, value: number | null | undefined, atMost: number): void => {
    if (value != null) rows.push({ metric, value, unit: 'ms', target: { atMost } });
  };
  for (const [name, { firstScreen }] of measured) add(`first screenful, ${name}`, firstScreen, FIRST_SCREEN_MS);
  const opened = measured.get(OPENED);
  add(`screenful at row ${FAR_ROW}`, opened?.farScreen, FAR_SCREEN_MS);
  for (const [search, ms] of Object.entries(opened?.searches ?? {})) add(`search ${search}`, ms, SEARCH_MS);
  add('find by typing what none begins with', opened?.typing, SEARCH_MS);
  const peer = await sqliteFarScreen();
  if (peer === null) console.log('No comparison with SQLite: the command sqlite3 is not installed.');
  else {
    rows.push({ metric: `SQLite, screenful at row ${FAR_ROW}`, value: peer, unit: 'ms', target: null });
    const times = peer / (opened?.farScreen ?? Number.NaN);
    rows.push({ metric: 'faster than SQLite', value: times, unit: 'x', target: { atLeast: TIMES_FASTER } });
  }
  report('reopen', rows);
}
