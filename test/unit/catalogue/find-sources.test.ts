import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open as openLmdb } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import { encodeMetadata } from '../../../shared/object-metadata.ts';
import { NOW, uuidOf, wholeGroup } from './support.ts';

const digestOf = (letter: string): string => letter.repeat(64);

/** In memory, and kept in a folder. */
describe.each([false, true])('groups are found by the bytes of their source (kept: %s)', (isKept) => {
  let folder = '';
  let catalogue: LocalCatalogue;
  const create = (): Promise<LocalCatalogue> =>
    createCatalogue({ prefix: '', namesPath: isKept ? join(folder, 'names') : null, now: () => NOW });
  const idOf = async (group: number): Promise<number> =>
    (await catalogue.groupOfKey(wholeGroup('a/', uuidOf(group))[0]?.key ?? '')) ?? -1;
  const learn = async (group: number, sha256: string): Promise<void> => {
    await catalogue.addObjects(wholeGroup('a/', uuidOf(group)));
    await catalogue.learn(await idOf(group), encodeMetadata({ name: `picture ${group}`, sha256 }));
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'find-sources-'));
    catalogue = await create();
  });
  afterEach(async () => {
    await catalogue.close();
    await rm(folder, { recursive: true });
  });

  it('among those whose digest is known, and tells how many these are', async () => {
    await learn(1, digestOf('a'));
    await learn(2, digestOf('b'));
    await catalogue.addObjects(wholeGroup('a/', uuidOf(3)));
    const wanted = [digestOf('b'), digestOf('c'), digestOf('b')];
    await expect.poll(() => catalogue.findSources(wanted)).toMatchObject({ known: 2, groups: 3 });
    const { found } = await catalogue.findSources(wanted);
    expect([...found]).toEqual([[digestOf('b'), await idOf(2)]]);
  });

  it('but not those that are gone, or about to be', async () => {
    await learn(1, digestOf('a'));
    await learn(2, digestOf('b'));
    await expect.poll(async () => (await catalogue.findSources([])).known).toBe(2);
    await catalogue.removeKeys(wholeGroup('a/', uuidOf(1)).map(({ key }) => key));
    await catalogue.hide(Uint32Array.of(await idOf(2)));
    await expect.poll(async () => (await catalogue.findSources([])).known).toBeLessThanOrEqual(1);
    expect((await catalogue.findSources([digestOf('a'), digestOf('b')])).found.size).toBe(0);
  });

  it('in a later run too, and where an earlier version kept no digests', async () => {
    // What is in memory goes with it, and begins anew.
    if (!isKept) return expect((await catalogue.findSources([])).known).toBe(0);
    await learn(1, digestOf('a'));
    await expect.poll(async () => (await catalogue.findSources([])).known).toBe(1);
    await catalogue.close();
    const root = openLmdb({ path: join(folder, 'names'), noSubdir: false });
    await root.openDB({ name: 'digests' }).clearAsync();
    await root.close();
    catalogue = await create();
    await catalogue.addObjects(wholeGroup('a/', uuidOf(1)));
    await expect
      .poll(async () => [...(await catalogue.findSources([digestOf('a')])).found.keys()])
      .toEqual([digestOf('a')]);
  });
});
