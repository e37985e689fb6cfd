import { rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { AppFailure } from '../../../shared/app-error.ts';
import { parseKey } from '../../../shared/object-key.ts';
import { createGate } from '../../support/scripted-bucket.ts';
import { firstRun, freezeAt, nextRun, thaw, world } from '../../support/upload-runs.ts';

const sizeOf = (key: string): unknown => {
  const parsed = parseKey(key);
  return parsed.kind === 'group' ? parsed.size : null;
};
const uuidOf = (key: string): unknown => {
  const parsed = parseKey(key);
  return parsed.kind === 'group' ? parsed.uuid : null;
};

describe('an upload that a run left unfinished', () => {
  it('case 31: goes on under its own uuid, and what is there of it is not sent again', async () => {
    const scene = await world({ 'a.jpg': 'picture 2000x1000' });
    const first = await firstRun(scene);
    const frozen = freezeAt(scene.bucket, ({ key }) => sizeOf(key) === 'thumbnail');
    await first.start();
    await frozen;
    const before = scene.puts();
    thaw(scene.bucket);
    const second = await nextRun(scene, first);
    const { summary, items } = await second.resumed();
    expect(summary).toMatchObject({ state: 'succeeded', subject: 'post/', itemsDone: 1, itemsTotal: 1 });
    expect(items).toMatchObject([{ name: 'a.jpg', state: 'done' }]);
    expect(scene.puts().slice(before.length).map(sizeOf)).toEqual(['thumbnail']);
    expect(new Set([...scene.bucket.objects.keys()].map(uuidOf)).size).toBe(1);
    expect([...scene.bucket.objects.keys()].map(sizeOf).sort()).toEqual([1024, 1920, 512, 'thumbnail']);
    expect(second.catalogue.objects.size).toBe(4);
    expect(second.journal.take()).toEqual([]);
    expect(second.journal.left()).toEqual([]);
  });

  it('case 36: goes on after a crash between two variants', async () => {
    const scene = await world({ 'a.jpg': 'picture 2000x1000' });
    const first = await firstRun(scene);
    const frozen = freezeAt(scene.bucket, ({ key }) => sizeOf(key) === 1024);
    await first.start();
    await frozen;
    await vi.waitFor(() => expect(scene.bucket.log.length).toBeGreaterThan(1));
    thaw(scene.bucket);
    expect((await (await nextRun(scene, first)).resumed()).summary.state).toBe('succeeded');
    expect(new Set([...scene.bucket.objects.keys()].map(uuidOf)).size).toBe(1);
    expect([...scene.bucket.objects.keys()].map(sizeOf).sort()).toEqual([1024, 1920, 512, 'thumbnail']);
  });

  it('counts as done where the crash came after its last put, and is not even made again', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    const gate = createGate();
    // The thumbnail is stored, and its answer never comes.
    const put = scene.bucket.put;
    scene.bucket.put = async (key, body, options) => {
      const stored = await put(key, body, options);
      if (sizeOf(key) !== 'thumbnail') return stored;
      gate.open();
      return new Promise(() => undefined);
    };
    await first.start();
    await gate.passed;
    scene.bucket.put = put;
    const before = scene.puts().length;
    const second = await nextRun(scene, first);
    // Whatever became of the file since.
    await rm(path.join(scene.drop, 'a.jpg'));
    expect((await second.resumed()).summary).toMatchObject({ state: 'succeeded', itemsDone: 1 });
    expect(scene.puts()).toHaveLength(before);
    expect(second.pipeline.log).toEqual([]);
    expect(scene.bucket.objects.size).toBe(2);
  });

  it('case 44: does not send again what was done, and sends what was not', async () => {
    const sources = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`${n}.jpg`, 'picture 9x9']));
    const scene = await world(sources);
    const first = await firstRun(scene);
    let thumbnails = 0;
    scene.bucket.before = ({ method, key, signal }) => {
      if (method !== 'put' || sizeOf(key) !== 'thumbnail' || ++thumbnails <= 3) return undefined;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const id = await first.start();
    await vi.waitFor(() => expect(first.jobs.summary(id).itemsDone).toBe(3));
    await first.jobs.suspendAll();
    thaw(scene.bucket);
    expect(scene.bucket.deletes).toEqual([]);
    const second = await nextRun(scene, first);
    const { summary } = await second.resumed();
    expect(summary).toMatchObject({ state: 'succeeded', itemsTotal: 6, itemsDone: 6, connectionId: 'c2' });
    expect(scene.bucket.objects.size).toBe(18);
    expect(second.journal.take()).toEqual([]);
  });

  it('case 44: is taken up again where it had only waited in line', async () => {
    const scene = await world({ 'a.jpg': 'picture 9x9' });
    const first = await firstRun(scene);
    const frozen = freezeAt(scene.bucket, ({ method }) => method === 'put');
    await first.start();
    await first.start();
    await frozen;
    thaw(scene.bucket);
    const second = await nextRun(scene, first);
    const ids = await second.resume();
    expect(ids).toHaveLength(2);
    for (const id of ids) expect((await second.ended(id)).summary.state).toBe('succeeded');
    expect(scene.bucket.objects.size).toBe(4);
  });

  it('is not taken up where the person cancelled it while it waited in line, and is where it was suspended', async () => {
    const scene = await world({ 'a.jpg': 'picture 9x9' });
    const first = await firstRun(scene);
    scene.bucket.before = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const running = await first.start();
    const waiting = await first.start();
    const third = await first.start();
    first.jobs.cancel(waiting);
    await first.jobs.ended(waiting);
    await first.jobs.suspendAll();
    thaw(scene.bucket);
    expect([running, third]).toHaveLength(2);
    expect(first.journal.take()).toHaveLength(2);
  });

  it('is taken up in the same run once its bucket is open again', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    scene.bucket.before = ({ method, key, signal }) => {
      if (method !== 'put' || sizeOf(key) !== 'thumbnail') return undefined;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    await first.start();
    await vi.waitFor(() => expect(scene.puts().map(sizeOf)).toContain('thumbnail'));
    await first.jobs.suspendAll('c1');
    thaw(scene.bucket);
    expect((await first.resumed()).summary).toMatchObject({ state: 'succeeded', connectionId: 'c2' });
    expect(scene.bucket.objects.size).toBe(2);
  });

  it('is left for another time where its connection closes before it is taken up', async () => {
    const scene = await world({ 'a.jpg': 'picture 9x9' });
    const first = await firstRun(scene);
    const frozen = freezeAt(scene.bucket, ({ method }) => method === 'put');
    await first.start();
    await frozen;
    thaw(scene.bucket);
    const second = await nextRun(scene, first);
    expect(await second.resume(AbortSignal.abort())).toEqual([]);
    expect(second.jobs.list()).toEqual([]);
    expect((await second.resumed()).summary.state).toBe('succeeded');
  });

  it.each([
    ['changed', 'file-changed', (file: string) => utimes(file, new Date(), new Date(1))],
    ['vanished', 'file-not-found', (file: string) => rm(file)],
    ['is another picture of the same length and date', 'file-changed', null],
  ])('case 35: fails where its source %s, and what was put of it is taken back', async (_, code, change) => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const file = path.join(scene.drop, 'a.jpg');
    const moment = new Date(1_700_000_000_000);
    await utimes(file, moment, moment);
    const first = await firstRun(scene);
    const frozen = freezeAt(scene.bucket, ({ key, method }) => method === 'put' && sizeOf(key) === 'thumbnail');
    await first.start();
    await frozen;
    await vi.waitFor(() => expect(scene.bucket.objects.size).toBeGreaterThan(0));
    thaw(scene.bucket);
    if (change !== null) await change(file);
    else {
      await writeFile(file, 'picture 700x400');
      await utimes(file, moment, moment);
    }
    const second = await nextRun(scene, first);
    const { summary, items } = await second.resumed();
    expect(summary).toMatchObject({ state: 'failed', itemsFailed: 1, canRetry: true });
    expect(items).toMatchObject([{ name: 'a.jpg', state: 'failed', error: { code } }]);
    expect(scene.bucket.objects.size).toBe(0);
    expect(second.journal.left()).toEqual([]);
  });

  it('writes over what it had put where it is made otherwise now', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    const frozen = freezeAt(scene.bucket, ({ key, method }) => method === 'put' && sizeOf(key) === 'thumbnail');
    await first.start();
    await frozen;
    thaw(scene.bucket);
    const [[key = '', stored] = []] = [...scene.bucket.objects];
    if (stored !== undefined) stored.content = Buffer.from('of another version');
    expect((await (await nextRun(scene, first)).resumed()).summary.state).toBe('succeeded');
    expect(scene.bucket.objects.get(key)?.content.toString()).toBe('variant 512 of a.jpg');
  });

  it('lists what had failed, with its reason, to be tried again', async () => {
    const scene = await world({ 'a.jpg': 'picture 9x9', 'b.jpg': 'picture 9x9' });
    const first = await firstRun(scene);
    const damaged = { code: 'damaged-image', name: 'a.jpg', detail: 'cut' } as const;
    first.pipeline.before = (method, file) => {
      if (method === 'make' && file.endsWith('a.jpg')) throw new AppFailure(damaged);
    };
    void freezeAt(scene.bucket, ({ method }) => method === 'put');
    const id = await first.start();
    await vi.waitFor(() => expect(first.jobs.summary(id).itemsFailed).toBe(1));
    await vi.waitFor(() => expect(scene.puts()).toHaveLength(1));
    thaw(scene.bucket);
    const second = await nextRun(scene, first);
    const { summary, items } = await second.resumed();
    expect(summary).toMatchObject({ state: 'failed', itemsDone: 1, itemsFailed: 1 });
    expect(items[0]).toMatchObject({ state: 'failed', error: damaged });
    const again = await second.jobs.retry(summary.id);
    expect((await second.ended(again)).summary).toMatchObject({ state: 'succeeded', itemsTotal: 1 });
    expect(scene.bucket.objects.size).toBe(4);
  });
});

