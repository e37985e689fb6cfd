import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import type { ListedObject } from '../../../electron/s3/bucket.ts';
import { md5Like, NOW, SLOW_MS, uuidOf } from './support.ts';

/** The grouping rule once more, as plainly as it can be said. */
const STEM =
  /^((?:.*\/)?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})_(?:thumbnail\.webp|[1-9]\d{0,8}\.webp|original\.[0-9A-Za-z]{1,16})$/s;
const IMAGE = /[^/]\.(jpg|jpeg|jfif|png|webp|gif|avif|tif|tiff)$/i;

/** Keys of each group, by a text that names the group. */
function referenceGroups(keys: Iterable<string>): string[][] {
  const groups = new Map<string, string[]>();
  for (const key of keys) {
    const stem = STEM.exec(key)?.[1];
    if (stem === undefined && !IMAGE.test(key)) continue;
    const name = stem === undefined ? `foreign ${key}` : `ours ${stem}`;
    groups.set(name, [...(groups.get(name) ?? []), key].sort());
  }
  return [...groups.values()].sort();
}

async function catalogueGroups(catalogue: LocalCatalogue): Promise<string[][]> {
  const view = await catalogue.openView({ album: null, search: '', sort: 'newest', incompleteOnly: false });
  const ids = await catalogue.ids(view.viewId, 0, view.count);
  const groups = await Promise.all(Array.from(ids, (id) => catalogue.variants(id)));
  return groups.map((variants) => variants.map(({ key }) => key).sort()).sort();
}

const hex = fc.constantFrom('A', 'a', 'F', '0', '9');
const uuid = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3 }).map(uuidOf) },
  fc.string({ unit: hex, minLength: 12, maxLength: 12 }).map((end) => `ffffffff-0000-4000-8000-${end}`),
);
const ending = fc.constantFrom(
  ...['thumbnail.webp', '512.webp', '1024.webp', '1920.webp', '511.webp', '3000.webp', 'original.png', 'original.JPG'],
  ...['0512.webp', '512.png', 'thumbnail.png', '0.webp'],
);
const ours = fc.tuple(uuid, ending).map(([id, size]) => `${id}_${size}`);
const others = fc.oneof(
  fc.constantFrom('IMG_1.jpg', 'IMG_2.jpg', 'a.txt', '.jpg', '', 'x.PNG'),
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((base) => `${base}.gif`),
);
const key = fc
  .tuple(fc.constantFrom('', 'a/', 'a/b/', '사진//'), fc.oneof({ weight: 3, arbitrary: ours }, others))
  .map(([album, file]) => album + file)
  .filter((text) => text !== '');
const bytes = fc.oneof(fc.nat({ max: 5000 }), fc.constantFrom(0, 0xffff_fffe, 0xffff_ffff, 2 ** 40));
const objects: fc.Arbitrary<ListedObject[]> = fc.uniqueArray(
  fc
    .record({ key, bytes, modified: fc.integer({ min: 0, max: NOW }) })
    .map((given) => ({ ...given, etag: md5Like(given.key) })),
  { selector: (given) => given.key, maxLength: 40 },
);

const create = (): Promise<LocalCatalogue> => createCatalogue({ prefix: '', namesPath: null, now: () => NOW });

async function listInPages(catalogue: LocalCatalogue, all: readonly ListedObject[], pageLength: number): Promise<void> {
  await catalogue.beginListing();
  for (let from = 0; from < all.length; from += pageLength) await catalogue.addPage(all.slice(from, from + pageLength));
  await catalogue.endListing();
}

async function expectEqualToReference(catalogue: LocalCatalogue, all: readonly ListedObject[]): Promise<void> {
  const expected = referenceGroups(all.map((one) => one.key));
  expect(await catalogueGroups(catalogue)).toEqual(expected);
  const grouped = new Set(expected.flat());
  const sum = all.filter((one) => grouped.has(one.key)).reduce((total, one) => total + one.bytes, 0);
  const { albums, bytes: total, groups } = await catalogue.albums();
  expect({ total, groups }).toEqual({ total: sum, groups: expected.length });
  expect(albums.reduce((rest, album) => rest - album.bytes, total)).toBe(0);
  expect(albums.reduce((rest, album) => rest - album.groups, groups)).toBe(0);
}

describe('grouping', () => {
  it(
    'gives the groups of a naive reference for any keys, order and split into pages',
    async () => {
      await fc.assert(
        fc.asyncProperty(objects, fc.integer({ min: 1, max: 50 }), async (all, pageLength) => {
          const catalogue = await create();
          await listInPages(catalogue, all, pageLength);
          await expectEqualToReference(catalogue, all);
          const revision = catalogue.revision();
          await listInPages(catalogue, all.toReversed(), pageLength + 1);
          expect(catalogue.revision()).toBe(revision);
          await expectEqualToReference(catalogue, all);
          expect((await catalogue.counts()).objects).toBe(all.length);
        }),
        { numRuns: 150 },
      );
    },
    SLOW_MS,
  );

  it(
    'is the same after a second listing as if that had been the first',
    async () => {
      await fc.assert(
        fc.asyncProperty(objects, objects, async (first, second) => {
          const twice = await create();
          await listInPages(twice, first, 7);
          await listInPages(twice, second, 5);
          await expectEqualToReference(twice, second);
          const once = await create();
          await listInPages(once, second, 5);
          for (const { key: text } of second) {
            const [a, b] = [await twice.groupOfKey(text), await once.groupOfKey(text)];
            if (a === null || b === null) expect(a).toBe(b);
            else expect({ ...(await twice.group(a)), groupId: 0 }).toEqual({ ...(await once.group(b)), groupId: 0 });
          }
        }),
        { numRuns: 100 },
      );
    },
    SLOW_MS,
  );

  it(
    'follows writes and removals outside and inside a listing',
    async () => {
      await fc.assert(
        fc.asyncProperty(objects, objects, fc.func(fc.boolean()), async (listed, written, goes) => {
          const catalogue = await create();
          const removed = listed.filter((one) => goes(one.key)).map((one) => one.key);
          await listInPages(catalogue, listed, 10);
          await catalogue.beginListing();
          await catalogue.removeKeys(removed);
          await catalogue.addObjects(written);
          await catalogue.addPage(listed);
          await catalogue.endListing();
          const left = new Map(listed.filter((one) => !removed.includes(one.key)).map((one) => [one.key, one]));
          for (const one of written) left.set(one.key, one);
          await expectEqualToReference(catalogue, [...left.values()]);
          await catalogue.removeKeys([...left.keys()]);
          expect((await catalogue.counts()).groups).toBe(0);
        }),
        { numRuns: 100 },
      );
    },
    SLOW_MS,
  );
});
