import { stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DELETE_UNDO_MS } from '../../../electron/transfers/delete.ts';
import { memoryJournal } from '../../../electron/transfers/journal.ts';
import type { BegunSource, SourceRecord } from '../../../electron/transfers/journal-records.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { parseKey } from '../../../shared/object-key.ts';
import { encodeMetadata } from '../../../shared/object-metadata.ts';
import { createGate, createScriptedBucket, type ScriptedObject } from '../../support/scripted-bucket.ts';
import { firstRun, freezeAt, nextRun, type Run, thaw, type World, world } from '../../support/upload-runs.ts';

const sizeOf = (key: string): unknown => {
  const parsed = parseKey(key);
  return parsed.kind === 'group' ? parsed.size : null;
};

const uuid = 'f06bb30d-c640-41bc-b287-9b22111ac762';
const key = `post/${uuid}_original.jpg`;
const width = `post/${uuid}_512.webp`;
const marker = `post/${uuid}_thumbnail.webp`;
const begun: BegunSource = {
  kind: 'begun',
  uuid,
  uploaded: 1_700_000_000_000,
  sha256: 'ab'.repeat(32),
  keys: [width, key, marker],
  parts: { [key]: { uploadId: 'u1', partBytes: 5 * 1024 * 1024 } },
};
const { uploaded, sha256 } = begun;
const metadata = encodeMetadata({ name: 'x', extension: 'jpg', width: 9, height: 9, uploaded, thumbhash: '', sha256 });

/** More sources than are under way at a time; an earlier run had begun the last one, and put a part of it. */
async function beginSix(scene: World, first: Run): Promise<void> {
  const sources = await Promise.all(
    Array.from({ length: 6 }, async (_, n): Promise<SourceRecord> => {
      const file = path.join(scene.drop, `${n}.jpg`);
      const { size, mtimeMs } = await stat(file);
      const facts = { format: 'jpeg' } as const;
      return {
        file: { path: file, name: `${n}.jpg`, bytes: size, modified: mtimeMs, facts },
        album: 'post/',
        state: n === 5 ? begun : { kind: 'waiting' },
      };
    }),
  );
  await first.journal.begin({ subject: 'post/', keepOriginal: true, acl: 'private' }, sources);
  const options = { contentType: 'image/webp', metadata, signal: new AbortController().signal };
  await scene.bucket.put(width, Buffer.from('width'), options);
  scene.bucket.uploads.push({ key, uploadId: 'u1', begun: 1 });
}
const sixPictures = Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`${n}.jpg`, 'picture 600x400']));

