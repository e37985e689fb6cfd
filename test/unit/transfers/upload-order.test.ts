import { describe, expect, it, vi } from 'vitest';
import type { JobJournal } from '../../../electron/transfers/journal.ts';
import { takeBack } from '../../../electron/transfers/take-back.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { encodeMetadata } from '../../../shared/object-metadata.ts';
import { createGate, createScriptedBucket } from '../../support/scripted-bucket.ts';
import { firstRun, freezeAt, nextRun, type Run, thaw, world } from '../../support/upload-runs.ts';

const unreachable = new AppFailure({ code: 'unreachable', endpoint: 'x', detail: '' });
const own = { uploaded: 1_700_000_000_000, sha256: 'ab'.repeat(32) };
const left = { keys: ['post/marker'], uploads: [], own, mayBeWhole: false };

/** Lets a test hold what the jobs of a run say to its journal. */
function watchMarks(run: Run, onMark: (job: JobJournal) => Promise<void>): void {
  const { journal } = run.parts;
  if (journal === undefined) throw new Error('expected a run with a journal');
  const begin: typeof journal.begin = async (record, sources) => {
    const job = await journal.begin(record, sources);
    const mark: JobJournal['mark'] = async (index, state) => {
      await onMark(job);
      return job.mark(index, state);
    };
    return { ...job, mark };
  };
  run.parts.journal = { ...journal, begin };
}

describe('what an upload puts', () => {
  it('is noted before the first request of it', async () => {
    const scene = await world({ 'a.jpg': 'picture 600x400' });
    const run = await firstRun(scene);
    const [asked, answered] = [createGate(), createGate()];
    watchMarks(run, () => {
      asked.open();
      return answered.passed;
    });
    const id = await run.start();
    await asked.passed;
    // Whatever did not wait for the note would be on its way by the next turns.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(scene.bucket.log).toEqual([]);
    answered.open();
    expect((await run.ended(id)).summary.state).toBe('succeeded');
  });

  it('is taken back whole, also a width of an earlier run that is not made any more', async () => {
    const scene = await world({ 'a.jpg': 'picture 1500x1000' });
    const first = await firstRun(scene);
    const isMarker = (key: string): boolean => key.endsWith('_thumbnail.webp');
    const frozen = freezeAt(scene.bucket, ({ key, method }) => method === 'put' && isMarker(key));
    await first.start();
    await frozen;
    await vi.waitFor(() => expect(scene.bucket.objects.size).toBe(2));
    scene.bucket.before = ({ key, method }) => {
      if (method === 'put' && isMarker(key))
        throw new AppFailure({ code: 'quota-exceeded', bucket: 'scripted', endpoint: '' });
    };
    const second = await nextRun(scene, first);
    const { makeVariants } = second.pipeline;
    second.pipeline.makeVariants = async (...request) => {
      const made = await makeVariants(...request);
      return { ...made, variants: made.variants.filter(({ size }) => size !== 1024) };
    };
    expect((await second.resumed()).summary.state).toBe('failed');
    thaw(scene.bucket);
    expect([...scene.bucket.objects.keys()]).toEqual([]);
  });
});

describe('taking back', () => {
  const put = async (metadata: Partial<typeof own>) => {
    const bucket = createScriptedBucket();
    const options = {
      contentType: 'image/webp',
      metadata: encodeMetadata(metadata),
      signal: AbortSignal.timeout(9_000),
    };
    await bucket.put('post/marker', Buffer.from('x'), options);
    return bucket;
  };

  it('removes what is of that very upload', async () => {
    const bucket = await put(own);
    expect(await takeBack({ bucket }, left, new Set())).toBe(true);
    expect(bucket.objects.size).toBe(0);
  });

  it.each([
    ['of nobody known', {}],
    ['of the same picture, sent at another moment', { ...own, uploaded: own.uploaded + 1 }],
    ['of another picture', { ...own, sha256: 'cd'.repeat(32) }],
  ])('case 37: leaves an object at its key that is %s', async (_, metadata) => {
    const bucket = await put(metadata);
    expect(await takeBack({ bucket }, left, new Set())).toBe(true);
    expect(bucket.deletes).toEqual([]);
  });

  it('removes nothing that it could not look at, and is not done then', async () => {
    const bucket = await put({});
    bucket.before = ({ method }) => {
      if (method === 'head') throw unreachable;
    };
    expect(await takeBack({ bucket }, left, new Set())).toBe(false);
    expect(bucket.deletes).toEqual([]);
  });
});
