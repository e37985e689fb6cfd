import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { MOST_ALIKE, PICTURES_AT_ONCE } from '../../../electron/transfers/batch-run.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { batchScene, keyOf, MOST_LISTED, png } from '../../support/batch-scene.ts';
import { createGate } from '../../support/scripted-bucket.ts';

describe('a batch that is watched over', () => {
  it('begins no picture while it is paused', async () => {
    const at = await batchScene(60);
    const gate = createGate();
    at.bucket.before = () => gate.passed;
    const jobId = at.start();
    const begun = PICTURES_AT_ONCE;
    await vi.waitFor(() => expect(at.bucket.log).toHaveLength(begun));
    at.jobs.pause(jobId);
    gate.open();
    await vi.waitFor(() => expect(at.jobs.summary(jobId)).toMatchObject({ state: 'paused', itemsDone: begun }));
    expect(at.bucket.log).toHaveLength(2 * begun);
    at.jobs.resume(jobId);
    expect(await at.jobs.ended(jobId)).toMatchObject({ state: 'succeeded', itemsDone: 60 });
  });

  it('leaves no temporaries when it is cancelled, and saves the rest when it is tried again', async () => {
    const at = await batchScene(60);
    let converted = 0;
    at.pipeline.before = (_method, _file, signal) => {
      converted += 1;
      if (converted <= 10) return;
      return new Promise((_, reject) => {
        if (signal.aborted) reject(signal.reason);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    };
    const jobId = at.start({ choice: png });
    await vi.waitFor(async () => expect(at.jobs.summary(jobId).itemsDone).toBe(10));
    at.jobs.cancel(jobId);
    expect(await at.jobs.ended(jobId)).toMatchObject({ state: 'cancelled', itemsDone: 10, itemsTotal: 60 });
    expect(await at.files()).toHaveLength(10);
    expect(await readdir(at.tempFolder)).toEqual([]);
    expect(at.watched.size).toBe(0);
    at.pipeline.before = () => undefined;
    const again = await at.jobs.ended(await at.jobs.retry(jobId));
    expect(again).toMatchObject({ state: 'succeeded', itemsDone: 50, itemsTotal: 50 });
    expect(await at.files()).toHaveLength(60);
  });

  it('goes on past troubles that pass, however many they are in all', async () => {
    const at = await batchScene(4 * MOST_ALIKE);
    at.bucket.before = ({ method, key }) => {
      const isStruck = method === 'get' && Number(key.slice(-16, -9)) % 3 === 0;
      if (isStruck) throw new AppFailure({ code: 'timed-out', endpoint: '' });
    };
    const { summary } = await at.save();
    expect(summary).toMatchObject({ state: 'failed', error: null, itemsFailed: 27, itemsDone: 53 });
  });

  it('still knows all that is left where the second try was broken off as well', async () => {
    const at = await batchScene(40);
    at.pipeline.before = (_method, file) => {
      throw new AppFailure({ code: 'damaged-image', name: file, detail: 'cut' });
    };
    const { jobId } = await at.save({ choice: png });
    let converted = 0;
    at.pipeline.before = (_method, _file, signal) => {
      converted += 1;
      if (converted <= 10) return;
      return new Promise((_, reject) => {
        if (signal.aborted) reject(signal.reason);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    };
    const second = await at.jobs.retry(jobId);
    await vi.waitFor(() => expect(at.jobs.summary(second).itemsDone).toBe(10));
    at.jobs.cancel(second);
    await at.jobs.ended(second);
    at.pipeline.before = () => undefined;
    const third = await at.jobs.ended(await at.jobs.retry(second));
    expect(third).toMatchObject({ state: 'succeeded', itemsDone: 30, itemsTotal: 30 });
    expect(await at.files()).toHaveLength(40);
  });

  it.each(['skip', 'number'] as const)(
    'leaves alone what came under the name of a picture before that was tried again (%s)',
    async (existing) => {
      const at = await batchScene(1);
      await at.catalogue.learn(0, at.bucket.objects.get(keyOf(0))?.metadata ?? {});
      at.bucket.before = () => {
        throw new AppFailure({ code: 'timed-out', endpoint: '' });
      };
      const { jobId } = await at.save({ existing });
      at.bucket.before = () => undefined;
      const file = path.join(at.folder, 'picture 0_512.webp');
      await writeFile(file, 'of the person');
      expect((await at.jobs.ended(await at.jobs.retry(jobId))).state).toBe('succeeded');
      expect(await readFile(file, 'utf8')).toBe('of the person');
      expect(await at.files()).toHaveLength(existing === 'number' ? 2 : 1);
    },
  );

  it.each(['skip', 'replace', 'number'] as const)(
    'case 46: gives none of its names a second time where it was broken off and goes on (%s)',
    async (existing) => {
      const at = await batchScene(40, () => 'name');
      let jobId = '';
      // Some are written, some under way, and most not come to.
      at.bucket.before = () => {
        if (at.gets() > 20) at.jobs.cancel(jobId);
      };
      jobId = at.start({ existing });
      const first = await at.jobs.ended(jobId);
      expect(first).toMatchObject({ state: 'cancelled', canRetry: true });
      expect(first.itemsDone).toBeGreaterThan(0);
      at.bucket.before = () => undefined;
      const again = await at.jobs.ended(await at.jobs.retry(jobId));
      expect(again).toMatchObject({ state: 'succeeded', itemsDone: 40 - first.itemsDone, itemsSkipped: 0 });
      const texts = await Promise.all((await at.files()).map((name) => at.text(name)));
      expect(new Set(texts).size).toBe(40);
    },
  );

  it('tries again what failed under the name that it had', async () => {
    const at = await batchScene(3, () => 'name');
    for (let n = 0; n < 3; n++) await at.catalogue.learn(n, at.bucket.objects.get(keyOf(n))?.metadata ?? {});
    at.bucket.before = ({ key }) => {
      if (key === keyOf(1)) throw new AppFailure({ code: 'timed-out', endpoint: '' });
    };
    const { jobId, summary } = await at.save();
    expect(summary).toMatchObject({ state: 'failed', canRetry: true, itemsDone: 2 });
    expect(await at.files()).toEqual(['name_512 (3).webp', 'name_512.webp']);
    at.bucket.before = () => undefined;
    expect(await at.jobs.ended(await at.jobs.retry(jobId))).toMatchObject({ state: 'succeeded', itemsDone: 1 });
    expect(await at.files()).toEqual(['name_512 (2).webp', 'name_512 (3).webp', 'name_512.webp']);
    expect(await at.text('name_512 (2).webp')).toBe('picture 512x385');
  });

  it('lists so many pictures, then counts the rest but for those that fail', async () => {
    const at = await batchScene(80, () => null);
    at.bucket.objects.delete(keyOf(3));
    at.bucket.objects.delete(keyOf(70));
    const { summary, items } = await at.save({ choice: png });
    expect(summary).toMatchObject({ itemsDone: 78, itemsFailed: 2, itemsTotal: 80, bytesTotal: 0 });
    expect(summary.bytesDone).toBe(78 * 'png at null of picture 512x384'.length);
    expect(items.length).toBeLessThanOrEqual(MOST_LISTED + PICTURES_AT_ONCE);
    const failed = items.filter(({ state }) => state === 'failed').map(({ error }) => error);
    expect(failed).toHaveLength(2);
    expect(failed).toContainEqual({ code: 'key-vanished', key: keyOf(3) });
    expect(failed).toContainEqual({ code: 'key-vanished', key: keyOf(70) });
    const again = await at.save({ choice: png });
    expect(again.summary).toMatchObject({ itemsDone: 0, itemsSkipped: 78, itemsFailed: 2, itemsTotal: 80 });
    expect(again.items.length).toBeLessThanOrEqual(MOST_LISTED + PICTURES_AT_ONCE);
  });
});

describe('a batch that is begun anew after another start of the app', () => {
  it('case 46: leaves no picture out for a file of its namesake, whichever of them arrives first', async () => {
    const at = await batchScene(2, () => 'name');
    at.bucket.before = ({ key, signal }) =>
      key === keyOf(0)
        ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        : undefined;
    const jobId = at.start({ existing: 'skip' });
    await vi.waitFor(() => expect(at.jobs.summary(jobId).itemsDone).toBe(1));
    at.jobs.cancel(jobId);
    await at.jobs.ended(jobId);
    expect(await at.files()).toHaveLength(1);
    await at.restart();
    at.bucket.before = () => undefined;
    const { summary } = await at.save({ existing: 'skip' });
    expect(summary).toMatchObject({ state: 'succeeded', itemsDone: 1, itemsSkipped: 1 });
    const texts = await Promise.all((await at.files()).map(at.text));
    expect(texts.sort()).toEqual(['picture 512x384', 'picture 512x385']);
  });

  it('case 46: finds the files of namesakes by their pictures, in another form and order too', async () => {
    const at = await batchScene(3, () => 'name');
    await at.save({ existing: 'skip' });
    const before = await at.files();
    expect(before).toHaveLength(3);
    await at.restart();
    const other = { kind: 'convert', format: 'webp', quality: 40, metadata: 'keep' } as const;
    const { summary } = await at.save({ existing: 'skip', choice: other, groupIds: Uint32Array.of(2, 1, 0) });
    expect(summary).toMatchObject({ state: 'succeeded', itemsDone: 0, itemsSkipped: 3 });
    expect(await at.files()).toEqual(before);
  });
});
