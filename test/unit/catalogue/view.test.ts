import { describe, expect, it } from 'vitest';
import type { ViewQuery } from '../../../electron/catalogue/catalogue.ts';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import type { ListedObject } from '../../../electron/s3/bucket.ts';
import { HOUR, NOW, object, SLOW_MS, uuidOf, wholeGroup } from './support.ts';

const all: ViewQuery = { album: null, search: '', sort: 'newest', incompleteOnly: false };

async function filled(...objects: ListedObject[]): Promise<LocalCatalogue> {
  const catalogue = await createCatalogue({ prefix: '', namesPath: null, now: () => NOW });
  await catalogue.addObjects(objects);
  return catalogue;
}

async function names(catalogue: LocalCatalogue, query: Partial<ViewQuery> = {}): Promise<string[]> {
  const view = await catalogue.openView({ ...all, ...query });
  const rows = await catalogue.rows(view.viewId, 0, view.count);
  expect(rows).toHaveLength(view.count);
  return rows.map(({ name }) => name);
}

const dated = (key: string, modified: number, bytes = 1): ListedObject => object(key, { modified, bytes });

describe('views', () => {
  it('are ordered by date, by size and by name', async () => {
    const catalogue = await filled(
      dated('B9.jpg', 3000, 5),
      dated('b10.jpg', 1000, 50),
      dated('가.jpg', 2000, 2 ** 34),
      dated('a.jpg', 2000, 5),
    );
    expect(await names(catalogue)).toEqual(['B9', '가', 'a', 'b10']);
    expect(await names(catalogue, { sort: 'oldest' })).toEqual(['b10', '가', 'a', 'B9']);
    expect(await names(catalogue, { sort: 'size' })).toEqual(['가', 'b10', 'B9', 'a']);
    expect(await names(catalogue, { sort: 'name' })).toEqual(['a', 'B9', 'b10', '가']);
  });

  it('put nameless groups after the named, by uuid', async () => {
    const catalogue = await filled(
      ...wholeGroup('', uuidOf(300)),
      ...wholeGroup('', 'ffffffff-0000-4000-8000-000000000001'),
      ...wholeGroup('', uuidOf(2)),
      object('zebra.jpg'),
    );
    expect(await names(catalogue, { sort: 'name' })).toEqual([
      'zebra',
      uuidOf(2),
      uuidOf(300),
      'ffffffff-0000-4000-8000-000000000001',
    ]);
  });

  it('hold one album alone, not those inside it', async () => {
    const catalogue = await filled(object('a/1.jpg'), object('a/b/2.jpg'), object('3.jpg'));
    expect(await names(catalogue, { album: 'a/' })).toEqual(['1']);
    expect(await names(catalogue, { album: '' })).toEqual(['3']);
    expect(await names(catalogue, { album: 'unknown/' })).toEqual([]);
  });

  it('are divided into months of local time, newest first', async () => {
    const local = (year: number, month: number, day: number, hour = 0): number =>
      new Date(year, month - 1, day, hour).getTime();
    const catalogue = await filled(
      dated('1.jpg', local(2026, 3, 1)),
      dated('2.jpg', local(2026, 3, 1) - 1),
      dated('3.jpg', local(2026, 2, 1)),
      dated('4.jpg', local(2025, 2, 10)),
      dated('5.jpg', local(2026, 3, 31, 23)),
    );
    const { sections } = await catalogue.openView(all);
    expect(sections).toEqual([
      { month: { year: 2026, month: 3 }, count: 2 },
      { month: { year: 2026, month: 2 }, count: 2 },
      { month: { year: 2025, month: 2 }, count: 1 },
    ]);
    expect((await catalogue.openView({ ...all, sort: 'oldest' })).sections).toEqual(sections.toReversed());
    expect((await catalogue.openView({ ...all, sort: 'name' })).sections).toEqual([{ month: null, count: 5 }]);
  });

  it('have no section where there is nothing', async () => {
    const catalogue = await filled();
    for (const sort of ['newest', 'oldest', 'name', 'size'] as const) {
      expect(await catalogue.openView({ ...all, sort })).toMatchObject({ count: 0, bytes: 0, sections: [] });
    }
  });

  it('answer slices, ids and places', async () => {
    const catalogue = await filled(...[0, 1, 2, 3, 4].map((n) => dated(`${n}.jpg`, NOW - n)));
    const { viewId, bytes } = await catalogue.openView(all);
    expect(bytes).toBe(5);
    expect((await catalogue.rows(viewId, 1, 2)).map(({ name }) => name)).toEqual(['1', '2']);
    expect(await catalogue.rows(viewId, 4, 10)).toHaveLength(1);
    expect(await catalogue.rows(viewId, 5, 10)).toEqual([]);
    expect(await catalogue.ids(viewId, 3, 10)).toEqual(Uint32Array.of(3, 4));
    expect(await catalogue.indexOf(viewId, 3)).toBe(3);
    expect(await catalogue.indexOf(viewId, 77)).toBe(-1);
  });

  it('stay as they were while groups come and go', async () => {
    const catalogue = await filled(object('a.jpg', { modified: 2 }), object('b.jpg', { modified: 1 }));
    const { viewId } = await catalogue.openView(all);
    const before = await catalogue.rows(viewId, 0, 10);
    await catalogue.addObjects([object('c.jpg', { modified: 3 })]);
    await catalogue.removeKeys(['a.jpg']);
    expect(await catalogue.rows(viewId, 0, 10)).toEqual(before);
    expect(await names(catalogue)).toEqual(['c', 'b']);
  });

  it('are kept for the newest few only, the ones in use longest', async () => {
    const catalogue = await filled(object('a.jpg'));
    const used = await catalogue.openView(all);
    const unused = await catalogue.openView(all);
    for (let count = 0; count < 7; count += 1) {
      await catalogue.rows(used.viewId, 0, 1);
      await catalogue.openView(all);
    }
    expect(await catalogue.rows(used.viewId, 0, 1)).toHaveLength(1);
    await expect(catalogue.rows(unused.viewId, 0, 1)).rejects.toMatchObject({ error: { code: 'stale-view' } });
    await expect(catalogue.indexOf('never', 0)).rejects.toMatchObject({ error: { code: 'stale-view' } });
  });
});

