import { readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { MOST_ALIKE, PICTURES_AT_ONCE } from '../../../electron/transfers/batch-run.ts';
import { createBatches } from '../../../electron/transfers/save-batch.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { asStored, batchScene, keyOf, png, template, uuidOf } from '../../support/batch-scene.ts';
import { createGate } from '../../support/scripted-bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('a batch', () => {
  it('saves every picture under its own name, which it reads from the object itself, with one request for each', async () => {
    const at = await batchScene(3);
    const { summary, items } = await at.save({ choice: png });
    expect(summary).toMatchObject({ state: 'succeeded', itemsDone: 3, itemsTotal: 3, savedPath: at.folder });
    expect(await at.files()).toEqual(['picture 0_512.png', 'picture 1_512.png', 'picture 2_512.png']);
    expect(await at.text('picture 1_512.png')).toBe('png at null of picture 512x385');
    expect(items.map(({ name, state }) => [name, state]).sort()).toEqual([
      ['picture 0_512.png', 'done'],
      ['picture 1_512.png', 'done'],
      ['picture 2_512.png', 'done'],
    ]);
    expect(at.bucket.log).toHaveLength(3);
    expect(summary.bytesDone).toBe(3 * 'png at null of picture 512x384'.length);
    expect(at.watched.size).toBe(0);
    expect(await readdir(at.tempFolder)).toEqual([]);
  });

  it('leaves stored bytes as they are', async () => {
    const at = await batchScene(2);
    await at.save();
    expect(await at.files()).toEqual(['picture 0_512.webp', 'picture 1_512.webp']);
    expect(await at.text('picture 1_512.webp')).toBe('picture 512x385');
    expect(at.pipeline.log).toEqual([]);
  });

  it('takes the next smaller size where a picture has not the wanted one, and its smallest where it has none smaller', async () => {
    const at = await batchScene(2);
    await at.put(keyOf(0, 1024), 'picture 1024x768', {});
    await at.put(keyOf(0, 1920), 'picture 1920x1440', {});
    await at.save({ size: 1500, template: template('{counter}_{size}') });
    await at.save({ size: 300, template: template('{counter}_{size}') });
    await at.save({ size: 'largest', template: template('{counter}_{size}') });
    expect(await at.files()).toEqual(['1_1024.webp', '1_1920.webp', '1_512.webp', '2_512.webp']);
  });

  it('case 46: numbers names that come twice, in the order of the batch', async () => {
    const at = await batchScene(4, (n) => (n === 2 ? 'NAME' : 'name'));
    for (let n = 0; n < 4; n++) await at.catalogue.learn(n, at.bucket.objects.get(keyOf(n))?.metadata ?? {});
    await at.save();
    expect(await at.files()).toEqual(['NAME_512 (3).webp', 'name_512 (2).webp', 'name_512 (4).webp', 'name_512.webp']);
    expect(await at.text('name_512 (2).webp')).toBe('picture 512x385');
    expect(await at.text('NAME_512 (3).webp')).toBe('picture 512x386');
  });

  it('case 46: gives two batches that write into one folder at a time names of their own', async () => {
    const at = await batchScene(6, () => 'name');
    const ids = (...groups: number[]) => ({ groupIds: Uint32Array.from(groups), existing: 'replace' as const });
    const [first, second] = [at.start(ids(0, 1, 2)), at.start(ids(3, 4, 5))];
    await Promise.all([at.jobs.ended(first), at.jobs.ended(second)]);
    expect(await at.files()).toHaveLength(6);
  });

  it('case 46: knows the folder of another batch also by a link to it', async () => {
    const at = await batchScene(6, () => 'name');
    const link = path.join(await temporaryFolder(), 'link');
    await symlink(at.folder, link);
    const ids = (...groups: number[]) => ({ groupIds: Uint32Array.from(groups), existing: 'replace' as const });
    const [first, second] = [at.start(ids(0, 1, 2)), at.start({ ...ids(3, 4, 5), folder: link })];
    await Promise.all([at.jobs.ended(first), at.jobs.ended(second)]);
    expect(await at.files()).toHaveLength(6);
  });

  it.each([
    [asStored, 'skip', 'get'],
    [png, 'number', 'convert'],
  ] as const)(
    'never takes the place of a file that another program writes meanwhile (%j)',
    async (choice, existing, at) => {
      const here = await batchScene(1);
      const ending = choice === png ? 'png' : 'webp';
      const other = path.join(here.folder, `picture 0_512.${ending}`);
      // When the name is given already.
      const appear = (now: string): Promise<void> =>
        now === at ? writeFile(other, 'of the person') : Promise.resolve();
      here.bucket.before = ({ method }) => appear(method);
      here.pipeline.before = appear;
      await here.catalogue.learn(0, here.bucket.objects.get(keyOf(0))?.metadata ?? {});
      const { summary } = await here.save({ choice, existing });
      expect(summary).toMatchObject({ state: 'succeeded', itemsDone: 1 });
      expect(await here.text(`picture 0_512.${ending}`)).toBe('of the person');
      expect(await here.files()).toEqual([`picture 0_512 (2).${ending}`, `picture 0_512.${ending}`]);
      expect([...here.watched]).toEqual([]);
      // What is remembered is the file that was written.
      expect((await here.save({ choice, existing })).summary).toMatchObject({ itemsSkipped: 1 });
      expect(await here.files()).toHaveLength(2);
    },
  );

  it('writes through no link out of its folder', async () => {
    const at = await batchScene(2);
    const outside = path.join(await temporaryFolder(), 'diary.txt');
    await writeFile(outside, 'of the person');
    for (const n of [0, 1]) await symlink(outside, path.join(at.folder, `picture ${n}_512.webp`));
    expect((await at.save({ existing: 'replace' })).summary).toMatchObject({ state: 'succeeded', itemsDone: 2 });
    expect(await readFile(outside, 'utf8')).toBe('of the person');
    expect(await Promise.all([0, 1].map((n) => at.text(`picture ${n}_512.webp`)))).toEqual([
      'picture 512x384',
      'picture 512x385',
    ]);
  });

  it('case 40: keeps hostile names inside the folder', async () => {
    const at = await batchScene(3, (n) => ['../../escape', 'CON', 'x'.repeat(300)][n] ?? '');
    await at.save();
    expect(await at.files()).toEqual(['CON_512.webp', '___.._escape_512.webp', `${'x'.repeat(246)}_512.webp`]);
  });

  it('says which group is gone', async () => {
    const at = await batchScene(2);
    const { summary, items } = await at.save({ groupIds: Uint32Array.of(0, 9) });
    expect(summary).toMatchObject({ state: 'failed', itemsDone: 1, itemsFailed: 1, error: null });
    expect(items.find(({ state }) => state === 'failed')).toMatchObject({ error: { code: 'unknown-group' } });
  });
});