describe('what an earlier run had put of an upload that does not go on', () => {
  it('case 34: is taken back where the job is cancelled while it waits in its line', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    const frozen = freezeAt(scene.bucket, ({ key, method }) => method === 'put' && sizeOf(key) === 'thumbnail');
    await first.start();
    await frozen;
    thaw(scene.bucket);
    expect([...scene.bucket.objects.keys()].map(sizeOf)).toEqual([512]);
    const second = await nextRun(scene, first);
    const gate = createGate();
    second.pipeline.before = (method) => (method === 'make' ? gate.passed : undefined);
    const other = await second.start();
    const [waiting = ''] = await second.resume();
    expect(second.jobs.summary(waiting).state).toBe('queued');
    second.jobs.cancel(waiting);
    await vi.waitFor(() => expect([...scene.bucket.objects.keys()]).toEqual([]));
    await vi.waitFor(() => expect(second.journal.left()).toEqual([]));
    gate.open();
    expect((await second.ended(other)).summary.state).toBe('succeeded');
  });

  it('case 34: is taken back, and its upload in parts ended, where the job is cancelled before it comes to it', async () => {
    const scene = await world(sixPictures);
    const first = await firstRun(scene);
    await beginSix(scene, first);
    const second = await nextRun(scene, first);
    const gate = createGate();
    second.pipeline.before = (method) => (method === 'make' ? gate.passed : undefined);
    const [id = ''] = await second.resume();
    second.jobs.cancel(id);
    gate.open();
    expect((await second.ended(id)).summary.state).toBe('cancelled');
    await vi.waitFor(() => expect([...scene.bucket.objects.keys()]).toEqual([]));
    await vi.waitFor(() => expect(scene.bucket.uploads).toEqual([]));
    await vi.waitFor(() => expect(second.journal.left()).toEqual([]));
    expect(second.journal.take()).toEqual([]);
  });

  it('is taken back where another source ended the job, also by the run after', async () => {
    const scene = await world(sixPictures);
    const first = await firstRun(scene);
    await beginSix(scene, first);
    const second = await nextRun(scene, first);
    scene.bucket.before = ({ method }) => {
      if (method !== 'head') throw new AppFailure({ code: 'access-denied', action: 'put', bucket: 'x', key: null });
    };
    const [id = ''] = await second.resume();
    expect((await second.ended(id)).summary.state).toBe('failed');
    await vi.waitFor(() =>
      expect(second.journal.left().map(([, { keys }]) => keys)).toContainEqual([marker, width, key]),
    );
    const third = await nextRun(scene, second);
    thaw(scene.bucket);
    await third.resume();
    expect([...scene.bucket.objects.keys()]).toEqual([]);
    expect(scene.bucket.uploads).toEqual([]);
    expect(third.journal.left()).toEqual([]);
  });

  it('stays where the earlier run had published the group, but for its upload in parts', async () => {
    const scene = await world(sixPictures);
    const first = await firstRun(scene);
    await beginSix(scene, first);
    const options = { contentType: 'image/webp', metadata, signal: new AbortController().signal };
    await scene.bucket.put(marker, Buffer.from('thumbnail'), options);
    const second = await nextRun(scene, first);
    const gate = createGate();
    second.pipeline.before = (method) => (method === 'make' ? gate.passed : undefined);
    const [id = ''] = await second.resume();
    second.jobs.cancel(id);
    gate.open();
    await second.ended(id);
    await vi.waitFor(() => expect(scene.bucket.uploads).toEqual([]));
    await vi.waitFor(() => expect(second.journal.left()).toEqual([]));
    expect([...scene.bucket.objects.keys()].sort()).toEqual([width, marker].sort());
  });

  it('keeps an upload in parts needed for one that opens the bucket under another prefix', async () => {
    const journal = memoryJournal();
    const { endpoint, name } = createScriptedBucket();
    const source = {
      file: { path: '/a.jpg', name: 'a.jpg', bytes: 7, modified: 1, facts: { format: 'jpeg' } },
    } as const;
    const inside = journal.of({ endpoint, name, prefix: 'post/' });
    const job = await inside.begin({ subject: 'post/', keepOriginal: true, acl: 'private' }, [
      { ...source, album: 'post/', state: begun },
    ]);
    expect(journal.of({ endpoint, name, prefix: '' }).needs({ key, uploadId: 'u1' })).toBe(true);
    await job.end();
    expect(journal.of({ endpoint, name, prefix: '' }).needs({ key, uploadId: 'u1' })).toBe(true);
    expect(journal.of({ endpoint, name, prefix: '' }).needs({ key: marker, uploadId: 'u2' })).toBe(false);
  });

  it('stays where another computer has repaired the group meanwhile: it is shown there as whole', async () => {
    const scene = await world({ 'a.jpg': 'picture 1500x1000' });
    const first = await firstRun(scene);
    scene.bucket.before = ({ method, key, signal }) => {
      if (method !== 'put' || sizeOf(key) !== 1024) return undefined;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const id = await first.start();
    await vi.waitFor(() => expect(scene.bucket.objects.size).toBe(1));
    // The other one made what was missing of what is there: under the same metadata.
    const [[stored = '', object] = []] = scene.bucket.objects;
    for (const size of ['1024', 'thumbnail'])
      if (object !== undefined) scene.bucket.objects.set(stored.replace('_512.', `_${size}.`), object);
    first.jobs.cancel(id);
    expect((await first.ended(id)).summary.state).toBe('cancelled');
    expect([...scene.bucket.objects.keys()].map(sizeOf).sort()).toEqual([1024, 512, 'thumbnail']);
  });

  it('is never shown as whole where somebody removed a part of it meanwhile', async () => {
    const scene = await world({ 'a.jpg': 'picture 1500x1000' });
    const first = await firstRun(scene);
    const gate = createGate();
    scene.bucket.before = ({ method, key }) => (method === 'put' && sizeOf(key) === 1024 ? gate.passed : undefined);
    const id = await first.start();
    await vi.waitFor(() => expect(scene.bucket.objects.size).toBe(1));
    // Paused: it is seen as it is, and a person tidies up, which takes as long as a delete can be undone.
    first.jobs.pause(id);
    gate.open();
    await vi.waitFor(() => expect(scene.bucket.objects.size).toBe(2));
    const later = Date.now() + DELETE_UNDO_MS;
    vi.spyOn(Date, 'now').mockImplementation(() => later);
    onTestFinished(() => void vi.restoreAllMocks());
    const [removed = ''] = scene.bucket.objects.keys();
    scene.bucket.objects.delete(removed);
    first.jobs.resume(id);
    const { summary } = await first.ended(id);
    expect(summary).toMatchObject({ state: 'failed', error: { code: 'key-vanished', key: removed }, canRetry: true });
    expect([...scene.bucket.objects.keys()]).toEqual([]);
  });

  it('case 36: is never shown as whole where a person removed a part of it while the next run went on with it', async () => {
    const scene = await world({ 'a.jpg': 'picture 1500x1000' });
    const first = await firstRun(scene);
    scene.bucket.before = ({ key }) => (sizeOf(key) === 1024 ? new Promise<void>(() => undefined) : undefined);
    await first.start();
    await vi.waitFor(() => expect(scene.bucket.objects.size).toBe(1));
    const [removed = ''] = scene.bucket.objects.keys();
    // This run finds it there, and sends the rest; it was there to be seen since the run before.
    scene.bucket.before = ({ method, key }) => {
      if (method === 'put' && sizeOf(key) === 1024) scene.bucket.objects.delete(removed);
    };
    const second = await nextRun(scene, first);
    const { summary } = await second.resumed();
    expect(summary).toMatchObject({ state: 'failed', error: { code: 'key-vanished', key: removed }, canRetry: true });
    expect([...scene.bucket.objects.keys()]).toEqual([]);
  });

  it('stays where a person brought it back from what was deleted', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const first = await firstRun(scene);
    // Stored, but the reply is lost: the group is taken back, and looked at once more with the next upload.
    scene.bucket.afterPut = (put) => {
      if (sizeOf(put) === 'thumbnail') throw new AppFailure({ code: 'unreachable', endpoint: 'x', detail: '' });
    };
    const deleted = new Map<string, ScriptedObject>();
    scene.bucket.before = ({ method, key: one }) => {
      const object = scene.bucket.objects.get(one);
      if (method === 'delete' && object !== undefined) deleted.set(one, object);
    };
    expect((await first.ended(await first.start())).summary.state).toBe('failed');
    expect(scene.bucket.objects.size).toBe(0);
    expect([...deleted.keys()].map(sizeOf).sort()).toEqual([512, 'thumbnail']);
    expect(first.journal.left()).toHaveLength(1);
    const [one = ''] = deleted.keys();
    await first.journal.spare([one.slice(0, one.indexOf('_'))]);
    for (const [back, object] of deleted) scene.bucket.objects.set(back, object);
    scene.bucket.afterPut = () => undefined;
    thaw(scene.bucket);
    expect((await first.ended(await first.start())).summary.state).toBe('succeeded');
    await vi.waitFor(() => expect(first.journal.left()).toEqual([]));
    expect([...deleted.keys()].filter((back) => !scene.bucket.objects.has(back))).toEqual([]);
    expect(scene.bucket.objects.size).toBe(4);
  });
});
