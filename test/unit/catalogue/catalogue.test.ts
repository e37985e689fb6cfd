import { describe, expect, it } from 'vitest';
import type { ViewQuery } from '../../../electron/catalogue/catalogue.ts';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import type { ListedObject } from '../../../electron/s3/bucket.ts';
import { HOUR, NOW, object, uuidOf, wholeGroup } from './support.ts';

const uuid = 'f06bb30d-c640-41bc-b287-9b22111ac762';
const all: ViewQuery = { album: null, search: '', sort: 'newest', incompleteOnly: false };

const create = (onChange?: () => void): Promise<LocalCatalogue> =>
  createCatalogue({ prefix: '', namesPath: null, now: () => NOW, ...(onChange ? { onChange } : {}) });

async function list(catalogue: LocalCatalogue, ...pages: ListedObject[][]): Promise<void> {
  await catalogue.beginListing();
  for (const page of pages) await catalogue.addPage(page);
  await catalogue.endListing();
}

async function names(catalogue: LocalCatalogue, query: Partial<ViewQuery> = {}): Promise<string[]> {
  const view = await catalogue.openView({ ...all, ...query });
  return (await catalogue.rows(view.viewId, 0, view.count)).map((row) => row.name);
}

async function onlyGroup(catalogue: LocalCatalogue): Promise<number> {
  const view = await catalogue.openView(all);
  expect(view.count).toBe(1);
  const [id = -1] = await catalogue.ids(view.viewId, 0, 1);
  return id;
}