describe('files that are there already', () => {
  it('are left, and their pictures told as skipped', async () => {
    const at = await batchScene(2, () => null);
    await writeFile(path.join(at.folder, `${uuidOf(0)}_512.webp`), 'mine');
    const { summary, items } = await at.save();
    expect(summary).toMatchObject({ state: 'succeeded', itemsDone: 1, itemsSkipped: 1, itemsTotal: 2 });
    expect(items.find(({ state }) => state === 'skipped')?.name).toBe(`${uuidOf(0)}_512.webp`);
    expect(await at.text(`${uuidOf(0)}_512.webp`)).toBe('mine');
  });

  it('are replaced where that is the choice', async () => {
    const at = await batchScene(1);
    await writeFile(path.join(at.folder, 'picture 0_512.webp'), 'mine');
    const { summary } = await at.save({ existing: 'replace' });
    expect(summary).toMatchObject({ state: 'succeeded', itemsDone: 1 });
    expect(await at.text('picture 0_512.webp')).toBe('picture 512x384');
  });

  it('stay beside a numbered one where that is the choice', async () => {
    const at = await batchScene(1);
    await writeFile(path.join(at.folder, 'PICTURE 0_512.webp'), 'mine');
    await at.save({ existing: 'number' });
    expect(await at.files()).toEqual(['PICTURE 0_512.webp', 'picture 0_512 (2).webp']);
  });

  it.each(['skip', 'replace', 'number'] as const)(
    'are not fetched again where their bytes are right (%s)',
    async (existing) => {
      const at = await batchScene(3, () => 'name');
      await at.save({ choice: png, existing });
      await at.restart();
      const before = await at.files();
      const { summary } = await at.save({ choice: png, existing });
      expect(summary).toMatchObject({ state: 'succeeded', itemsDone: 0, itemsSkipped: 3 });
      expect(at.gets()).toBe(3);
      expect(await at.files()).toEqual(before);
    },
  );

  it('are fetched again where they were changed, removed, or are to be of another form', async () => {
    const at = await batchScene(3);
    await at.save({ choice: png, existing: 'replace' });
    await writeFile(path.join(at.folder, 'picture 0_512.png'), 'png at null of picture 512x38?');
    await utimes(path.join(at.folder, 'picture 0_512.png'), 1, 1);
    await rm(path.join(at.folder, 'picture 1_512.png'));
    const again = await at.save({ choice: png, existing: 'replace' });
    expect(again.summary).toMatchObject({ itemsDone: 2, itemsSkipped: 1 });
    expect(await at.text('picture 0_512.png')).toBe('png at null of picture 512x384');
    const other = await at.save({ choice: { ...png, metadata: 'none' }, existing: 'replace' });
    expect(other.summary).toMatchObject({ itemsDone: 3, itemsSkipped: 0 });
  });

  it('are known by length and checksum where stored bytes lie there from elsewhere', async () => {
    const at = await batchScene(2);
    await writeFile(path.join(at.folder, 'picture 0_512.webp'), 'picture 512x384');
    await writeFile(path.join(at.folder, 'picture 1_512.webp'), 'picture 512x000');
    const { summary } = await at.save({ existing: 'replace' });
    expect(summary).toMatchObject({ itemsDone: 1, itemsSkipped: 1 });
    expect(at.gets()).toBe(1);
    expect(await at.text('picture 1_512.webp')).toBe('picture 512x385');
  });

  it('count as missing where the ledger is damaged', async () => {
    const at = await batchScene(1);
    await at.save({ existing: 'replace', choice: png });
    const ledger = await temporaryFolder();
    await writeFile(path.join(ledger, 'data.mdb'), 'no database at all');
    const batches = createBatches({
      jobs: at.jobs,
      pipeline: at.pipeline,
      tempFolder: at.tempFolder,
      ledgerFolder: ledger,
    });
    const jobId = batches.start(
      { summary: { connectionId: 'c1' }, bucket: at.bucket, catalogue: at.catalogue },
      {
        groupIds: Uint32Array.of(0),
        subject: null,
        folder: at.folder,
        size: 512,
        choice: png,
        template: template('{name}_{size}'),
        existing: 'replace',
      },
    );
    expect(await at.jobs.ended(jobId)).toMatchObject({ state: 'succeeded', itemsDone: 1 });
    await batches.close();
  });
});

