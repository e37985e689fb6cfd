import { once } from 'node:events';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createJobCenter } from '../../../electron/transfers/job-center.ts';
import { createStaging } from '../../../electron/transfers/staging.ts';
import {
  ENCODES_AT_ONCE,
  SOURCES_IN_FLIGHT,
  startUpload,
  type UploadRequest,
} from '../../../electron/transfers/upload.ts';
import { type AppError, AppFailure } from '../../../shared/app-error.ts';
import { parseKey } from '../../../shared/object-key.ts';
import { decodeMetadata } from '../../../shared/object-metadata.ts';
import { createPlainCatalogue } from '../../support/plain-catalogue.ts';
import { createPlainPipeline } from '../../support/plain-pipeline.ts';
import { createGate, createScriptedBucket } from '../../support/scripted-bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const sizeOf = (key: string): unknown => {
  const parsed = parseKey(key);
  return parsed.kind === 'group' ? parsed.size : null;
};

async function scene(sources: Record<string, string>, options: { prefix?: string } = {}) {
  const drop = await temporaryFolder();
  const tempFolder = await temporaryFolder();
  for (const [name, content] of Object.entries(sources)) {
    await mkdir(path.dirname(path.join(drop, name)), { recursive: true });
    await writeFile(path.join(drop, name), content);
  }
  const bucket = createScriptedBucket(options);
  const catalogue = createPlainCatalogue();
  const pipeline = createPlainPipeline();
  const jobs = createJobCenter({ onChange: () => undefined });
  const staging = createStaging({ pipeline });
  const { stagingId } = await staging.stage('c1', [drop], { signal: new AbortController().signal });
  const leftBehind: string[] = [];
  const onLeftBehind = (keys: readonly string[]): void => void leftBehind.push(...keys);
  const parts = { jobs, bucket, catalogue, pipeline, tempFolder, onLeftBehind };
  const start = (request: Partial<UploadRequest> = {}): Promise<string> =>
    startUpload(parts, staging.files(stagingId), {
      album: 'post/',
      keepOriginal: false,
      acl: 'bucket-default',
      folders: 'flat',
      duplicates: 'keep',
      ...request,
    });
  const run = async (request: Partial<UploadRequest> = {}) => {
    const id = await start(request);
    return { summary: await jobs.ended(id), items: jobs.items(id, 0, 1000) };
  };
  const puts = (): string[] => bucket.log.filter((line) => line.startsWith('put ')).map((line) => line.slice(4));
  return { drop, tempFolder, bucket, catalogue, pipeline, jobs, leftBehind, start, run, puts };
}

