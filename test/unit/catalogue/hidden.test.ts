import { beforeEach, describe, expect, it } from 'vitest';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { object } from './support.ts';

const uuid = (index: number): string => `00000000-0000-4000-8000-00000000000${index}`;
const keysOf = (index: number, album = 'post/'): string[] =>
  ['512', 'thumbnail'].map((size) => `${album}${uuid(index)}_${size}.webp`);
const all = { album: null, search: '', sort: 'newest', incompleteOnly: false } as const;
const LATER_MS = 60 * 60 * 1000;

describe('hidden groups', () => {
  let catalogue: LocalCatalogue;
  let changes: number;
  let now: number;

  beforeEach(async () => {
    changes = 0;
    now = 1_700_000_000_000;
    const onChange = (): void => {
      changes += 1;
    };
    catalogue = await createCatalogue({ prefix: '', namesPath: null, onChange, now: () => now });
    const keys = [0, 1, 2].flatMap((index) => keysOf(index)).concat(keysOf(3, 'other/'), `post/${uuid(4)}_512.webp`);
    await catalogue.addObjects(keys.map((key, at) => object(key, { bytes: 10, modified: now + at })));
    now += LATER_MS;
  });

  const idsOf = async (query = {}): Promise<number[]> => {
    const view = await catalogue.openView({ ...all, ...query });
    expect(view.sections.reduce((sum, { count }) => sum + count, 0)).toBe(view.count);
    return [...(await catalogue.ids(view.viewId, 0, 10))];
  };

  it('are in no view, count, album or measure, and come back when they are revealed', async () => {
    const before = await catalogue.albums();
    changes = 0;
    await catalogue.hide(Uint32Array.of(1, 3, 4, 99));
    expect(changes).toBe(1);
    expect(await idsOf()).toEqual([2, 0]);
    expect(await idsOf({ sort: 'name' })).toEqual([0, 2]);
    expect(await idsOf({ album: 'post/' })).toEqual([2, 0]);
    expect(await idsOf({ search: '000' })).toEqual([2, 0]);
    expect(await idsOf({ incompleteOnly: true })).toEqual([]);
    expect(await catalogue.counts()).toEqual({ objects: 4, groups: 2 });
    expect(await catalogue.albums()).toMatchObject({
      albums: [{ album: 'post/', groups: 2, bytes: 40 }],
      groups: 2,
      bytes: 40,
      incomplete: 0,
      nameless: 2,
    });
    expect(await catalogue.measure(Uint32Array.of(0, 1, 2, 3))).toEqual({ groups: 2, objects: 4, bytes: 40 });
    await expect(catalogue.group(1)).rejects.toMatchObject({ error: { code: 'unknown-group' } });
    expect(await catalogue.variants(1)).toHaveLength(2);
    await catalogue.reveal(Uint32Array.of(4, 3, 1, 99));
    expect(changes).toBe(2);
    expect(await idsOf()).toEqual([4, 3, 2, 1, 0]);
    expect(await catalogue.albums()).toEqual(before);
  });

  it('that were hidden twice come back after as many reveals', async () => {
    await catalogue.hide(Uint32Array.of(1));
    await catalogue.hide(Uint32Array.of(1));
    await catalogue.reveal(Uint32Array.of(1));
    expect(await idsOf()).not.toContain(1);
    await catalogue.reveal(Uint32Array.of(1));
    expect(await idsOf()).toContain(1);
    await catalogue.reveal(Uint32Array.of(1));
    expect(await catalogue.counts()).toEqual({ objects: 9, groups: 5 });
  });

  it('are none that come under a number which was unknown when it was hidden', async () => {
    await catalogue.hide(Uint32Array.of(5));
    await catalogue.addObjects(keysOf(5).map((key) => object(key, { bytes: 10 })));
    expect(await idsOf()).toContain(5);
    expect(await catalogue.counts()).toEqual({ objects: 11, groups: 6 });
  });

  it('that are gone leave without a word, and are shown where they come again', async () => {
    await catalogue.hide(Uint32Array.of(1));
    changes = 0;
    await catalogue.removeKeys(keysOf(1));
    expect(changes).toBe(0);
    await catalogue.reveal(Uint32Array.of(1));
    expect(await catalogue.counts()).toEqual({ objects: 7, groups: 4 });
    await catalogue.addObjects(keysOf(1).map((key) => object(key, { bytes: 10 })));
    expect(changes).toBe(1);
    expect(await idsOf()).toContain(1);
    expect(await catalogue.counts()).toEqual({ objects: 9, groups: 5 });
  });

  it('stay hidden where a listing finds them, and count with what it found when they are revealed', async () => {
    await catalogue.hide(Uint32Array.of(1, 2));
    await catalogue.beginListing();
    await catalogue.addPage(keysOf(1).map((key) => object(key, { bytes: 30 })));
    await catalogue.endListing();
    expect(await catalogue.counts()).toEqual({ objects: 0, groups: 0 });
    expect(await idsOf()).toEqual([]);
    await catalogue.reveal(Uint32Array.of(1, 2));
    expect(await idsOf()).toEqual([1]);
    expect(await catalogue.albums()).toMatchObject({ albums: [{ groups: 1, bytes: 60 }], groups: 1, bytes: 60 });
  });

  it('are kept on disk as any other: the next start shows them', async () => {
    const snapshot = { file: `${await temporaryFolder()}/snapshot`, identity: 'bucket' };
    const open = () => createCatalogue({ prefix: '', namesPath: null, snapshot, now: () => now });
    const first = await open();
    await first.addObjects([0, 1].flatMap((index) => keysOf(index)).map((key) => object(key, { bytes: 10 })));
    const before = await first.albums();
    await first.hide(Uint32Array.of(0));
    await first.close();
    const again = await open();
    await again.caughtUp;
    expect(await again.albums()).toEqual(before);
    expect((await again.openView(all)).count).toBe(2);
    await again.close();
  });
});
