import { describe, expect, it } from 'vitest';
import type { DeletedObject, DeletedObjects } from '../../../electron/s3/bucket.ts';
import { baseOfStem, deletedGroup, pageOfDeleted, pictureOf } from '../../../electron/transfers/deleted-groups.ts';

const { signal } = new AbortController();
const LIMITS = { enough: 2, ms: 60_000, signal };
const stem = (index: number): string => `post/00000000-0000-4000-8000-00000000000${index}`;

const object = (key: string): DeletedObject => ({
  key,
  markerVersion: 'm',
  olderMarkers: [],
  deletedAt: 5,
  version: 'v',
  bytes: key.length,
  etag: 'e',
  modified: 1,
});
const sizesOf = (index: number): string[] => ['1024', '512', 'thumbnail'].map((size) => `${stem(index)}_${size}.webp`);

/** Lists keys, so many a page, as a bucket does that holds nothing but these. */
function bucketWith(keys: readonly string[], perPage: number) {
  const asked: (string | undefined)[] = [];
  return {
    prefix: '',
    asked,
    async *listDeleted({ startAfter, prefix = '' }: { startAfter?: string; prefix?: string }) {
      asked.push(startAfter);
      const left = keys.filter((key) => key > (startAfter ?? '') && key.startsWith(prefix));
      for (let from = 0; from < left.length; from += perPage) {
        const page = left.slice(from, from + perPage);
        yield { objects: page.map(object), through: page.at(-1) ?? '' } satisfies DeletedObjects;
      }
    },
  };
}

describe('deleted groups', () => {
  it.each([1, 2, 3, 4, 5, 7, 100])(
    'come whole and once each, whatever a page of versions holds: %i',
    async (perPage) => {
      const keys = [...sizesOf(1), ...sizesOf(2), 'post/IMG_1.jpg', 'post/note.txt', ...sizesOf(3)].toSorted();
      const bucket = bucketWith(keys, perPage);
      const found: string[] = [];
      for (let cursor: string | null = null, pages = 0; ; pages += 1) {
        expect(pages).toBeLessThan(keys.length + 1);
        const page = await pageOfDeleted(bucket, cursor, LIMITS);
        for (const group of page.groups) {
          expect(group.objects.map(({ key }) => key)).toEqual(
            group.stem === 'post/IMG_1.jpg' ? ['post/IMG_1.jpg'] : keys.filter((key) => key.startsWith(group.stem)),
          );
        }
        found.push(...page.groups.map((group) => group.stem));
        cursor = page.cursor;
        if (cursor === null) break;
      }
      expect(found.toSorted()).toEqual([stem(1), stem(2), stem(3), 'post/IMG_1.jpg'].toSorted());
    },
  );

  it('end a page after a while, also where nothing was found', async () => {
    const bucket = {
      async *listDeleted() {
        for (const through of ['a', 'b', 'c']) yield { objects: [], through };
      },
    };
    expect(await pageOfDeleted(bucket, null, { ...LIMITS, ms: 0 })).toEqual({ groups: [], cursor: 'a' });
    expect(await pageOfDeleted(bucket, 'a', { ...LIMITS, ms: 0 })).toEqual({ groups: [], cursor: 'b' });
    expect(await pageOfDeleted(bucket, null, LIMITS)).toEqual({ groups: [], cursor: null });
  });

  it('are found by their stem, and only within the connection', async () => {
    const bucket = bucketWith([...sizesOf(1), `${stem(1)}_512.jpg`, ...sizesOf(2)].toSorted(), 2);
    const found = await deletedGroup(bucket, stem(1), { signal });
    expect(found?.objects.map(({ key }) => key)).toEqual(sizesOf(1));
    expect(await deletedGroup({ ...bucket, prefix: 'mine/' }, stem(1), { signal })).toBeNull();
    expect(await deletedGroup(bucket, stem(7), { signal })).toBeNull();
  });

  it('are shown by their thumbnail, else by the smallest of what there is, and called by their base', () => {
    const group = { stem: stem(1), album: 'post/', objects: sizesOf(1).map(object) };
    expect(pictureOf(group)?.key).toContain('_thumbnail');
    expect(pictureOf({ ...group, objects: group.objects.slice(0, 2) })?.key).toContain('_512');
    expect(baseOfStem(group)).toBe(stem(1).slice('post/'.length));
    expect(baseOfStem({ stem: 'a/IMG 1.x.jpg', album: 'a/' })).toBe('IMG 1.x');
  });
});
