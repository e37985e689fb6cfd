import { describe, expect, it } from 'vitest';
import { startDelete } from '../../../electron/transfers/delete.ts';
import { createJobCenter } from '../../../electron/transfers/job-center.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { createPlainCatalogue } from '../../support/plain-catalogue.ts';
import { createGate, createScriptedBucket } from '../../support/scripted-bucket.ts';

const uuidOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const keyOf = (index: number, size: string): string => `post/${uuidOf(index)}_${size}.webp`;
const denied = new AppFailure({ code: 'access-denied', action: 'delete', bucket: 'b', key: null });

async function scene(groups: number, sizes = ['512', '1024', 'thumbnail']) {
  const bucket = createScriptedBucket();
  const catalogue = createPlainCatalogue();
  const jobs = createJobCenter({ onChange: () => undefined });
  const add = async (key: string): Promise<void> => {
    const content = Buffer.from('12345');
    bucket.objects.set(key, {
      content,
      contentType: 'image/webp',
      cacheControl: undefined,
      acl: undefined,
      metadata: {},
      modified: 1,
    });
    await catalogue.addObjects([{ key, bytes: 5, modified: 1, etag: 'e' }]);
  };
  for (let index = 0; index < groups; index += 1) for (const size of sizes) await add(keyOf(index, size));
  const start = (ids: number[]): Promise<string> =>
    startDelete({ connectionId: 'c1', bucket, catalogue, jobs }, Uint32Array.from(ids));
  const run = async (ids: number[]) => {
    const id = await start(ids);
    return { summary: await jobs.ended(id), items: jobs.items(id, 0, 5000) };
  };
  return { bucket, catalogue, jobs, add, start, run };
}

describe('startDelete', () => {
  it('deletes the thumbnails of all groups in a round of their own, then the rest', async () => {
    const { bucket, catalogue, run } = await scene(3);
    const { summary } = await run([0, 2]);
    expect(bucket.deletes).toEqual([
      [keyOf(0, 'thumbnail'), keyOf(2, 'thumbnail')],
      [keyOf(0, '512'), keyOf(0, '1024'), keyOf(2, '512'), keyOf(2, '1024')],
    ]);
    expect(summary).toMatchObject({ state: 'succeeded', itemsDone: 2, bytesDone: 30, bytesTotal: 30 });
    expect([...catalogue.objects.keys()]).toEqual(['512', '1024', 'thumbnail'].map((size) => keyOf(1, size)));
  });

  it('case 22: keeps groups whole whose thumbnail was not confirmed, and says why', async () => {
    const { bucket, catalogue, run } = await scene(2);
    bucket.before = ({ key }) => {
      if (key === keyOf(0, 'thumbnail')) throw denied;
    };
    const { summary, items } = await run([0, 1]);
    expect(summary).toMatchObject({ state: 'failed', itemsDone: 1, itemsFailed: 1 });
    expect(items.map(({ state, error }) => [state, error?.code])).toEqual([
      ['failed', 'access-denied'],
      ['done', undefined],
    ]);
    expect([...bucket.objects.keys()]).toEqual(['512', '1024', 'thumbnail'].map((size) => keyOf(0, size)));
    expect(catalogue.objects.size).toBe(3);
  });

  it('case 22: keeps in the catalogue what was not confirmed, so that it can be tried again', async () => {
    const { bucket, catalogue, run } = await scene(1);
    bucket.before = ({ key }) => {
      if (key === keyOf(0, '1024')) throw denied;
    };
    expect((await run([0])).summary).toMatchObject({ state: 'failed', error: { code: 'access-denied' } });
    expect([...catalogue.objects.keys()]).toEqual([keyOf(0, '1024')]);
    bucket.before = () => undefined;
    expect((await run([0])).summary.state).toBe('succeeded');
    expect(catalogue.objects.size).toBe(0);
    expect(bucket.objects.size).toBe(0);
  });

  it('case 21: believes nothing deleted where the reply was none', async () => {
    const { bucket, catalogue, run } = await scene(2);
    bucket.deleteKeys = async () => {
      throw new AppFailure({ code: 'not-s3', endpoint: 'x', detail: 'html' });
    };
    expect((await run([0, 1])).summary).toMatchObject({ state: 'failed', itemsFailed: 2 });
    expect(catalogue.objects.size).toBe(6);
  });

  it('case 21: takes keys that a reply does not mention for not deleted', async () => {
    const { bucket, catalogue, run } = await scene(1);
    bucket.deleteKeys = async () => ({ deleted: [], failed: [] });
    expect((await run([0])).summary.state).toBe('failed');
    expect(catalogue.objects.size).toBe(3);
  });

  it('case 23: succeeds for a group that is gone already, and for one that is named twice', async () => {
    const { run } = await scene(1);
    expect((await run([0, 0, 77])).summary).toMatchObject({ state: 'succeeded', itemsTotal: 1 });
    expect((await run([0])).summary).toMatchObject({ state: 'succeeded', itemsTotal: 0 });
  });

  it('deletes incomplete groups and foreign images, which have no thumbnail', async () => {
    const { bucket, add, run } = await scene(1, ['512']);
    await add('camera/IMG_1.jpg');
    expect((await run([0, 1])).summary.state).toBe('succeeded');
    expect(bucket.deletes).toEqual([[keyOf(0, '512'), 'camera/IMG_1.jpg']]);
  });

  it('sends at most a thousand keys at a time and tears no group over two requests', async () => {
    const { bucket, run } = await scene(1200);
    expect((await run(Array.from({ length: 1200 }, (_, index) => index))).summary.state).toBe('succeeded');
    expect(bucket.deletes.map((keys) => keys.length)).toEqual([1000, 200, 1000, 1000, 400]);
    for (const keys of bucket.deletes.slice(2)) expect(keys.length % 2).toBe(0);
  });

  it('finishes groups whose thumbnail is gone when it is cancelled, and leaves the others whole', async () => {
    const { bucket, jobs, start } = await scene(1200);
    const gate = createGate();
    const arrived = createGate();
    bucket.before = async () => {
      arrived.open();
      await gate.passed;
    };
    const id = await start(Array.from({ length: 1200 }, (_, index) => index));
    await arrived.passed;
    jobs.cancel(id);
    gate.open();
    expect(await jobs.ended(id)).toMatchObject({ state: 'cancelled', itemsDone: 1000, itemsFailed: 0 });
    expect(bucket.objects.size).toBe(200 * 3);
    expect(jobs.items(id, 999, 2).map(({ state }) => state)).toEqual(['done', 'cancelled']);
  });
});
