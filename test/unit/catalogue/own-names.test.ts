import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import { encodeMetadata } from '../../../shared/object-metadata.ts';
import { HOUR, NOW, object, uuidOf, wholeGroup } from './support.ts';

const named = (name: string) => encodeMetadata({ name, extension: 'jpg' });
const keysOf = (uuid: string): string[] => wholeGroup('a/', uuid).map(({ key }) => key);

let folder = '';
let open: LocalCatalogue[] = [];

/** With the store on disk, and with the snapshot beside it where a test is about that. */
async function create({ snapshot = false, onChange = () => {} } = {}): Promise<LocalCatalogue> {
  const catalogue = await createCatalogue({
    prefix: '',
    namesPath: join(folder, 'names'),
    snapshot: snapshot ? { file: join(folder, 'bucket.catalogue'), identity: 'bucket' } : null,
    now: () => NOW,
    onChange,
  });
  open.push(catalogue);
  await catalogue.caughtUp;
  return catalogue;
}

async function reopen(last: LocalCatalogue, options: { snapshot?: boolean } = {}): Promise<LocalCatalogue> {
  await last.close();
  open = open.filter((catalogue) => catalogue !== last);
  return create(options);
}

const searched = async (catalogue: LocalCatalogue, search: string): Promise<number> =>
  (await catalogue.openView({ album: null, search, sort: 'name', incompleteOnly: false })).count;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'own-names-'));
});

afterEach(async () => {
  await Promise.all(open.map((catalogue) => catalogue.close()));
  open = [];
  await rm(folder, { recursive: true, force: true });
});

describe('a name of the person’s own', () => {
  it('goes before what objects and tables say, whichever came first, and keeps their extension', async () => {
    const catalogue = await create();
    await catalogue.addObjects(wholeGroup('a/', uuidOf(1)));
    await catalogue.nameGroup(0, '내가 지은 이름');
    await catalogue.learn(0, named('From the object'));
    await catalogue.importNames(new Map([[uuidOf(1), { name: 'From the table', extension: 'png' }]]));
    expect(await catalogue.group(0)).toMatchObject({
      name: '내가 지은 이름',
      originalName: '내가 지은 이름',
      originalExtension: 'jpg',
      nameEdited: true,
    });
  });

  it('is found, sorted by and shown at once, and the window is told', async () => {
    let changes = 0;
    const onChange = () => {
      changes += 1;
    };
    const catalogue = await create({ onChange });
    await catalogue.addObjects([...wholeGroup('a/', uuidOf(1)), ...wholeGroup('a/', uuidOf(2))]);
    const before = changes;
    await catalogue.nameGroup(1, '한강의 밤');
    expect(changes).toBeGreaterThan(before);
    expect(await searched(catalogue, 'ㅎㄱㅇ')).toBe(1);
    const view = await catalogue.openView({ album: null, search: '', sort: 'name', incompleteOnly: false });
    expect((await catalogue.rows(view.viewId, 0, 2)).map(({ name }) => name)).toEqual(['한강의 밤', uuidOf(1)]);
    await catalogue.nameGroup(1, null);
    expect(await searched(catalogue, '한강')).toBe(0);
  });

  it('taken back gives the stored name, also where that was learnt meanwhile', async () => {
    const catalogue = await create();
    await catalogue.addObjects(wholeGroup('a/', uuidOf(1)));
    await catalogue.nameGroup(0, 'Mine');
    await catalogue.learn(0, encodeMetadata({ name: 'Stored' }));
    await catalogue.nameGroup(0, null);
    expect(await catalogue.group(0)).toMatchObject({ name: 'Stored', nameEdited: false });
    const again = await reopen(catalogue);
    await again.addObjects(wholeGroup('a/', uuidOf(1)));
    expect((await again.group(0)).name).toBe('Stored');
  });

  it('outlives the group: one that comes back has it again', async () => {
    const catalogue = await create();
    await catalogue.addObjects(wholeGroup('a/', uuidOf(1)));
    await catalogue.nameGroup(0, 'Mine');
    await catalogue.removeKeys(keysOf(uuidOf(1)));
    await catalogue.addObjects(wholeGroup('a/', uuidOf(1)));
    expect(await catalogue.group(0)).toMatchObject({ name: 'Mine', nameEdited: true });
  });

  it.each([{ snapshot: true }, { snapshot: false }])('is there after a restart ($snapshot)', async (options) => {
    const catalogue = await create(options);
    await catalogue.addObjects(wholeGroup('a/', uuidOf(1)));
    await catalogue.save();
    await catalogue.nameGroup(0, 'Mine');
    const again = await reopen(catalogue, options);
    await again.addObjects(wholeGroup('a/', uuidOf(1)));
    expect((await again.group(0)).name).toBe('Mine');
    expect((await again.albums()).nameless).toBe(0);
  });

  it('that came after the last snapshot is shown after the restart', async () => {
    const first = await create({ snapshot: true });
    await first.addObjects(wholeGroup('a/', uuidOf(1)));
    await first.close();
    open = [];
    // As after a kill: the name is stored, the snapshot is older.
    const second = await create();
    await second.addObjects(wholeGroup('a/', uuidOf(1)));
    await second.nameGroup(0, 'Mine');
    const third = await reopen(second, { snapshot: true });
    expect((await third.group(0)).name).toBe('Mine');
    expect((await third.albums()).nameless).toBe(0);
  });

  it('is refused for a foreign image, which goes by its key, and for a group that is not there', async () => {
    const catalogue = await create();
    await catalogue.addObjects([object('a/IMG_1.jpg')]);
    await expect(catalogue.nameGroup(0, 'Mine')).rejects.toMatchObject({ error: { code: 'bad-request' } });
    await expect(catalogue.nameGroup(9, 'Mine')).rejects.toMatchObject({ error: { code: 'unknown-group' } });
    expect((await catalogue.group(0)).name).toBe('IMG_1');
  });
});

