import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import { createGiveWay } from '../../../electron/transfers/give-way.ts';
import { createJobCenter } from '../../../electron/transfers/job-center.ts';
import { startReadNames } from '../../../electron/transfers/read-names.ts';
import { type AppError, AppFailure } from '../../../shared/app-error.ts';
import { BARE_IN_A_ROW } from '../../../shared/job.ts';
import { encodeMetadata } from '../../../shared/object-metadata.ts';
import { createGate, createScriptedBucket } from '../../support/scripted-bucket.ts';

const uuidOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const keyOf = (index: number, size = 'thumbnail'): string => `post/${uuidOf(index)}_${size}.webp`;
const named = (index: number) => encodeMetadata({ name: `사진 ${index}`, extension: 'jpg' });
const bare = {};
const never = new AbortController().signal;

interface SceneOptions {
  /** What the objects of each group carry. */
  metadata: readonly Readonly<Record<string, string>>[];
  sizes?: readonly string[];
  namesPath?: string | null;
}

/** The newest group is the one with the lowest number: it is read first. */
async function scene({ metadata, sizes = ['512', 'thumbnail'], namesPath = null }: SceneOptions) {
  const bucket = createScriptedBucket();
  const jobs = createJobCenter({ onChange: () => undefined });
  const giveWay = createGiveWay(bucket);
  const learnt: number[] = [];
  const found = vi.fn();
  metadata.forEach((carried, index) => {
    for (const size of sizes) {
      const stored = { content: Buffer.from('12345'), contentType: 'image/webp', modified: 1e12 - index * 1000 };
      bucket.objects.set(keyOf(index, size), { ...stored, cacheControl: undefined, acl: undefined, metadata: carried });
    }
  });
  const open = async (): Promise<LocalCatalogue> => {
    const catalogue = await createCatalogue({ prefix: '', namesPath });
    onTestFinished(() => catalogue.close());
    await catalogue.beginListing();
    for await (const page of bucket.list({ signal: never })) await catalogue.addPage(page);
    await catalogue.endListing();
    return catalogue;
  };
  const catalogue = await open();
  const start = (of: LocalCatalogue = catalogue): Promise<string> =>
    startReadNames({
      connectionId: 'c1',
      jobs,
      bucket,
      catalogue: of,
      giveWay,
      onLearnt: (groupId) => learnt.push(groupId),
      onFound: found,
    });
  const read = async (of: LocalCatalogue = catalogue) => jobs.ended(await start(of));
  const heads = (): string[] => bucket.log.filter((line) => line.startsWith('head '));
  return { bucket, catalogue, open, jobs, giveWay, learnt, found, start, read, heads };
}

