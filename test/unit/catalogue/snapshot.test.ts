import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ViewQuery } from '../../../electron/catalogue/catalogue.ts';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import { words32 } from '../../../electron/catalogue/columns.ts';
import {
  createSnapshotKeeper,
  findSnapshot,
  SNAPSHOT_INTERVAL_MS,
} from '../../../electron/catalogue/snapshot-keeper.ts';
import { SnapshotUnusable } from '../../../electron/catalogue/snapshot-sections.ts';
import type { ListedObject } from '../../../electron/s3/bucket.ts';
import { createGate } from '../../support/scripted-bucket.ts';
import { HOUR, NOW, object, SLOW_MS, uuidOf, wholeGroup } from './support.ts';

const all: ViewQuery = { album: null, search: '', sort: 'newest', incompleteOnly: false };
const identity = 'https://s3.test\nbucket\n';

/** Every kind of content: our groups, foreign images, originals, odd ETags and cases, sizes beyond 4 GB. */
const objects: readonly ListedObject[] = [
  ...wholeGroup('post/', uuidOf(1), { modified: NOW - 3 * HOUR }),
  ...wholeGroup('post/', uuidOf(2), { modified: NOW - 2 * HOUR }),
  ...wholeGroup('글/사진/', uuidOf(0xabc).toUpperCase()),
  object(`post/${uuidOf(3)}_512.webp`),
  object(`post/${uuidOf(1)}_original.PNG`, { bytes: 7e9 }),
  object(`post/${uuidOf(1)}_511.webp`),
  object('trip/IMG 1.jpg', { etag: 'd41d8cd98f00b204e9800998ecf8427e-12', bytes: 5e9 }),
  object('경복궁.gif', { etag: '' }),
  object('notes.txt'),
];

let folder = '';
let file = '';
let open: LocalCatalogue[] = [];

async function create(whose = identity, calm = Promise.resolve()): Promise<LocalCatalogue> {
  const snapshot = { file, identity: whose };
  const namesPath = join(folder, 'names');
  const catalogue = await createCatalogue({ prefix: '', namesPath, snapshot, now: () => NOW, calm });
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

/** All that the catalogue can say. */
async function contentOf(catalogue: LocalCatalogue): Promise<unknown> {
  const views = await Promise.all(
    (['newest', 'oldest', 'name', 'size'] as const).map(async (sort) => {
      const { viewId, ...summary } = await catalogue.openView({ ...all, sort });
      return { summary, rows: await catalogue.rows(viewId, 0, summary.count) };
    }),
  );
  const ids = views[0]?.rows.map(({ groupId }) => groupId) ?? [];
  const groups = await Promise.all(ids.map((id) => Promise.all([catalogue.group(id), catalogue.variants(id)])));
  return { views, groups, albums: await catalogue.albums(), counts: await catalogue.counts() };
}

/** A catalogue's content but for the numbers that it gives its groups. */
const withoutIds = (content: unknown): unknown =>
  JSON.parse(JSON.stringify(content, (key, value: unknown) => (key === 'groupId' ? undefined : value)));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapshot-'));
  file = join(folder, 'bucket.catalogue');
});

afterEach(async () => {
  vi.useRealTimers();
  await closeAll();
  await rm(folder, { recursive: true, force: true });
});

