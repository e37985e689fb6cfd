import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import { encodeMetadata } from '../../../shared/object-metadata.ts';
import { object, uuidOf, wholeGroup } from './support.ts';

const uuid = uuidOf(0xabc);
const metadata = encodeMetadata({ name: '경복궁 야경', extension: 'jpg', width: 4000, height: 3000 });
const imported = new Map([[uuid, { name: 'From the table', extension: 'png' }]]);

let folder = '';
let open: LocalCatalogue[] = [];

async function create(namesPath: string | null = null): Promise<LocalCatalogue> {
  const catalogue = await createCatalogue({ prefix: '', namesPath });
  open.push(catalogue);
  return catalogue;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'names-'));
  open = [];
});

afterEach(async () => {
  await Promise.all(open.map((catalogue) => catalogue.close()));
  await rm(folder, { recursive: true, force: true });
});

describe('names', () => {
  it('case 50: come from the metadata of an object', async () => {
    const catalogue = await create();
    await catalogue.addObjects(wholeGroup('a/', uuid));
    expect(await catalogue.learn(0, metadata)).toBe(true);
    expect(await catalogue.group(0)).toMatchObject({
      name: '경복궁 야경',
      originalName: '경복궁 야경',
      originalExtension: 'jpg',
      source: { width: 4000, height: 3000 },
    });
    expect(await catalogue.learn(0, metadata)).toBe(false);
  });

  it('are the uuid where nothing is known, and malformed metadata teaches nothing', async () => {
    const catalogue = await create();
    await catalogue.addObjects(wholeGroup('a/', uuid));
    expect(await catalogue.learn(0, {})).toBe(false);
    expect(await catalogue.learn(0, { name: '%E0%', width: 'wide', other: 'x' })).toBe(false);
    expect(await catalogue.group(0)).toMatchObject({ name: uuid, originalName: null });
  });

  it('come from an imported table where objects carry none, and tell of the change', async () => {
    const catalogue = await create();
    await catalogue.addObjects([...wholeGroup('a/', uuid), ...wholeGroup('b/', uuid), ...wholeGroup('a/', uuidOf(1))]);
    const revision = catalogue.revision();
    expect(await catalogue.importNames(imported)).toEqual({ matched: 2 });
    expect(catalogue.revision()).toBeGreaterThan(revision);
    expect(await catalogue.group(1)).toMatchObject({ name: 'From the table', originalExtension: 'png' });
    expect((await catalogue.group(2)).name).toBe(uuidOf(1));
  });

  it('of the metadata go before those of a table, whichever came first', async () => {
    const catalogue = await create();
    await catalogue.addObjects([...wholeGroup('a/', uuid), ...wholeGroup('b/', uuid)]);
    await catalogue.learn(0, metadata);
    await catalogue.importNames(imported);
    await catalogue.learn(1, metadata);
    for (const group of [0, 1]) {
      expect(await catalogue.group(group)).toMatchObject({ name: '경복궁 야경', originalExtension: 'jpg' });
    }
  });

  it('of a table stay where the metadata knows only pixels', async () => {
    const catalogue = await create();
    await catalogue.addObjects(wholeGroup('a/', uuid));
    await catalogue.importNames(imported);
    expect(await catalogue.learn(0, { width: '10', height: '20' })).toBe(true);
    expect(await catalogue.group(0)).toMatchObject({ name: 'From the table', source: { width: 10, height: 20 } });
  });

  it('of a table reach groups that are found later, whatever the case of their uuid', async () => {
    const catalogue = await create();
    await catalogue.importNames(new Map([[uuid.toUpperCase(), { name: 'Later', extension: '' }]]));
    await catalogue.addObjects([...wholeGroup('a/', uuid), ...wholeGroup('a/', uuid.toUpperCase())]);
    expect(await catalogue.group(0)).toMatchObject({ name: 'Later', originalExtension: null });
    expect((await catalogue.group(1)).name).toBe('Later');
  });

  it('of foreign images are their keys', async () => {
    const catalogue = await create();
    await catalogue.addObjects([object('trip/IMG_1.jpg')]);
    expect(await catalogue.learn(0, metadata)).toBe(false);
    expect(await catalogue.group(0)).toMatchObject({ name: 'IMG_1', originalName: null });
  });

  it('are forgotten with their group', async () => {
    const catalogue = await create();
    const group = wholeGroup('a/', uuid);
    await catalogue.addObjects(group);
    await catalogue.learn(0, metadata);
    await catalogue.removeKeys(group.map(({ key }) => key));
    await catalogue.addObjects(group);
    expect((await catalogue.group(0)).name).toBe(uuid);
  });

  it('are known again after a restart, before any thumbnail is read', async () => {
    const path = join(folder, 'names');
    const first = await create(path);
    await first.addObjects([...wholeGroup('a/', uuid), ...wholeGroup('a/', uuidOf(1))]);
    await first.learn(0, metadata);
    await first.importNames(new Map([[uuidOf(1), { name: '가져온 이름', extension: 'gif' }]]));
    await first.close();
    open = [];
    const second = await create(path);
    await second.addObjects([...wholeGroup('a/', uuidOf(1)), ...wholeGroup('a/', uuid)]);
    expect(await second.group(0)).toMatchObject({ name: '가져온 이름', originalExtension: 'gif' });
    expect(await second.group(1)).toMatchObject({ name: '경복궁 야경', source: { width: 4000, height: 3000 } });
  });

  it.each([
    ['no database', () => Buffer.from('this is no database'.repeat(1000))],
    ['cut short', (whole: Buffer) => whole.subarray(0, 5000)],
    ['cut within its head', (whole: Buffer) => whole.subarray(0, 100)],
    ['full of zeros', (whole: Buffer) => Buffer.alloc(whole.length)],
    ['empty', () => Buffer.alloc(0)],
  ])('begin anew where their file is %s', async (_, damage) => {
    const path = join(folder, 'names');
    const first = await create(path);
    await first.importNames(imported);
    await first.close();
    open = [];
    const file = join(path, 'data.mdb');
    await writeFile(file, damage(await readFile(file)));
    const second = await create(path);
    await second.addObjects(wholeGroup('a/', uuid));
    expect((await second.group(0)).name).toBe(uuid);
    expect(await second.learn(0, metadata)).toBe(true);
    await second.close();
    open = [];
    const third = await create(path);
    await third.addObjects(wholeGroup('a/', uuid));
    expect((await third.group(0)).name).toBe('경복궁 야경');
  });

  it('are kept in memory where their folder cannot be made', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const catalogue = await create(join(file, 'names'));
    await catalogue.addObjects(wholeGroup('a/', uuid));
    expect(await catalogue.learn(0, metadata)).toBe(true);
  });
});