describe('search', () => {
  it('case 50: finds names whatever their case and composition', async () => {
    const catalogue = await filled(
      object('Sommer ÉTÉ.jpg'),
      object(`${'경복궁'.normalize('NFD')}.jpg`),
      object('other.png'),
    );
    expect(await names(catalogue, { search: 'été' })).toEqual(['Sommer ÉTÉ']);
    expect(await names(catalogue, { search: 'E\u0301TE\u0301'.toLowerCase() })).toEqual(['Sommer ÉTÉ']);
    expect(await names(catalogue, { search: ' 복궁 ' })).toEqual(['경복궁'.normalize('NFD')]);
    expect(await names(catalogue, { search: 'nowhere' })).toEqual([]);
  });

  it('looks into the key where there is no name, and for much of a uuid also where there is one', async () => {
    const named = uuidOf(0xabcdef);
    const catalogue = await filled(...wholeGroup('post/', uuidOf(1)), ...wholeGroup('post/', named));
    await catalogue.learn((await catalogue.groupOfKey(`post/${named}_512.webp`)) ?? -1, { name: 'Bread' });
    expect(await names(catalogue, { search: 'bre' })).toEqual(['Bread']);
    expect(await names(catalogue, { search: '0000' })).toEqual([uuidOf(1)]);
    expect(await names(catalogue, { search: '000000ABCDEF' })).toEqual(['Bread']);
    expect(await names(catalogue, { search: `post/${named}` })).toEqual(['Bread']);
  });
});

describe('a large album', () => {
  it(
    'opens in every order while other work goes on',
    async () => {
      const count = 100_000;
      const catalogue = await createCatalogue({ prefix: '', namesPath: null, now: () => NOW });
      await catalogue.beginListing();
      for (let from = 0; from < count; from += 1000) {
        const page = Array.from({ length: 1000 }, (_, at) => {
          const number = (from + at) * 7919;
          return object(`big/사진 ${number % count}.jpg`, { modified: NOW - (number % count) * HOUR, etag: '' });
        });
        await catalogue.addPage(page);
      }
      await catalogue.endListing();
      for (const sort of ['newest', 'name', 'size'] as const) {
        let turns = 0;
        const tick = setInterval(() => {
          turns += 1;
        }, 1);
        const started = performance.now();
        const view = await catalogue.openView({ ...all, album: 'big/', sort });
        expect(performance.now() - started).toBeLessThan(10_000);
        clearInterval(tick);
        expect(view.count).toBe(count);
        expect(turns).toBeGreaterThan(1);
      }
      const { viewId } = await catalogue.openView({ ...all, sort: 'name' });
      const last = await catalogue.rows(viewId, count - 1, 1);
      expect(last[0]?.name).toBe(`사진 ${count - 1}`);
    },
    SLOW_MS,
  );
});