describe('groups', () => {
  it("are made of the variants of a stem, in the earlier web application's layout", async () => {
    const catalogue = await create();
    const thumbnail = object(`post/${uuid}_thumbnail.webp`, { bytes: 5, modified: NOW - 2 * HOUR });
    const width = (size: string, bytes: number) => object(`post/${uuid}_${size}.webp`, { bytes });
    await list(catalogue, [width('1024', 30), width('1920', 60), width('512', 20), thumbnail]);
    const details = await catalogue.group(await onlyGroup(catalogue));
    expect(details).toMatchObject({
      state: 'complete',
      name: uuid,
      album: 'post/',
      foreign: false,
      modified: thumbnail.modified,
      originalName: null,
      originalExtension: null,
      source: null,
    });
    expect(details.variants).toEqual([
      { size: 1920, key: `post/${uuid}_1920.webp`, bytes: 60 },
      { size: 1024, key: `post/${uuid}_1024.webp`, bytes: 30 },
      { size: 512, key: `post/${uuid}_512.webp`, bytes: 20 },
      { size: 'thumbnail', key: `post/${uuid}_thumbnail.webp`, bytes: 5 },
    ]);
    expect(await catalogue.albums()).toEqual({
      albums: [{ album: 'post/', label: 'post', groups: 1, bytes: 115 }],
      groups: 1,
      bytes: 115,
      incomplete: 0,
      nameless: 1,
    });
  });

  it('keep other widths and originals, also two endings of one size', async () => {
    const catalogue = await create();
    const keys = ['511.webp', 'original.JPG', 'original.png', 'thumbnail.webp'].map((end) => `${uuid}_${end}`);
    await list(
      catalogue,
      keys.map((key) => object(key, { bytes: 2 ** 33 })),
    );
    const { variants } = await catalogue.group(await onlyGroup(catalogue));
    expect(variants.map(({ size }) => size)).toEqual(['original', 'original', 511, 'thumbnail']);
    expect(variants.map(({ key }) => key).sort()).toEqual(keys);
    expect((await catalogue.albums()).bytes).toBe(4 * 2 ** 33);
    await catalogue.removeKeys([`${uuid}_original.JPG`]);
    expect((await catalogue.group(0)).variants.map(({ key }) => key)).not.toContain(`${uuid}_original.JPG`);
  });

  it('are two where one uuid is in two albums, or is spelt in two ways', async () => {
    const catalogue = await create();
    await list(
      catalogue,
      ['a/', 'b/'].flatMap((album) => wholeGroup(album, uuid)),
      wholeGroup('a/', uuid.toUpperCase()),
    );
    expect((await catalogue.counts()).groups).toBe(3);
    expect(await catalogue.groupOfKey(`a/${uuid}_512.webp`)).not.toBe(await catalogue.groupOfKey(`b/${uuid}_512.webp`));
    const upper = (await catalogue.groupOfKey(`a/${uuid.toUpperCase()}_512.webp`)) ?? -1;
    expect((await catalogue.variants(upper))[0]?.key).toBe(`a/${uuid.toUpperCase()}_1024.webp`);
  });

  it('are one for each foreign image, never by number', async () => {
    const catalogue = await create();
    await list(catalogue, [object('trip/IMG_1.jpg'), object('trip/IMG_2.jpg')]);
    expect(await names(catalogue, { sort: 'name' })).toEqual(['IMG_1', 'IMG_2']);
    const id = (await catalogue.groupOfKey('trip/IMG_1.jpg')) ?? -1;
    expect(await catalogue.group(id)).toMatchObject({ state: 'complete', foreign: true, originalExtension: null });
    expect(await catalogue.variants(id)).toEqual([
      { size: 'original', key: 'trip/IMG_1.jpg', bytes: 1000, etag: object('trip/IMG_1.jpg').etag },
    ]);
  });

  it('case 47: come from any key of another app, and what is no image makes none', async () => {
    const catalogue = await create();
    const keys = ['a b/100%+1.png', '//x.gif', '🎉/사진.webp', `${'k'.repeat(1020)}.jpg`];
    await list(
      catalogue,
      [...keys, 'no-extension', 'folder/', 'notes.txt'].map((key) => object(key)),
    );
    expect(await catalogue.counts()).toEqual({ objects: 7, groups: 4 });
    for (const key of keys) {
      const id = (await catalogue.groupOfKey(key)) ?? -1;
      expect((await catalogue.variants(id))[0]?.key).toBe(key);
    }
    expect(await catalogue.groupOfKey('notes.txt')).toBeNull();
  });

  it('case 36: are incomplete without a thumbnail, arriving while that is young', async () => {
    const catalogue = await create();
    await list(catalogue, [
      object(`old/${uuidOf(1)}_original.png`, { modified: NOW - 15 * 60_000 }),
      object(`new/${uuidOf(2)}_512.webp`, { modified: NOW - 15 * 60_000 + 1 }),
      ...wholeGroup('done/', uuidOf(3)),
    ]);
    expect((await catalogue.group(0)).state).toBe('incomplete');
    expect((await catalogue.group(1)).state).toBe('arriving');
    expect((await catalogue.albums()).incomplete).toBe(1);
    expect(await names(catalogue, { incompleteOnly: true })).toEqual([uuidOf(1)]);
  });

  it('without a thumbnail go by their newest variant, whatever the order of arrival', async () => {
    const newest = object(`${uuid}_1920.webp`, { modified: NOW - HOUR });
    const older = object(`${uuid}_512.webp`, { modified: NOW - 2 * HOUR });
    for (const page of [
      [newest, older],
      [older, newest],
    ]) {
      const catalogue = await create();
      await list(catalogue, page);
      expect((await catalogue.group(0)).modified).toBe(newest.modified);
      await list(catalogue, [older]);
      expect((await catalogue.group(0)).modified).toBe(older.modified);
    }
  });

  it('change their version with the bytes of their thumbnail', async () => {
    const catalogue = await create();
    await list(catalogue, wholeGroup('', uuid));
    const before = await catalogue.group(0);
    await catalogue.addObjects([object(`${uuid}_thumbnail.webp`, { etag: 'a'.repeat(32) })]);
    const after = await catalogue.group(0);
    expect(after.version).not.toBe(before.version);
    expect((await catalogue.variants(0)).at(-1)?.etag).toBe('a'.repeat(32));
    await catalogue.addObjects([object(`${uuid}_thumbnail.webp`, { etag: 'opaque-etag-17' })]);
    expect((await catalogue.variants(0)).at(-1)?.etag).toBe('opaque-etag-17');
    expect((await catalogue.group(0)).version).not.toBe(after.version);
  });
});