describe('groups without a name', () => {
  it('are counted as they come, go and get names', async () => {
    const catalogue = await create();
    const nameless = async () => (await catalogue.albums()).nameless;
    await catalogue.addObjects([...wholeGroup('a/', uuidOf(1)), ...wholeGroup('a/', uuidOf(2)), object('a/IMG.jpg')]);
    expect(await nameless()).toBe(2);
    await catalogue.learn(0, named('One'));
    expect(await nameless()).toBe(1);
    await catalogue.learn(1, { width: '10', height: '10' });
    expect(await nameless()).toBe(1);
    await catalogue.nameGroup(1, 'Two');
    expect(await nameless()).toBe(0);
    await catalogue.nameGroup(1, null);
    expect(await nameless()).toBe(1);
    await catalogue.removeKeys(keysOf(uuidOf(2)));
    expect(await nameless()).toBe(0);
    await catalogue.removeKeys(keysOf(uuidOf(1)));
    expect(await nameless()).toBe(0);
    await catalogue.addObjects(wholeGroup('a/', uuidOf(2)));
    expect(await nameless()).toBe(1);
  });

  it('are counted right after any steps, and after a restart', async () => {
    const step = fc.record({
      group: fc.integer({ min: 0, max: 3 }),
      kind: fc.constantFrom('add', 'remove', 'learn', 'learn-nothing', 'edit', 'take-back', 'import'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        let catalogue = await create({ snapshot: true });
        for (const { group, kind } of steps) {
          const uuid = uuidOf(group);
          const id = await catalogue.groupOfKey(`a/${uuid}_512.webp`);
          if (kind === 'add') await catalogue.addObjects(wholeGroup('a/', uuid));
          else if (kind === 'remove') await catalogue.removeKeys(keysOf(uuid));
          else if (kind === 'import') await catalogue.importNames(new Map([[uuid, { name: 'T', extension: '' }]]));
          else if (id === null) continue;
          else if (kind === 'learn') await catalogue.learn(id, named('N'));
          else if (kind === 'learn-nothing') await catalogue.learn(id, {});
          else await catalogue.nameGroup(id, kind === 'edit' ? 'E' : null);
        }
        expect((await catalogue.albums()).nameless).toBe(await countNameless(catalogue));
        catalogue = await reopen(catalogue, { snapshot: true });
        expect((await catalogue.albums()).nameless).toBe(await countNameless(catalogue));
        await catalogue.close();
        open = [];
        await rm(folder, { recursive: true, force: true });
      }),
      { numRuns: 25 },
    );
  });

  async function countNameless(catalogue: LocalCatalogue): Promise<number> {
    const { viewId, count } = await catalogue.openView({
      album: null,
      search: '',
      sort: 'size',
      incompleteOnly: false,
    });
    const ids = await catalogue.ids(viewId, 0, count);
    const groups = await Promise.all([...ids].map((id) => catalogue.group(id)));
    return groups.filter(({ originalName, foreign }) => originalName === null && !foreign).length;
  }
});

