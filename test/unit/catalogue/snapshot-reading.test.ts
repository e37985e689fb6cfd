import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ViewQuery } from '../../../electron/catalogue/catalogue.ts';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import type { ListedObject } from '../../../electron/s3/bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { NOW, object, SLOW_MS } from './support.ts';

const all: ViewQuery = { album: null, search: '', sort: 'newest', incompleteOnly: false };
const identity = 'https://s3.test\nbucket\n';

let file = '';
let open: LocalCatalogue[] = [];

async function create(): Promise<LocalCatalogue> {
  const snapshot = { file, identity };
  const catalogue = await createCatalogue({ prefix: '', namesPath: null, snapshot, now: () => NOW });
  open.push(catalogue);
  return catalogue;
}

async function closeAll(): Promise<void> {
  await Promise.all(open.map((catalogue) => catalogue.close()));
  open = [];
}

async function list(catalogue: LocalCatalogue, listed: readonly ListedObject[]): Promise<void> {
  await catalogue.beginListing();
  await catalogue.addPage(listed);
  await catalogue.endListing();
}

beforeEach(async () => {
  file = join(await temporaryFolder(), 'bucket.catalogue');
});

afterEach(closeAll);

describe('a catalogue that is still being read', () => {
  /** More than one block of each column, so that something is still to be read. */
  const many = Array.from({ length: 9000 }, (_, at) =>
    object(`${at % 2 === 0 ? 'even' : 'odd'}/IMG_${at}.jpg`, { modified: NOW - ((at * 7919) % 9000) * 1000 }),
  );
  const screens = async (catalogue: LocalCatalogue): Promise<PromiseSettledResult<unknown>[]> => {
    const views = (['newest', 'oldest', 'name', 'size'] as const).flatMap((sort) =>
      [null, 'odd/'].map((album) => ({ ...all, sort, album })),
    );
    return Promise.allSettled(
      views.map(async (query) => {
        const { viewId, ...summary } = await catalogue.openView(query);
        return { summary, rows: await catalogue.rows(viewId, 0, 50), far: await catalogue.rows(viewId, 4000, 50) };
      }),
    );
  };

  it(
    'answers as it will when all is read, and takes changes after that',
    async () => {
      const first = await create();
      await list(first, many);
      const [expected, albums] = [await screens(first), await first.albums()];
      await closeAll();
      const second = await create();
      const changed = second.addObjects([object('new.jpg', { modified: NOW })]);
      expect(await screens(second)).toEqual(expected);
      await changed;
      expect((await second.albums()).groups).toBe(albums.groups + 1);
      await second.caughtUp;
      expect((await second.openView(all)).count).toBe(9001);
    },
    SLOW_MS,
  );

  it(
    'is empty where damage shows late: no wrong answer, no old view, no id given out again',
    async () => {
      const first = await create();
      await list(first, many);
      const expected = await screens(first);
      await closeAll();
      const whole = await readFile(file);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 32, max: whole.length - 25 }), async (at) => {
          const damaged = Buffer.from(whole);
          damaged[at] = (damaged[at] ?? 0) ^ 1;
          await writeFile(file, damaged);
          let told = 0;
          const snapshot = { file, identity };
          const onChange = (): void => {
            told += 1;
          };
          const again = await createCatalogue({ prefix: '', namesPath: null, snapshot, now: () => NOW, onChange });
          const early = await again.openView(all);
          const answers = await screens(again);
          await again.caughtUp;
          expect((await again.counts()).groups).toBe(0);
          if (early.count > 0) {
            expect(told).toBe(1);
            const empty = await screens(again);
            for (const [view, answer] of answers.entries()) {
              if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ error: { code: 'stale-view' } });
              else expect([expected[view], empty[view]]).toContainEqual(answer);
            }
            await expect(again.rows(early.viewId, 0, 1)).rejects.toMatchObject({ error: { code: 'stale-view' } });
            await again.addObjects([object('new.jpg')]);
            expect(await again.groupOfKey('new.jpg')).toBe(9000);
            expect(await again.groupOfKey('odd/IMG_1.jpg')).toBeNull();
          }
          await again.close();
        }),
        { numRuns: 20, examples: [[whole.length - 30]] },
      );
    },
    SLOW_MS,
  );
});
