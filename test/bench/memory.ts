import { fileURLToPath } from 'node:url';
import { createCatalogue } from '../../electron/catalogue/columnar-catalogue.ts';
import { GROUPS, listAll, millionKeys, placeIn } from './million-groups.ts';
import { measureReopened } from './own-process.ts';
import { report } from './rows.ts';

const BYTES_PER_GROUP = 80;
const RSS_GROWTH_MB = 250;
const MB = 1e6;

interface Measured {
  columns: number;
  names: number;
  rssGrowth: number;
}

/** What a million groups take once they were opened, listed again, shown in every order and searched. */
async function measure(folder: string): Promise<Measured> {
  collectGarbage();
  const before = process.memoryUsage().rss;
  const catalogue = await createCatalogue({ prefix: '', namesPath: null, snapshot: placeIn(folder) });
  await listAll(catalogue, millionKeys(GROUPS));
  for (const sort of ['newest', 'oldest', 'name', 'size'] as const) {
    await catalogue.openView({ album: null, search: '', sort, incompleteOnly: false });
  }
  await catalogue.openView({ album: null, search: '제주도', sort: 'newest', incompleteOnly: false });
  collectGarbage();
  const { groups } = await catalogue.counts();
  if (groups !== GROUPS) throw new Error(`expected ${GROUPS} groups but received ${groups}`);
  return { ...catalogue.memoryBytes(), rssGrowth: process.memoryUsage().rss - before };
}

function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('expected --expose-gc but received no gc');
  globalThis.gc();
}

const ALL = 'all';
const measured = (await measureReopened(fileURLToPath(import.meta.url), [ALL], measure))?.get(ALL);
if (measured !== undefined) {
  const { columns, names, rssGrowth } = measured;
  report('memory', [
    { metric: 'columns', value: columns / GROUPS, unit: 'bytes/group', target: { atMost: BYTES_PER_GROUP } },
    { metric: 'names beside', value: names / GROUPS, unit: 'bytes/group', target: null },
    { metric: 'growth of RSS', value: rssGrowth / MB, unit: 'MB', target: { atMost: RSS_GROWTH_MB } },
  ]);
}