describe('an upload that is paused', () => {
  it('begins nothing further until it is resumed', async () => {
    const sources = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${n}.jpg`, 'picture 9x9']));
    const scene = await world(sources);
    const first = await firstRun(scene);
    const gate = createGate();
    scene.bucket.before = ({ method }) => (method === 'put' ? gate.passed : undefined);
    const id = await first.start();
    await vi.waitFor(() => expect(scene.puts()).toHaveLength(4));
    expect(first.jobs.summary(id)).toMatchObject({ canPause: true });
    first.jobs.pause(id);
    gate.open();
    await vi.waitFor(() => expect(scene.bucket.objects.size).toBe(4));
    expect(first.jobs.summary(id).state).toBe('paused');
    expect(scene.puts()).toHaveLength(4);
    first.jobs.resume(id);
    expect((await first.ended(id)).summary).toMatchObject({ state: 'succeeded', itemsDone: 8 });
  });

  it('takes back what it put where it is cancelled meanwhile', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    const gate = createGate();
    scene.bucket.before = ({ method }) => (method === 'put' ? gate.passed : undefined);
    const id = await first.start();
    await vi.waitFor(() => expect(scene.puts()).toHaveLength(1));
    first.jobs.pause(id);
    gate.open();
    await vi.waitFor(() => expect(scene.bucket.objects.size).toBe(1));
    first.jobs.cancel(id);
    expect((await first.ended(id)).summary.state).toBe('cancelled');
    expect(scene.bucket.objects.size).toBe(0);
    expect(first.journal.left()).toEqual([]);
  });
});

describe('sources that are tried again', () => {
  it('are looked at anew: one that was mended is sent as it is now', async () => {
    const scene = await world({ 'a.jpg': 'picture 9x9', 'b.jpg': 'picture 9x9' });
    const first = await firstRun(scene);
    const file = path.join(scene.drop, 'a.jpg');
    first.pipeline.before = async (method, made) => {
      if (method === 'make' && made === file)
        throw new AppFailure({ code: 'damaged-image', name: 'a.jpg', detail: '' });
    };
    const { summary } = await first.ended(await first.start());
    expect(summary).toMatchObject({ state: 'failed', itemsFailed: 1, canRetry: true });
    first.pipeline.before = () => undefined;
    await writeFile(file, 'picture 1500x1000 mended');
    const again = await first.jobs.retry(summary.id);
    expect((await first.ended(again)).summary).toMatchObject({ state: 'succeeded', itemsTotal: 1, itemsDone: 1 });
    expect([...scene.bucket.objects.keys()].map(sizeOf).sort()).toEqual([1024, 512, 9, 'thumbnail', 'thumbnail']);
  });
});
