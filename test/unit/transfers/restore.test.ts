import { describe, expect, it } from 'vitest';
import type { DeletedObject } from '../../../electron/s3/bucket.ts';
import { createJobCenter } from '../../../electron/transfers/job-center.ts';
import { startRestore } from '../../../electron/transfers/restore.ts';
import { type AppError, AppFailure } from '../../../shared/app-error.ts';
import { createPlainCatalogue } from '../../support/plain-catalogue.ts';

const stemOf = (index: number): string => `post/00000000-0000-4000-8000-00000000000${index}`;
const keyOf = (index: number, size: string): string => `${stemOf(index)}_${size}.webp`;
const denied: AppError = { code: 'access-denied', action: 'delete', bucket: 'b', key: null };

const deleted = (key: string): DeletedObject => ({
  key,
  markerVersion: 'm',
  olderMarkers: [],
  deletedAt: 5,
  version: 'v',
  bytes: 7,
  etag: 'e',
  modified: 1,
});

/** A bucket in which so many groups of a width and a thumbnail were deleted. */
function scene(groups: number) {
  const rounds: string[][] = [];
  const refused = new Set<string>();
  const live = new Set<string>();
  /** Answers of the bucket get lost. */
  const line = { isCut: false, mayNotList: false };
  const keys = Array.from({ length: groups }, (_, index) => [keyOf(index, '512'), keyOf(index, 'thumbnail')]).flat();
  const bucket = {
    prefix: '',
    async *listDeleted({ prefix = '' }: { prefix?: string }) {
      const found = keys.filter((key) => key.startsWith(prefix) && !live.has(key));
      yield { objects: found.map(deleted), through: '' };
    },
    async *list({ prefix = '' }: { prefix?: string }) {
      if (line.mayNotList) throw new AppFailure(denied);
      yield [...live].filter((key) => key.startsWith(prefix)).map((key) => ({ key, bytes: 7, modified: 1, etag: 'e' }));
    },
    async head(key: string) {
      const metadata: Record<string, string> = { name: key.startsWith(stemOf(0)) ? 'spring' : 'autumn' };
      return { bytes: 7, etag: 'e', modified: 1, contentType: 'image/webp', metadata };
    },
    async restoreKeys(objects: readonly DeletedObject[]) {
      const wanted = objects.map(({ key }) => key);
      rounds.push(wanted.toSorted());
      const failed = wanted.filter((key) => refused.has(key)).map((key) => ({ key, error: denied }));
      for (const key of wanted) if (!refused.has(key)) live.add(key);
      if (line.isCut) throw new AppFailure({ code: 'unreachable', endpoint: '', detail: '' });
      return { deleted: wanted.filter((key) => !refused.has(key)), failed };
    },
  };
  const catalogue = createPlainCatalogue();
  const jobs = createJobCenter({ onChange: () => undefined });
  const learnt: number[] = [];
  const onLearnt = (groupId: number): void => void learnt.push(groupId);
  const restore = async (indices: readonly number[]) => {
    const id = startRestore({ connectionId: 'c1', jobs, bucket, catalogue, onLearnt }, indices.map(stemOf));
    return { summary: await jobs.ended(id), items: jobs.items(id, 0, 10) };
  };
  return { rounds, refused, line, catalogue, jobs, restore, learnt };
}

describe('restoring deleted groups', () => {
  it('brings their thumbnails back in a round of their own, after all else', async () => {
    const { rounds, catalogue, restore } = scene(2);
    expect((await restore([0, 1])).summary).toMatchObject({ state: 'succeeded', itemsDone: 2 });
    expect(rounds).toEqual([
      [keyOf(0, '512'), keyOf(1, '512')],
      [keyOf(0, 'thumbnail'), keyOf(1, 'thumbnail')],
    ]);
    expect(catalogue.objects.size).toBe(4);
  });

  it('tells what they are called, once they are back', async () => {
    const { catalogue, restore, learnt } = scene(2);
    await restore([0, 1]);
    const nameOf = async (index: number) => {
      const groupId = (await catalogue.groupOfKey(keyOf(index, 'thumbnail'))) ?? -1;
      return catalogue.learnt.get(groupId)?.name;
    };
    expect([await nameOf(0), await nameOf(1)]).toEqual(['spring', 'autumn']);
    expect(learnt).toHaveLength(2);
  });

  it('finds at the next try what was back already, where the answer was lost', async () => {
    const { line, catalogue, jobs, restore, learnt } = scene(1);
    line.isCut = true;
    // Its width came back, and nobody heard; then its thumbnail.
    let { summary } = await restore([0]);
    for (let time = 0; time < 2; time += 1) {
      expect(summary).toMatchObject({ state: 'failed', error: { code: 'unreachable' }, canRetry: true });
      line.isCut = time === 0;
      summary = await jobs.ended(await jobs.retry(summary.id));
    }
    expect(summary).toMatchObject({ state: 'succeeded', itemsDone: 1 });
    expect([...catalogue.objects.keys()].toSorted()).toEqual([keyOf(0, '512'), keyOf(0, 'thumbnail')]);
    expect(learnt).toHaveLength(1);
  });

  it('leaves the thumbnail of a group away of which something did not come back, and can try it again', async () => {
    const { rounds, refused, line, catalogue, jobs, restore } = scene(2);
    refused.add(keyOf(0, '512'));
    const { summary, items } = await restore([0, 1]);
    expect(items).toMatchObject([{ state: 'failed', error: denied }, { state: 'done' }]);
    expect(rounds.at(-1)).toEqual([keyOf(1, 'thumbnail')]);
    expect([...catalogue.objects.keys()].toSorted()).toEqual([keyOf(1, '512'), keyOf(1, 'thumbnail')]);
    refused.clear();
    // Keys that may not list bring it back all the same.
    line.mayNotList = true;
    expect(await jobs.ended(await jobs.retry(summary.id))).toMatchObject({ state: 'succeeded', itemsDone: 1 });
    expect(catalogue.objects.size).toBe(4);
  });
});
