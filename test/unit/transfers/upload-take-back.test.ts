import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { takeBackLeft } from '../../../electron/transfers/take-back.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { parseKey } from '../../../shared/object-key.ts';
import { encodeMetadata } from '../../../shared/object-metadata.ts';
import { createGate } from '../../support/scripted-bucket.ts';
import { firstRun, freezeAt, nextRun, thaw, world } from '../../support/upload-runs.ts';

const sizeOf = (key: string): unknown => {
  const parsed = parseKey(key);
  return parsed.kind === 'group' ? parsed.size : null;
};
const unreachable = new AppFailure({ code: 'unreachable', endpoint: 'x', detail: '' });
const denied = new AppFailure({ code: 'access-denied', action: 'get', bucket: 'b', key: null });

describe('what an upload must take back', () => {
  it('case 34: cancelled while offline, goes once the server can be reached again', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    let isOffline = false;
    scene.bucket.before = ({ method, key, signal }) => {
      if (isOffline) throw unreachable;
      if (method !== 'put' || sizeOf(key) !== 'thumbnail') return undefined;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(unreachable)));
    };
    const id = await first.start();
    await vi.waitFor(() => expect(scene.puts().map(sizeOf)).toContain('thumbnail'));
    isOffline = true;
    first.jobs.cancel(id);
    expect(await first.jobs.ended(id)).toMatchObject({ state: 'cancelled' });
    expect(scene.bucket.objects.size).toBe(1);
    expect(first.journal.left()).toHaveLength(1);
    await takeBackLeft(first.parts, first.journal);
    expect(first.journal.left()).toHaveLength(1);
    thaw(scene.bucket);
    await takeBackLeft(first.parts, first.journal);
    expect(scene.bucket.objects.size).toBe(0);
    expect(first.journal.left()).toEqual([]);
  });

  it('case 34: is carried out by the next run where this one ended before, and only what is there and its own', async () => {
    const scene = await world({ 'a.jpg': 'picture 1500x1000' });
    const first = await firstRun(scene);
    let isOffline = false;
    scene.bucket.before = ({ method, key, signal }) => {
      if (isOffline) throw unreachable;
      if (method !== 'put' || sizeOf(key) === 512) return undefined;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(unreachable)));
    };
    const id = await first.start();
    await vi.waitFor(() => expect(scene.puts()).toHaveLength(2));
    isOffline = true;
    first.jobs.cancel(id);
    await first.jobs.ended(id);
    thaw(scene.bucket);
    const second = await nextRun(scene, first);
    const ids = await second.resume();
    expect(ids).toEqual([]);
    expect(scene.bucket.objects.size).toBe(0);
    // The other width never arrived: deleting it would leave a mark where older versions are kept.
    expect(scene.bucket.deletes.at(-1)?.map(sizeOf)).toEqual([512]);
  });

  it('is looked at again where a put that arrived twice was refused, and the server could not be asked whose it was', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    let looks = 0;
    scene.bucket.afterPut = (key) => {
      if (sizeOf(key) === 512 && looks === 0) throw new AppFailure({ code: 'already-exists', key });
    };
    scene.bucket.before = ({ method }) => {
      if (method === 'head' && looks++ === 0) throw unreachable;
    };
    expect((await first.ended(await first.start())).summary).toMatchObject({ state: 'succeeded' });
    // Under another uuid: of the first nothing is left.
    expect([...scene.bucket.objects.keys()].map(sizeOf).sort()).toEqual([512, 'thumbnail']);
    expect(new Set([...scene.bucket.objects.keys()].map((key) => key.slice(0, key.indexOf('_')))).size).toBe(1);
    await takeBackLeft(first.parts, first.journal);
    expect(first.journal.left()).toEqual([]);
  });

  it('goes with its thumbnail, where that arrived twice and seems to have another length', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    let isDamaged = true;
    scene.bucket.afterPut = (key) => {
      const object = scene.bucket.objects.get(key);
      if (sizeOf(key) !== 'thumbnail' || !isDamaged || object === undefined) return;
      isDamaged = false;
      scene.bucket.objects.set(key, { ...object, content: object.content.subarray(1) });
      throw new AppFailure({ code: 'already-exists', key });
    };
    expect((await first.ended(await first.start())).summary).toMatchObject({ state: 'succeeded' });
    expect([...scene.bucket.objects.keys()].map(sizeOf).sort()).toEqual([512, 'thumbnail']);
    expect(new Set([...scene.bucket.objects.keys()].map((key) => key.slice(0, key.indexOf('_')))).size).toBe(1);
  });

  it('stays whole where its thumbnail may be there and cannot be removed, until it can', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    let isRefusing = true;
    scene.bucket.afterPut = (key) => {
      if (sizeOf(key) === 'thumbnail') throw unreachable;
    };
    scene.bucket.before = ({ method, key }) => {
      if (isRefusing && method === 'delete' && sizeOf(key) === 'thumbnail') throw unreachable;
    };
    expect((await first.ended(await first.start())).summary).toMatchObject({ state: 'failed', itemsFailed: 1 });
    expect([...scene.bucket.objects.keys()].map(sizeOf).sort()).toEqual([512, 'thumbnail']);
    isRefusing = false;
    await takeBackLeft(first.parts, first.journal);
    expect(scene.bucket.objects.size).toBe(0);
    expect(scene.bucket.deletes.map((keys) => keys.map(sizeOf))).toEqual([['thumbnail'], ['thumbnail'], [512]]);
  });

  it('is looked at once more where a put that was broken off arrives after it was taken back', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    scene.bucket.afterPut = (key) => {
      if (sizeOf(key) === 'thumbnail') throw unreachable;
    };
    const { summary } = await first.ended(await first.start());
    expect(summary.state).toBe('failed');
    expect(scene.bucket.objects.size).toBe(0);
    const [[, left] = []] = first.journal.left();
    const metadata = encodeMetadata({ uploaded: left?.own.uploaded ?? 0, sha256: left?.own.sha256 ?? '' });
    const late = { contentType: 'image/webp', metadata, signal: new AbortController().signal };
    scene.bucket.afterPut = () => undefined;
    await scene.bucket.put(left?.keys[0] ?? '', Buffer.from('late'), late);
    await takeBackLeft(first.parts, first.journal);
    expect(scene.bucket.objects.size).toBe(0);
    expect(first.journal.left()).toEqual([]);
  });

  it('goes with the next upload where it could not go before', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    scene.bucket.before = ({ method, key }) => {
      if (method === 'delete' || sizeOf(key) === 'thumbnail') throw unreachable;
    };
    const { summary } = await first.ended(await first.start());
    expect(summary.state).toBe('failed');
    const [left = ''] = scene.bucket.objects.keys();
    thaw(scene.bucket);
    expect((await first.ended(await first.jobs.retry(summary.id))).summary.state).toBe('succeeded');
    await vi.waitFor(() => expect(first.journal.left()).toEqual([]));
    expect([...scene.bucket.objects.keys()].map(sizeOf).sort()).toEqual([512, 'thumbnail']);
    expect(scene.bucket.objects.has(left)).toBe(false);
  });

  it('is nothing that a person brings back while others are taken back', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400', 'b.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    scene.bucket.before = ({ method, key }) => {
      if (method === 'delete' || sizeOf(key) === 'thumbnail') throw unreachable;
    };
    await first.ended(await first.start());
    const [, [, wanted] = []] = first.journal.left();
    const stem = wanted?.keys[0]?.replace(/_thumbnail\.webp$/, '') ?? '';
    // While the first one is looked at.
    let spared: Promise<void> | null = null;
    scene.bucket.before = async () => {
      spared ??= first.journal.spare([stem]);
      await spared;
    };
    await takeBackLeft(first.parts, first.journal);
    expect([...scene.bucket.objects.keys()]).toEqual([`${stem}_512.webp`]);
    expect(first.journal.left()).toEqual([]);
  });

  it('is gone through once, however much it is', async () => {
    const scene = await world(Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.jpg`, 'picture 600x400'])));
    const first = await firstRun(scene);
    scene.bucket.before = ({ method, key }) => {
      if (method === 'delete' || sizeOf(key) === 'thumbnail') throw unreachable;
    };
    await first.ended(await first.start());
    const list = vi.spyOn(first.journal, 'left');
    thaw(scene.bucket);
    await takeBackLeft(first.parts, first.journal);
    expect(list).toHaveBeenCalledTimes(1);
    expect(scene.bucket.objects.size).toBe(0);
  });

  it.each([
    ['', unreachable, 1],
    [', also where these keys may not look at it', denied, Number.POSITIVE_INFINITY],
  ])('is nothing of a group that an earlier run had published whole%s', async (_, refusal, refused) => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    const put = scene.bucket.put;
    const gate = createGate();
    scene.bucket.put = async (key, body, options) => {
      const stored = await put(key, body, options);
      if (sizeOf(key) !== 'thumbnail') return stored;
      gate.open();
      return new Promise(() => undefined);
    };
    await first.start();
    await gate.passed;
    scene.bucket.put = put;
    const second = await nextRun(scene, first);
    await rm(path.join(scene.drop, 'a.jpg'));
    // The first look tells nothing; by the time that the missing file is noticed the server may be back.
    let looks = 0;
    scene.bucket.before = ({ method }) => {
      if (method === 'head' && ++looks <= refused) throw refusal;
    };
    expect((await second.resumed()).summary).toMatchObject({ state: 'failed', error: { code: 'file-not-found' } });
    expect(scene.bucket.objects.size).toBe(2);
    expect(scene.bucket.deletes).toEqual([]);
    expect(second.journal.left()).toEqual([]);
  });

  it('is an upload in parts that was begun and not noted, found under its key', async () => {
    const scene = await world({
      'tall.jpg': `picture 20x20000 ${'x'.repeat(6 * 1024 * 1024)}`,
      'b.jpg': 'picture 9x9',
    });
    const first = await firstRun(scene);
    const frozen = freezeAt(scene.bucket, ({ method }) => method === 'put');
    await first.start();
    await frozen;
    await vi.waitFor(() => expect(scene.puts().map(sizeOf)).toContain('original'));
    thaw(scene.bucket);
    const [key = ''] = scene.puts().filter((one) => sizeOf(one) === 'original');
    const theirs = 'post/f06bb30d-c640-41bc-b287-9b22111ac762_original.jpg';
    scene.bucket.uploads.push(
      { key, uploadId: 'forgotten', begun: 1 },
      { key: theirs, uploadId: 'of another computer', begun: 1 },
    );
    const second = await nextRun(scene, first);
    expect((await second.resumed()).summary.state).toBe('succeeded');
    expect(scene.bucket.uploads.map(({ uploadId }) => uploadId)).toEqual(['of another computer']);
  });
});