describe('groups whose metadata nobody has read', () => {
  const later = { modified: NOW, etag: 'f'.repeat(32) };

  it('are those without a name, the newest first', async () => {
    const catalogue = await create();
    await catalogue.addObjects([
      ...wholeGroup('a/', uuidOf(1), { modified: NOW - 3 * HOUR }),
      ...wholeGroup('a/', uuidOf(2), { modified: NOW - 2 * HOUR }),
      ...wholeGroup('a/', uuidOf(3), { modified: NOW - HOUR }),
      object('a/IMG_1.jpg'),
    ]);
    await catalogue.learn(1, named('Two'));
    expect([...(await catalogue.unreadNames())]).toEqual([2, 0]);
  });

  it('do not hold one that was read and has no name, until its objects change', async () => {
    const catalogue = await create();
    await catalogue.addObjects([...wholeGroup('a/', uuidOf(1)), ...wholeGroup('a/', uuidOf(2))]);
    await catalogue.learn(0, {});
    await catalogue.learn(1, { width: '10', height: '10' });
    expect([...(await catalogue.unreadNames())]).toEqual([]);
    await catalogue.addObjects([object(`a/${uuidOf(1)}_thumbnail.webp`, later)]);
    expect([...(await catalogue.unreadNames())]).toEqual([0]);
  });

  it('do not hold it after a listing that found it as it was', async () => {
    const catalogue = await create();
    const objects = wholeGroup('a/', uuidOf(1));
    await catalogue.addObjects(objects);
    await catalogue.learn(0, {});
    await catalogue.beginListing();
    await catalogue.addPage(objects);
    await catalogue.endListing();
    expect([...(await catalogue.unreadNames())]).toEqual([]);
  });

  it.each([{ snapshot: true }, { snapshot: false }])('are known after a restart (%o)', async (options) => {
    const catalogue = await create(options);
    const objects = [...wholeGroup('a/', uuidOf(1)), ...wholeGroup('a/', uuidOf(2)), ...wholeGroup('a/', uuidOf(3))];
    await catalogue.addObjects(objects);
    await catalogue.save();
    await catalogue.learn(0, {});
    await catalogue.learn(1, {});
    const again = await reopen(catalogue, options);
    await again.addObjects(objects);
    expect([...(await again.unreadNames())]).toEqual([2]);
    await again.addObjects([object(`a/${uuidOf(1)}_thumbnail.webp`, later)]);
    expect([...(await again.unreadNames())].sort()).toEqual([0, 2]);
  });

  it('hold one again that vanished and came back', async () => {
    const catalogue = await create();
    await catalogue.addObjects(wholeGroup('a/', uuidOf(1)));
    await catalogue.learn(0, {});
    await catalogue.removeKeys(keysOf(uuidOf(1)));
    await catalogue.addObjects(wholeGroup('a/', uuidOf(1)));
    expect([...(await catalogue.unreadNames())]).toEqual([0]);
  });

  it('do not hold one whose own name was taken back after it was read', async () => {
    const catalogue = await create();
    await catalogue.addObjects(wholeGroup('a/', uuidOf(1)));
    await catalogue.nameGroup(0, 'Mine');
    expect([...(await catalogue.unreadNames())]).toEqual([]);
    await catalogue.nameGroup(0, null);
    expect([...(await catalogue.unreadNames())]).toEqual([0]);
  });
});