describe('a catalogue that is opened again', () => {
  it('knows all that it knew, under the same ids, before anything is listed', async () => {
    const first = await create();
    await list(first, objects);
    await first.learn(0, { name: 'Palace', extension: 'jpg', width: '30', height: '20' });
    const before = await contentOf(first);
    await closeAll();
    const second = await create();
    expect(await contentOf(second)).toEqual(before);
    expect((await second.counts()).groups).toBe(6);
    expect(await second.groupOfKey('trip/IMG 1.jpg')).toBe(await first.groupOfKey('trip/IMG 1.jpg'));
  });

  it('says all that it knew while the window waits for its first pictures, and learns after them', async () => {
    const first = await create();
    await list(first, objects);
    const before = await contentOf(first);
    await closeAll();
    const order: string[] = [];
    const calm = createGate();
    const second = await create(identity, calm.passed);
    const learning = second.learn(0, { name: 'Palace' }).then(() => order.push('learnt'));
    expect(await contentOf(second)).toEqual(before);
    order.push('shown');
    calm.open();
    await learning;
    expect(order).toEqual(['shown', 'learnt']);
  });

  it('is closed without waiting for the window', async () => {
    await list(await create(), objects);
    await closeAll();
    await create(identity, new Promise(() => undefined));
    await closeAll();
    expect((await (await create()).counts()).groups).toBe(6);
  });

  it('changes nothing where the next listing finds the same', async () => {
    await list(await create(), objects);
    await closeAll();
    const second = await create();
    const [before, revision] = [await contentOf(second), second.revision()];
    await list(second, objects);
    expect(await contentOf(second)).toEqual(before);
    expect(second.revision()).toBe(revision);
  });

  it('takes what appeared, changed and vanished from the next listing, and keeps the ids of the rest', async () => {
    const first = await create();
    await list(first, objects);
    const kept = await first.groupOfKey(`post/${uuidOf(2)}_512.webp`);
    await closeAll();
    const second = await create();
    const gone = new Set([`post/${uuidOf(3)}_512.webp`, 'trip/IMG 1.jpg', `post/${uuidOf(1)}_511.webp`]);
    const now = [...objects.filter(({ key }) => !gone.has(key)), object('new.png', { modified: NOW })];
    await list(second, now);
    const fresh = await createCatalogue({ prefix: '', namesPath: null, now: () => NOW });
    await list(fresh, now);
    expect(await second.groupOfKey(`post/${uuidOf(2)}_512.webp`)).toBe(kept);
    expect(await second.albums()).toEqual(await fresh.albums());
    expect(await second.counts()).toEqual(await fresh.counts());
    expect(await second.groupOfKey('trip/IMG 1.jpg')).toBeNull();
  });

  it('case 20: loses nothing where the listing after it breaks off', async () => {
    await list(await create(), objects);
    await closeAll();
    const second = await create();
    const before = await contentOf(second);
    await second.beginListing();
    await second.addPage(objects.slice(0, 4));
    await second.abandonListing();
    expect(await contentOf(second)).toEqual(before);
    await closeAll();
    expect(await contentOf(await create())).toEqual(before);
  });

  it('calls no group incomplete that was saved in the middle of a listing, until a listing is complete', async () => {
    const first = await create();
    await first.beginListing();
    await first.addPage(objects.slice(0, 2));
    await closeAll();
    const second = await create();
    expect(await second.counts()).toMatchObject({ groups: 1 });
    expect(await second.albums()).toMatchObject({ incomplete: 0 });
    await list(second, objects.slice(0, 2));
    expect(await second.albums()).toMatchObject({ incomplete: 1 });
  });

  it('knows the names that were learnt and imported after it was kept', async () => {
    const first = await create();
    await list(first, objects);
    await first.save();
    const kept = await readFile(file);
    await first.learn(0, { name: 'Later' });
    await closeAll();
    await writeFile(file, kept);
    const second = await create();
    await second.caughtUp;
    expect((await second.group(0)).name).toBe('Later');
    await second.importNames(new Map([[uuidOf(2), { name: 'From a table', extension: 'png' }]]));
    await closeAll();
    await writeFile(file, kept);
    const third = await create();
    await third.caughtUp;
    expect([(await third.group(0)).name, (await third.group(1)).name]).toEqual(['Later', 'From a table']);
  });
});

describe('a snapshot', () => {
  it('stays as it was taken while it is written and columns change meanwhile', async () => {
    const column = words32();
    for (let index = 0; index < 100_000; index += 1) column.set(index, index);
    const keeper = createSnapshotKeeper(
      { file, identity },
      { take: (sections) => sections.add('column', column.share()), isWasteful: () => false },
    );
    keeper.changed();
    const saved = keeper.save();
    for (let index = 0; index < 200_000; index += 1) column.set(index, 7);
    await saved;
    const reader = await findSnapshot({ file, identity });
    const found = reader?.words('column');
    await reader?.close();
    expect(found?.subarray(0, 100_000).every((value, index) => value === index)).toBe(true);
    expect([column.get(0), column.get(199_999)]).toEqual([7, 7]);
    await keeper.close();
  });
});