describe('reading names', () => {
  it('asks the thumbnail of each group without a name once, the newest first, and gives it its name', async () => {
    const at = await scene({ metadata: [named(0), named(1), named(2)] });
    await at.catalogue.learn(1, named(1));
    expect(await at.read()).toMatchObject({
      kind: 'read-names',
      state: 'succeeded',
      itemsDone: 2,
      itemsTotal: 2,
      names: { found: 2, refused: 0, stoppedAfter: null },
    });
    expect(at.heads()).toEqual([`head ${keyOf(0)}`, `head ${keyOf(2)}`]);
    expect((await at.catalogue.group(2)).name).toBe('사진 2');
    expect(at.learnt.sort()).toEqual([0, 2]);
    expect(at.found).toHaveBeenCalledOnce();
  });

  it('asks the largest variant where there is no thumbnail', async () => {
    const at = await scene({ metadata: [named(0)], sizes: ['512', '1024'] });
    await at.read();
    expect(at.heads()).toEqual([`head ${keyOf(0, '1024')}`]);
  });

  it('sends nothing a second time, in this run of the app and in the next', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'read-names-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const at = await scene({ metadata: [named(0), bare, named(2)], namesPath: join(folder, 'names') });
    await at.read();
    expect(await at.read()).toMatchObject({ state: 'succeeded', itemsTotal: 0, names: { found: 0 } });
    await at.catalogue.close();
    expect(await at.read(await at.open())).toMatchObject({ state: 'succeeded', itemsTotal: 0 });
    expect(at.heads()).toHaveLength(3);
  });

  it(`stops after ${BARE_IN_A_ROW} objects in a row without metadata, at not one request more`, async () => {
    const metadata = [named(0), named(1), ...Array.from({ length: BARE_IN_A_ROW + 100 }, () => bare)];
    const at = await scene({ metadata });
    expect(await at.read()).toMatchObject({
      state: 'succeeded',
      error: null,
      itemsDone: BARE_IN_A_ROW + 2,
      itemsTotal: BARE_IN_A_ROW + 102,
      names: { found: 2, stoppedAfter: BARE_IN_A_ROW },
    });
    expect(at.heads()).toHaveLength(BARE_IN_A_ROW + 2);
  });

  it('goes on where metadata comes in between, though it holds no name', async () => {
    const half = Array.from({ length: BARE_IN_A_ROW - 20 }, () => bare);
    const at = await scene({ metadata: [...half, encodeMetadata({ width: 10, height: 10 }), ...half] });
    expect(await at.read()).toMatchObject({ state: 'succeeded', names: { found: 0, stoppedAfter: null } });
    expect(at.heads()).toHaveLength(2 * half.length + 1);
    expect(at.found).not.toHaveBeenCalled();
  });

  it('does not say that it stopped where the last object was the last to ask', async () => {
    const at = await scene({ metadata: Array.from({ length: BARE_IN_A_ROW }, () => bare) });
    expect(await at.read()).toMatchObject({ state: 'succeeded', names: { stoppedAfter: null } });
  });

  it('is cancelled at once, and goes on later with what it had not read', async () => {
    const at = await scene({ metadata: Array.from({ length: 60 }, (_, index) => named(index)) });
    const gate = createGate();
    at.bucket.before = ({ key, signal }) => {
      if (key !== keyOf(20)) return;
      signal.addEventListener('abort', gate.open);
      return gate.passed;
    };
    const id = await at.start();
    await vi.waitFor(() => expect(at.jobs.summary(id).itemsDone).toBeGreaterThanOrEqual(20));
    at.jobs.cancel(id);
    const { state, itemsDone } = await at.jobs.ended(id);
    expect(state).toBe('cancelled');
    expect(itemsDone).toBeLessThan(60);
    const asked = at.heads().length;
    at.bucket.before = () => undefined;
    expect(await at.read()).toMatchObject({ state: 'succeeded', itemsTotal: 60 - itemsDone });
    expect(at.heads()).toHaveLength(asked + 60 - itemsDone);
    expect((await at.catalogue.albums()).nameless).toBe(0);
  });

  it('is one job for a bucket: to ask for it again answers the one that runs', async () => {
    const at = await scene({ metadata: [named(0)] });
    const gate = createGate();
    at.bucket.before = () => gate.passed;
    const [first, second] = await Promise.all([at.start(), at.start()]);
    expect(second).toBe(first);
    gate.open();
    await at.jobs.ended(first);
    expect(at.heads()).toHaveLength(1);
  });

  it('lets pictures go ahead', async () => {
    const at = await scene({ metadata: [named(0)] });
    const gate = createGate();
    at.bucket.before = ({ method }) => (method === 'get' ? gate.passed : undefined);
    const picture = at.giveWay.pictures.getBytes(keyOf(0), { signal: never, maxBytes: 100 });
    const id = await at.start();
    await vi.waitFor(() => expect(at.jobs.summary(id).state).toBe('running'));
    expect(at.heads()).toEqual([]);
    gate.open();
    await picture;
    expect((await at.jobs.ended(id)).names?.found).toBe(1);
  });

  it('forgets what vanished meanwhile', async () => {
    const at = await scene({ metadata: [named(0), named(1)], sizes: ['thumbnail'] });
    at.bucket.objects.delete(keyOf(0));
    expect(await at.read()).toMatchObject({ state: 'succeeded', itemsDone: 2, names: { found: 1, refused: 0 } });
    expect((await at.catalogue.counts()).groups).toBe(1);
  });

  it('passes over single objects that are refused, says so, and asks them again the next time', async () => {
    const at = await scene({ metadata: [named(0), named(1), named(2)] });
    const denied: AppError = { code: 'access-denied', action: 'get', bucket: 'b', key: keyOf(1) };
    at.bucket.before = ({ key }) => {
      if (key === keyOf(1)) throw new AppFailure(denied);
    };
    expect(await at.read()).toMatchObject({ state: 'succeeded', names: { found: 2, refused: 1 } });
    at.bucket.before = () => undefined;
    expect(await at.read()).toMatchObject({ state: 'succeeded', itemsTotal: 1, names: { found: 1, refused: 0 } });
  });

  it('goes on where many are refused, as long as others in between are not', async () => {
    const at = await scene({ metadata: Array.from({ length: 60 }, (_, index) => named(index)) });
    at.bucket.before = ({ key }) => {
      const index = Number(key.slice('post/'.length + 24, 'post/'.length + 36));
      if (index % 4 !== 0) throw new AppFailure({ code: 'access-denied', action: 'get', bucket: 'b', key });
    };
    expect(await at.read()).toMatchObject({ state: 'succeeded', itemsDone: 60, names: { found: 15, refused: 45 } });
  });

  it('fails with the reason where everything is refused, after a few requests', async () => {
    const at = await scene({ metadata: Array.from({ length: 200 }, () => bare) });
    at.bucket.before = ({ key }) => {
      throw new AppFailure({ code: 'access-denied', action: 'get', bucket: 'b', key });
    };
    expect(await at.read()).toMatchObject({ state: 'failed', error: { code: 'access-denied' } });
    expect(at.heads().length).toBeLessThan(30);
  });

  it.each<AppError>([
    { code: 'credentials-expired', bucket: 'b' },
    { code: 'throttled', endpoint: '' },
    { code: 'unreachable', endpoint: '', detail: '' },
  ])('ends with the reason where no other object would fare better: $code', async (error) => {
    const at = await scene({ metadata: Array.from({ length: 100 }, (_, index) => named(index)) });
    at.bucket.before = ({ key }) => {
      if (key === keyOf(20)) throw new AppFailure(error);
    };
    const summary = await at.read();
    expect(summary).toMatchObject({ state: 'failed', error });
    expect(summary.names?.found).toBeGreaterThanOrEqual(13);
    expect(at.heads().length).toBeLessThan(40);
    // What was found before counts.
    expect(at.found).toHaveBeenCalledOnce();
    expect((await at.catalogue.group(0)).name).toBe('사진 0');
  });
});