describe('listings', () => {
  it('change nothing and tell nothing when they find the same again', async () => {
    let changes = 0;
    const catalogue = await create(() => {
      changes += 1;
    });
    const page = [
      ...wholeGroup('post/', uuid),
      object(`${uuidOf(1)}_original.png`),
      object(`${uuidOf(1)}_512.webp`, { modified: NOW }),
      object('IMG_1.jpg'),
      object('a.txt'),
    ];
    await list(catalogue, page);
    const told = changes;
    const revision = catalogue.revision();
    expect(told).toBeGreaterThan(0);
    await list(catalogue, page.toReversed());
    expect(changes).toBe(told);
    expect(catalogue.revision()).toBe(revision);
    expect(await catalogue.counts()).toEqual({ objects: page.length, groups: 3 });
  });

  it('let vanish what they did not see, at their end only', async () => {
    const catalogue = await create();
    await list(catalogue, wholeGroup('a/', uuidOf(1)), wholeGroup('b/', uuidOf(2)), [object('c.jpg'), object('d.jpg')]);
    await catalogue.beginListing();
    await catalogue.addPage([...wholeGroup('a/', uuidOf(1)).slice(1), object('c.jpg')]);
    expect(await catalogue.counts()).toEqual({ objects: 8, groups: 4 });
    await catalogue.endListing();
    expect(await catalogue.counts()).toEqual({ objects: 3, groups: 2 });
    expect((await catalogue.variants(0)).map(({ size }) => size)).toEqual([512, 'thumbnail']);
    expect((await catalogue.albums()).albums.map(({ album }) => album)).toEqual(['', 'a/']);
  });

  it('case 20: leave everything in place when they break off, also many times', async () => {
    const catalogue = await create();
    await list(catalogue, wholeGroup('a/', uuidOf(1)), [object('b.jpg'), object(`${uuidOf(2)}_700.webp`)]);
    const revision = catalogue.revision();
    for (let round = 0; round < 600; round += 1) {
      await catalogue.beginListing();
      if (round % 2) await catalogue.addPage([object('b.jpg')]);
      await catalogue.abandonListing();
    }
    expect(catalogue.revision()).toBe(revision);
    await list(catalogue, [object('b.jpg')]);
    expect((await catalogue.counts()).groups).toBe(1);
  });

  it('notice that a thumbnail vanished and date the group by what is left', async () => {
    const catalogue = await create();
    const width = object(`${uuid}_512.webp`, { modified: NOW - 3 * HOUR });
    await list(catalogue, [width, object(`${uuid}_thumbnail.webp`)]);
    await list(catalogue, [width]);
    expect(await catalogue.group(0)).toMatchObject({ state: 'incomplete', modified: width.modified });
  });

  it('keep what was written while they ran', async () => {
    const catalogue = await create();
    await list(catalogue, [object('old.jpg')]);
    await catalogue.beginListing();
    await catalogue.addObjects(wholeGroup('up/', uuid));
    await catalogue.addObjects([object('old.jpg', { bytes: 7 }), object(`up/${uuid}_600.webp`)]);
    await catalogue.addPage([object('old.jpg')]);
    await catalogue.endListing();
    expect((await catalogue.counts()).groups).toBe(2);
    expect((await catalogue.variants(0))[0]?.bytes).toBe(7);
    expect(await catalogue.variants(1)).toHaveLength(4);
  });

  it('do not bring back what was removed while they ran; the next one may', async () => {
    const catalogue = await create();
    const page = wholeGroup('a/', uuid);
    await list(catalogue, page);
    await catalogue.beginListing();
    await catalogue.removeKeys(page.map(({ key }) => key));
    await catalogue.addPage(page);
    await catalogue.endListing();
    expect(await catalogue.counts()).toEqual({ objects: 0, groups: 0 });
    await list(catalogue, page);
    expect(await onlyGroup(catalogue)).toBe(0);
  });

  it('take what was removed and written again while they ran', async () => {
    const catalogue = await create();
    await catalogue.beginListing();
    await catalogue.addPage([object('a.jpg')]);
    await catalogue.removeKeys(['a.jpg']);
    await catalogue.addObjects([object('a.jpg')]);
    await catalogue.endListing();
    expect((await catalogue.counts()).groups).toBe(1);
  });

  it('show a group that a page may have cut in two as arriving', async () => {
    const catalogue = await create();
    const [first, ...rest] = wholeGroup('', uuid);
    await catalogue.beginListing();
    await catalogue.addPage(first ? [first] : []);
    expect((await catalogue.group(0)).state).toBe('arriving');
    await catalogue.addPage(rest);
    expect((await catalogue.group(0)).state).toBe('complete');
  });

  it('call no group incomplete that a page may have cut in two when they broke off, until one is complete', async () => {
    const catalogue = await create();
    const page = wholeGroup('post/', uuid);
    await catalogue.beginListing();
    await catalogue.addPage(page.slice(0, 2));
    await catalogue.abandonListing();
    expect((await catalogue.group(0)).state).toBe('arriving');
    expect((await catalogue.albums()).incomplete).toBe(0);
    await catalogue.beginListing();
    expect((await catalogue.group(0)).state).toBe('arriving');
    await catalogue.abandonListing();
    await list(catalogue, page.slice(0, 2));
    expect((await catalogue.group(0)).state).toBe('incomplete');
  });

  it('show every group as arriving that stands last in a page, for several ranges may be listed at a time', async () => {
    const catalogue = await create();
    await catalogue.beginListing();
    const pages = ['a/', 'b/'].map((album) => [object(`${album}${uuid}_512.webp`, { modified: NOW - 2 * HOUR })]);
    for (const page of pages) await catalogue.addPage(page);
    const states = async () => [(await catalogue.group(0)).state, (await catalogue.group(1)).state];
    expect(await states()).toEqual(['arriving', 'arriving']);
    await catalogue.endListing();
    expect(await states()).toEqual(['incomplete', 'incomplete']);
  });

  it('run one at a time', async () => {
    const catalogue = await create();
    await expect(catalogue.addPage([])).rejects.toThrow('expected a listing');
    await catalogue.beginListing();
    await expect(catalogue.beginListing()).rejects.toThrow('expected no listing');
  });
});