describe('the file of a catalogue', () => {
  const kept = async (): Promise<Buffer> => {
    const first = await create();
    await list(first, objects.slice(0, 3));
    await closeAll();
    return readFile(file);
  };
  const isEmptyAfter = async (damaged: Uint8Array): Promise<boolean> => {
    await writeFile(file, damaged);
    const catalogue = await createCatalogue({ prefix: '', namesPath: null, snapshot: { file, identity } });
    await catalogue.caughtUp;
    const { groups } = await catalogue.counts();
    await catalogue.close();
    return groups === 0;
  };

  it(
    'is not used where any one byte is another or any part is missing, and a listing replaces it',
    async () => {
      const whole = await kept();
      expect(await isEmptyAfter(whole)).toBe(false);
      const places = fc.oneof(
        fc.nat({ max: 100 }),
        fc.integer({ min: 0, max: 4000 }).map((back) => whole.length - 1 - back),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(places, fc.nat({ max: whole.length - 1 })),
          fc.integer({ min: 1, max: 255 }),
          async (at, bits) => {
            const damaged = Buffer.from(whole);
            damaged[at] = (damaged[at] ?? 0) ^ bits;
            expect(await isEmptyAfter(damaged)).toBe(true);
          },
        ),
        { numRuns: 60 },
      );
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: whole.length - 1 }), async (length) => {
          expect(await isEmptyAfter(whole.subarray(0, length))).toBe(true);
        }),
        { numRuns: 20, examples: [[0], [31], [whole.length - 1]] },
      );
      expect(await isEmptyAfter(Buffer.concat([whole, Buffer.alloc(8)]))).toBe(true);
      const again = await create();
      await list(again, objects);
      await again.save();
      await closeAll();
      expect((await (await create()).counts()).groups).toBe(6);
    },
    SLOW_MS,
  );

  it('of another bucket, version or no catalogue at all is not used', async () => {
    const whole = await kept();
    expect((await (await create('https://s3.test\nother\n')).counts()).groups).toBe(0);
    await closeAll();
    const newer = Buffer.from(whole);
    newer[24] = 99;
    for (const foreign of [
      newer,
      Buffer.from('{"hello":1}'.repeat(500)),
      Buffer.alloc(whole.length),
      Buffer.alloc(0),
    ]) {
      expect(await isEmptyAfter(foreign)).toBe(true);
    }
  });

  it(
    'does not grow for what is gone: it is written anew without it, and says the same',
    async () => {
      const first = await create();
      await first.addObjects([...Array.from({ length: 11_000 }, (_, at) => object(`old/IMG_${at}.jpg`)), ...objects]);
      await first.learn((await first.groupOfKey(`post/${uuidOf(2)}_512.webp`)) ?? -1, {
        name: 'Palace',
        width: '3',
        height: '2',
      });
      await first.save();
      const { size } = await stat(file);
      await list(first, objects);
      await first.save();
      const content = await contentOf(first);
      await closeAll();
      expect((await stat(file)).size).toBeLessThan(size / 4);
      const second = await create();
      await second.caughtUp;
      expect(withoutIds(await contentOf(second))).toEqual(withoutIds(content));
      expect(await second.groupOfKey('old/IMG_5.jpg')).toBeNull();
      const revision = second.revision();
      await list(second, objects);
      expect(second.revision()).toBe(revision);
    },
    SLOW_MS,
  );

  it('is for its owner only, and leaves no temporary beside it', async () => {
    await kept();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(['bucket.catalogue', 'names']);
  });

  it('is of no use once it is closed, also for who waits for a part of it', async () => {
    await kept();
    const sections = await findSnapshot({ file, identity });
    await sections?.close();
    await expect(sections?.lazy('totals').load()).rejects.toThrow(SnapshotUnusable);
    expect(() => sections?.lazy('totals').whole()).toThrow(SnapshotUnusable);
  });

  it('is not written where nothing changed', async () => {
    await kept();
    await truncate(file, 0);
    const second = await create();
    await second.openView(all);
    await closeAll();
    expect((await stat(file)).size).toBe(0);
  });

  it('is written where nothing but a name became known', async () => {
    const snapshot = { file, identity };
    const first = await createCatalogue({ prefix: '', namesPath: null, snapshot });
    await list(first, objects);
    await first.save();
    await first.learn(0, { name: 'Palace' });
    await first.close();
    const second = await createCatalogue({ prefix: '', namesPath: null, snapshot });
    open.push(second);
    expect((await second.group(0)).name).toBe('Palace');
  });

  it('is written after an interval where changes come without a listing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const first = await create();
    await first.addObjects([...objects]);
    await vi.advanceTimersByTimeAsync(SNAPSHOT_INTERVAL_MS - 1);
    expect(await readdir(folder)).not.toContain('bucket.catalogue');
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    await vi.waitFor(async () => expect(await readdir(folder)).toContain('bucket.catalogue'));
  });

  it('that cannot be written keeps nobody from using the catalogue', async () => {
    file = join(folder, 'a-file', 'bucket.catalogue');
    await writeFile(join(folder, 'a-file'), '');
    const first = await create();
    await list(first, objects);
    await first.save();
    expect((await first.counts()).groups).toBe(6);
  });
});