describe('a batch that meets trouble', () => {
  it('case 41: says which key is no longer in the bucket, makes the catalogue forget it, and saves the rest', async () => {
    const at = await batchScene(3);
    at.bucket.objects.delete(keyOf(1));
    const { summary, items } = await at.save({ choice: png });
    expect(summary).toMatchObject({ state: 'failed', itemsDone: 2, itemsFailed: 1 });
    expect(items.find(({ state }) => state === 'failed')?.error).toEqual({ code: 'key-vanished', key: keyOf(1) });
    await expect(at.catalogue.variants(1)).rejects.toMatchObject({ error: { code: 'unknown-group' } });
    expect(await at.files()).toHaveLength(2);
  });

  it('names a picture that cannot be converted after the picture, and goes on', async () => {
    const at = await batchScene(3);
    at.pipeline.before = (_method, file) => {
      if (path.basename(file) === '1') throw new AppFailure({ code: 'damaged-image', name: '1', detail: 'cut' });
    };
    const { summary, items } = await at.save({ choice: png });
    expect(summary).toMatchObject({ state: 'failed', itemsDone: 2, itemsFailed: 1 });
    expect(items.find(({ state }) => state === 'failed')?.error).toMatchObject({ name: `${uuidOf(1)}_512.webp` });
    expect(await readdir(at.tempFolder)).toEqual([]);
    expect(at.watched.size).toBe(0);
  });

  it('case 30: ends with the reason where the disk is full, and asks for no further picture', async () => {
    const at = await batchScene(100);
    let gets = 0;
    at.bucket.before = ({ method }) => {
      if (method === 'get' && ++gets === 3) throw new AppFailure({ code: 'disk-full', path: at.folder });
    };
    const { summary, items } = await at.save();
    expect(summary).toMatchObject({ state: 'failed', error: { code: 'disk-full', path: at.folder } });
    expect(at.gets()).toBeLessThan(40);
    expect(items.every(({ state }) => state === 'done' || state === 'failed')).toBe(true);
    expect((await at.files()).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(at.watched.size).toBe(0);
  });

  it('ends with the reason where one picture after the other meets a server that is away', async () => {
    const at = await batchScene(100);
    at.bucket.before = () => {
      throw new AppFailure({ code: 'unreachable', endpoint: '', detail: 'ECONNREFUSED' });
    };
    const { summary } = await at.save();
    expect(summary).toMatchObject({ state: 'failed', error: { code: 'unreachable' }, itemsTotal: 100 });
    expect(at.bucket.log.length).toBeLessThan(2 * MOST_ALIKE);
  });

  it('says why a folder that is gone takes nothing', async () => {
    const at = await batchScene(1);
    await rm(at.folder, { recursive: true });
    const { summary } = await at.save();
    expect(summary).toMatchObject({ state: 'failed', error: { code: 'file-not-found', path: at.folder } });
  });
});

describe('a batch beside somebody who looks at pictures', () => {
  /** A picture of the window's own that is under way until the gate opens. */
  async function looking(stepMs?: number) {
    const at = await batchScene(40, undefined, stepMs === undefined ? {} : { stepMs });
    const gate = createGate();
    const key = keyOf(0, 1920);
    await at.put(key, 'picture 1920x1440', {});
    at.bucket.before = ({ key: asked }) => (asked === key ? gate.passed : undefined);
    const picture = at.giveWay.pictures.getBytes(key, { signal: new AbortController().signal, maxBytes: 100 });
    return { ...at, gate, picture };
  }

  it('asks for nothing while a picture is on its way to the window, and goes on after it', async () => {
    const at = await looking();
    const step = vi.spyOn(at.giveWay, 'step');
    const jobId = at.start({ size: 512, choice: png });
    await vi.waitFor(() => expect(step).toHaveBeenCalledTimes(PICTURES_AT_ONCE));
    expect(at.gets()).toBe(1);
    at.gate.open();
    await at.picture;
    expect(await at.jobs.ended(jobId)).toMatchObject({ state: 'succeeded', itemsDone: 40 });
  });

  it('begins no conversion while one is, of what it has fetched', async () => {
    const at = await looking();
    at.gate.open();
    await at.picture;
    const fetched = createGate();
    at.bucket.before = () => fetched.passed;
    const jobId = at.start({ size: 512, choice: png });
    await vi.waitFor(() => expect(at.gets()).toBe(1 + PICTURES_AT_ONCE));
    const made = createGate();
    const shown = at.giveWay.host({ ...at.pipeline, embeddedThumbnail: () => made.passed.then(() => null) });
    const picture = shown.embeddedThumbnail('a.jpg', { signal: new AbortController().signal });
    const step = vi.spyOn(at.giveWay, 'step');
    fetched.open();
    await vi.waitFor(() => expect(step).toHaveBeenCalled());
    expect(at.pipeline.log).toEqual([]);
    made.open();
    await picture;
    expect(await at.jobs.ended(jobId)).toMatchObject({ state: 'succeeded', itemsDone: 40 });
  });

  it('comes to its end also where there is always one', async () => {
    const at = await looking(1);
    const { summary } = await at.save({ size: 512 });
    expect(summary).toMatchObject({ state: 'succeeded', itemsDone: 40 });
    at.gate.open();
    await at.picture;
  });
});