describe('removed keys', () => {
  it('case 22: take only what they name from the catalogue', async () => {
    const catalogue = await create();
    await list(catalogue, wholeGroup('a/', uuid));
    await catalogue.removeKeys([`a/${uuid}_thumbnail.webp`]);
    expect(await catalogue.group(0)).toMatchObject({ state: 'incomplete' });
    expect(await catalogue.measure(Uint32Array.of(0))).toEqual({ groups: 1, objects: 2, bytes: 2000 });
    await catalogue.removeKeys([`a/${uuid}_512.webp`, `a/${uuid}_1024.webp`]);
    expect(await catalogue.counts()).toEqual({ objects: 0, groups: 0 });
    expect(await catalogue.albums()).toEqual({ albums: [], groups: 0, bytes: 0, incomplete: 0, nameless: 0 });
  });

  it('case 23: may be gone already', async () => {
    const catalogue = await create();
    await list(catalogue, [object('a.jpg')]);
    await catalogue.removeKeys(['a.jpg']);
    const revision = catalogue.revision();
    await catalogue.removeKeys(['a.jpg', 'never.jpg', 'x.txt', `${uuid}_512.webp`]);
    expect(catalogue.revision()).toBe(revision);
  });

  it('case 41: leave no group that could be asked for', async () => {
    const catalogue = await create();
    await list(catalogue, [object('a.jpg'), object('b.jpg')]);
    await catalogue.removeKeys(['a.jpg']);
    const unknown = { error: { code: 'unknown-group' } };
    await expect(catalogue.group(0)).rejects.toMatchObject(unknown);
    await expect(catalogue.variants(0)).rejects.toMatchObject(unknown);
    await expect(catalogue.group(99)).rejects.toMatchObject(unknown);
    expect(await catalogue.groupOfKey('a.jpg')).toBeNull();
    expect(await catalogue.measure(Uint32Array.of(0, 1, 99))).toEqual({ groups: 1, objects: 1, bytes: 1000 });
    expect(await catalogue.learn(0, { name: 'x' })).toBe(false);
  });
});

describe('albums', () => {
  it("are labelled without the connection's prefix and sorted for people", async () => {
    const catalogue = await createCatalogue({ prefix: 'site/po', namesPath: null });
    await list(
      catalogue,
      ['site/post10/', 'site/post9/', 'site/po/여름/', 'site/po/'].map((album) => object(`${album}a.jpg`)),
    );
    const { albums } = await catalogue.albums();
    expect(albums.map(({ label }) => label)).toEqual(['po', 'po/여름', 'post9', 'post10']);
  });
});