describe('startUpload', () => {
  it('puts the widths and the thumbnail last, with metadata, types and an immutable cache', async () => {
    const { bucket, run, puts, tempFolder } = await scene({ '여름.v1.JPG': 'picture 1500x1000' });
    const { summary, items } = await run();
    expect(summary).toMatchObject({
      state: 'succeeded',
      itemsDone: 1,
      bytesDone: 17,
      bytesTotal: 17,
      subject: 'post/',
    });
    expect(items).toEqual([{ name: '여름.v1.JPG', state: 'done', progress: 1, bytes: 17, error: null }]);
    expect(puts().map(sizeOf).slice(0, 2).sort()).toEqual([1024, 512]);
    expect(sizeOf(puts().at(-1) ?? '')).toBe('thumbnail');
    for (const [key, object] of bucket.objects) {
      expect(key).toMatch(/^post\/[\da-f-]{36}_(512|1024|thumbnail)\.webp$/);
      expect(object).toMatchObject({ contentType: 'image/webp', cacheControl: 'public, max-age=31536000, immutable' });
      expect(decodeMetadata(object.metadata)).toMatchObject({
        name: '여름.v1',
        extension: 'jpg',
        width: 1500,
        height: 1000,
      });
    }
    expect(await readdir(tempFolder)).toEqual([]);
  });

  it('tells the catalogue only after the thumbnail, all objects and the name at once', async () => {
    const { bucket, catalogue, run } = await scene({ 'a.jpg': 'picture 600x400' });
    const known: number[] = [];
    bucket.before = () => void known.push(catalogue.objects.size);
    await run();
    expect(known).toEqual([0, 0]);
    expect([...catalogue.objects.keys()].sort()).toEqual([...bucket.objects.keys()].sort());
    expect(decodeMetadata(catalogue.learnt.get(0) ?? {})).toMatchObject({ name: 'a' });
  });

  it('keeps the source as original where that is asked for, or where no width can be made', async () => {
    const { bucket, run } = await scene({ 'tall.jpg': 'picture 20x20000', 'wide.jpeg': 'picture 512x512' });
    await run({ keepOriginal: true });
    const originals = [...bucket.objects].filter(([key]) => sizeOf(key) === 'original');
    expect(originals.map(([, { content }]) => content.toString()).sort()).toEqual([
      'picture 20x20000',
      'picture 512x512',
    ]);
    expect(originals.map(([, { contentType }]) => contentType)).toEqual(['image/jpeg', 'image/jpeg']);
  });

  it('tells which albums its pictures go to, the first of them by name', async () => {
    const sources = Object.fromEntries([1, 2, 3, 4].map((day) => [`day ${day}/a.jpg`, `picture 512x${day}`]));
    const { drop, run } = await scene({ ...sources, 'day 1/b.jpg': 'picture 512x9' });
    expect((await run()).summary.albums).toEqual({ first: [{ album: 'post/', label: 'post' }], total: 1 });
    const outer = `post/${path.basename(drop)}`;
    expect((await run({ folders: 'albums' })).summary.albums).toEqual({
      first: [1, 2, 3].map((day) => ({ album: `${outer}/day ${day}/`, label: `${outer}/day ${day}` })),
      total: 4,
    });
  });

  it('tells albums without the connection prefix, also the root of it before anything was there', async () => {
    const { run } = await scene({ 'a.jpg': 'picture 512x512' }, { prefix: 'site/' });
    expect((await run({ album: '' })).summary.albums?.first).toEqual([{ album: 'site/', label: '' }]);
    expect((await run({ album: 'trip' })).summary.albums?.first).toEqual([{ album: 'site/trip/', label: 'trip' }]);
  });

  it('puts into the album below the connection prefix', async () => {
    const { bucket, run } = await scene({ 'a.jpg': 'picture 512x512' }, { prefix: 'site/' });
    await run({ album: '/new album' });
    for (const key of bucket.objects.keys()) expect(key.startsWith('site/new album/')).toBe(true);
  });

  it('refuses an album that no key can have before anything begins', async () => {
    const { jobs, start } = await scene({ 'a.jpg': 'picture 512x512' });
    await expect(start({ album: '../up' })).rejects.toMatchObject({ error: { code: 'bad-request' } });
    expect(jobs.list()).toEqual([]);
  });

  it('goes on where one source fails, and counts it', async () => {
    const { bucket, pipeline, run } = await scene({
      'a.jpg': 'picture 9x9',
      'b.jpg': 'picture 9x9',
      'c.jpg': 'picture 9x9',
    });
    pipeline.before = (method, file) => {
      if (method === 'make' && file.endsWith('b.jpg'))
        throw new AppFailure({ code: 'damaged-image', name: 'b.jpg', detail: 'cut' });
    };
    const { summary, items } = await run();
    expect(summary).toMatchObject({ state: 'failed', itemsDone: 2, itemsFailed: 1, error: null });
    expect(items.map(({ state, error }) => [state, error?.code])).toEqual([
      ['done', undefined],
      ['failed', 'damaged-image'],
      ['done', undefined],
    ]);
    expect(bucket.objects.size).toBe(4);
  });

  it('removes what it put where a put fails, and shows nothing of the group', async () => {
    const { bucket, catalogue, run, tempFolder } = await scene({ 'a.jpg': 'picture 2000x1000' });
    bucket.before = ({ method, key }) => {
      if (method === 'put' && sizeOf(key) === 'thumbnail') throw new AppFailure({ code: 'timed-out', endpoint: 'x' });
    };
    const { summary } = await run();
    expect(summary).toMatchObject({ state: 'failed', error: { code: 'timed-out' } });
    expect(bucket.objects.size).toBe(0);
    expect(catalogue.objects.size).toBe(0);
    // The marker may have arrived although its reply did not, so it goes first.
    expect(bucket.deletes.map((keys) => keys.map(sizeOf))).toEqual([['thumbnail'], [512, 1024, 1920]]);
    expect(await readdir(tempFolder)).toEqual([]);
  });

  it('names the objects that it could not remove again', async () => {
    const { bucket, leftBehind, run } = await scene({ 'a.jpg': 'picture 512x512' });
    bucket.before = ({ method, key }) => {
      if (method === 'delete' || sizeOf(key) === 'thumbnail')
        throw new AppFailure({ code: 'unreachable', endpoint: 'x', detail: '' });
    };
    expect((await run()).summary).toMatchObject({ state: 'failed', error: { code: 'unreachable' } });
    expect(leftBehind.map(sizeOf)).toEqual(['thumbnail', 512]);
  });

  it('stops all sources for a reason that would spare none of them', async () => {
    const sources = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}.jpg`, 'picture 9x9']));
    const { bucket, pipeline, run } = await scene(sources);
    bucket.before = ({ method }) => {
      if (method === 'put') throw new AppFailure({ code: 'access-denied', action: 'put', bucket: 'b', key: null });
    };
    const { summary } = await run();
    expect(summary).toMatchObject({ state: 'failed', itemsFailed: 30, error: { code: 'access-denied' } });
    expect(pipeline.log.filter((line) => line.startsWith('make')).length).toBeLessThan(10);
  });

  it.each([
    { code: 'acls-disabled', bucket: 'b' },
    { code: 'public-access-blocked', bucket: 'b' },
    { code: 'wrong-keys', bucket: 'b', endpoint: '', reason: 'key' },
    { code: 'login-needed', profile: 'studio' },
  ] satisfies AppError[])(
    'stops all sources where the bucket takes no such ACL, or the keys do not work ($code)',
    async (error) => {
      const sources = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}.jpg`, 'picture 9x9']));
      const { bucket, pipeline, run } = await scene(sources);
      bucket.before = ({ method }) => {
        if (method === 'put') throw new AppFailure(error);
      };
      expect((await run({ acl: 'public-read' })).summary).toMatchObject({ state: 'failed', itemsFailed: 30, error });
      expect(pipeline.log.filter((line) => line.startsWith('make')).length).toBeLessThan(10);
      expect(bucket.objects.size).toBe(0);
    },
  );

  it.each(['bucket-default', 'private', 'public-read'] as const)('puts every object with the ACL %s', async (acl) => {
    const { bucket, run } = await scene({ 'a.jpg': 'picture 1500x1000' });
    await run({ acl, keepOriginal: true });
    expect([...bucket.objects.values()].map((object) => object.acl)).toEqual([acl, acl, acl, acl]);
  });

  it('removes what it put when it is cancelled, and ends cancelled', async () => {
    const { bucket, catalogue, jobs, start, tempFolder } = await scene({
      'a.jpg': 'picture 1024x1000',
      'b.jpg': 'picture 9x9',
    });
    const gate = createGate();
    bucket.before = ({ method, key, signal }) => {
      if (method !== 'put' || sizeOf(key) !== 'thumbnail') return undefined;
      gate.open();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const id = await start();
    await gate.passed;
    jobs.cancel(id);
    expect(await jobs.ended(id)).toMatchObject({ state: 'cancelled', itemsFailed: 0, error: null });
    expect(bucket.objects.size).toBe(0);
    expect(catalogue.objects.size).toBe(0);
    expect(await readdir(tempFolder)).toEqual([]);
  });

  it('case 35: publishes nothing of a source that changed since it was dropped', async () => {
    const { bucket, catalogue, drop, run } = await scene({ 'a.jpg': 'picture 600x400' });
    await utimes(path.join(drop, 'a.jpg'), new Date(), new Date(1));
    const { summary } = await run();
    expect(summary).toMatchObject({ state: 'failed', error: { code: 'file-changed', path: path.join(drop, 'a.jpg') } });
    expect(bucket.log).toEqual([]);
    expect(catalogue.objects.size).toBe(0);
  });

  it('case 35: publishes nothing of a source that changes while it is sent', async () => {
    const { bucket, catalogue, drop, run } = await scene({ 'a.jpg': 'picture 600x400' });
    bucket.before = ({ method }) => {
      if (method === 'put') return writeFile(path.join(drop, 'a.jpg'), 'picture 601x400 changed');
    };
    expect((await run()).summary).toMatchObject({ state: 'failed', error: { code: 'file-changed' } });
    expect(bucket.objects.size).toBe(0);
    expect(catalogue.objects.size).toBe(0);
  });

  it('case 37: takes another uuid where a key is taken, and leaves the other object alone', async () => {
    const { bucket, run } = await scene({ 'a.jpg': 'picture 512x512' });
    let theirs = '';
    bucket.before = ({ method, key }) => {
      if (method !== 'put' || theirs !== '' || sizeOf(key) !== 512) return;
      theirs = key;
      const content = Buffer.from('theirs');
      bucket.objects.set(key, {
        content,
        contentType: 'image/webp',
        cacheControl: undefined,
        acl: undefined,
        metadata: {},
        modified: 0,
      });
    };
    expect((await run()).summary.state).toBe('succeeded');
    expect(bucket.objects.get(theirs)?.content.toString()).toBe('theirs');
    expect(bucket.objects.size).toBe(3);
  });

  it('case 37: gives up where a second uuid is taken too, for that is no accident', async () => {
    const { bucket, run, puts } = await scene({ 'a.jpg': 'picture 512x512' });
    bucket.before = ({ method, key }) => {
      if (method === 'put') throw new AppFailure({ code: 'already-exists', key });
    };
    expect((await run()).summary).toMatchObject({ state: 'failed', error: { code: 'already-exists' } });
    expect(new Set(puts()).size).toBe(2);
  });

  it('removes also what a put that was broken off stored late', async () => {
    const { bucket, run } = await scene({ 'a.jpg': 'picture 1500x1000' });
    const { put } = bucket;
    const late: Promise<unknown>[] = [];
    // The server has the bytes when the request is broken off, and stores them a little later.
    const store = async (key: string): Promise<void> => {
      for (let turn = 0; turn < 10; turn += 1) await setImmediate();
      await put(key, Buffer.from('late'), { contentType: 'image/webp', signal: new AbortController().signal });
    };
    bucket.put = async (key, _, options) => {
      if (sizeOf(key) === 512) throw new AppFailure({ code: 'timed-out', endpoint: 'x' });
      await once(options.signal, 'abort');
      late.push(store(key));
      await Promise.all(late);
      throw new AppFailure({ code: 'cancelled' });
    };
    expect((await run()).summary).toMatchObject({ state: 'failed', error: { code: 'timed-out' } });
    expect(late).toHaveLength(1);
    await Promise.all(late);
    expect([...bucket.objects.keys()]).toEqual([]);
  });

  it('knows its own object where the reply to a put was lost and the put sent again', async () => {
    const { bucket, catalogue, run } = await scene({ 'a.jpg': 'picture 512x512' });
    bucket.afterPut = (key) => {
      if (sizeOf(key) === 512) throw new AppFailure({ code: 'already-exists', key });
    };
    expect((await run()).summary.state).toBe('succeeded');
    expect(bucket.objects.size).toBe(2);
    expect(catalogue.objects.size).toBe(2);
    expect(bucket.log.filter((line) => line.startsWith('delete'))).toEqual([]);
  });

  it('makes the next pictures while it sends, one a core, and four requests at a time', async () => {
    const sources = Object.fromEntries(
      Array.from({ length: SOURCES_IN_FLIGHT + 8 }, (_, n) => [`${n}.jpg`, 'picture 2000x1000']),
    );
    const { bucket, pipeline, start, jobs } = await scene(sources);
    pipeline.running.most = 0;
    const gate = createGate();
    const running = { now: 0, most: 0 };
    bucket.before = async () => {
      running.now += 1;
      running.most = Math.max(running.most, running.now);
      await gate.passed;
      running.now -= 1;
    };
    const id = await start();
    const inState = (wanted: string) => jobs.items(id, 0, 1000).filter(({ state }) => state === wanted);
    // Nothing is sent yet, and still so many sources are made and wait: that is where it must stop.
    await vi.waitFor(() => expect(inState('sending')).toHaveLength(SOURCES_IN_FLIGHT));
    expect(inState('waiting')).toHaveLength(8);
    gate.open();
    expect(await jobs.ended(id)).toMatchObject({ state: 'succeeded', itemsDone: SOURCES_IN_FLIGHT + 8 });
    expect(running.most).toBe(4);
    expect(pipeline.running.most).toBeLessThanOrEqual(ENCODES_AT_ONCE);
  });

  it('case 43: uploads a second drop after the first', async () => {
    const { bucket, start, jobs } = await scene({ 'a.jpg': 'picture 9x9' });
    const [first, second] = await Promise.all([start({ album: 'one' }), start({ album: 'two' })]);
    expect((await jobs.ended(first)).state).toBe('succeeded');
    expect((await jobs.ended(second)).state).toBe('succeeded');
    const albums = bucket.log.map((line) => line.slice(4, 7));
    expect(albums).toEqual(['one', 'one', 'two', 'two']);
  });
});
