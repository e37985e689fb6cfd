import { describe, expect, it } from 'vitest';
import { endUnfinished, findUnfinished, UNFINISHED_AFTER_MS } from '../../../electron/transfers/unfinished-uploads.ts';
import { type AppError, AppFailure } from '../../../shared/app-error.ts';
import { createScriptedBucket } from '../../support/scripted-bucket.ts';

const { signal } = new AbortController();
const NOW = 10 * UNFINISHED_AFTER_MS;
const now = (): number => NOW;
const ours = (n: number): string => `post/f06bb30d-c640-41bc-b287-9b22111ac76${n}_original.jpg`;
const isNeeded = (): boolean => false;

function scene() {
  const bucket = createScriptedBucket();
  const begun = NOW - UNFINISHED_AFTER_MS - 1;
  bucket.uploads.push({ key: ours(1), uploadId: 'a', begun }, { key: ours(2), uploadId: 'b', begun });
  return bucket;
}

describe('uploads in parts that nobody goes on with', () => {
  it.each([
    ['a day old to the millisecond', UNFINISHED_AFTER_MS, 0],
    ['a millisecond older', UNFINISHED_AFTER_MS + 1, 1],
  ])('are those older than a day: one that is %s', async (_, age, found) => {
    const bucket = createScriptedBucket();
    bucket.uploads.push({ key: ours(1), uploadId: 'a', begun: NOW - age });
    expect(await findUnfinished({ bucket, isNeeded, now }, { signal })).toHaveLength(found);
  });

  it.each(['IMG_1.jpg', 'post/film.mov', `${ours(1)}.part`])('are never those of another layout (%s)', async (key) => {
    const bucket = createScriptedBucket();
    bucket.uploads.push({ key, uploadId: 'a', begun: 0 });
    expect(await findUnfinished({ bucket, isNeeded, now }, { signal })).toEqual([]);
  });

  it('are never those that the journal needs', async () => {
    const bucket = scene();
    const needed = ({ uploadId }: { uploadId: string }): boolean => uploadId === 'a';
    expect(await endUnfinished({ bucket, isNeeded: needed, now }, { signal })).toBe(1);
    expect(bucket.uploads.map(({ uploadId }) => uploadId)).toEqual(['a']);
  });

  it.each([
    { code: 'access-denied', action: 'list', bucket: 'b', key: null },
    { code: 'not-supported', endpoint: 'x', what: 'ListMultipartUploads' },
    { code: 'not-s3', endpoint: 'x', detail: '' },
  ] satisfies AppError[])('are none where the bucket cannot be asked ($code)', async (error) => {
    const bucket = scene();
    bucket.listUploads = () => {
      throw new AppFailure(error);
    };
    expect(await findUnfinished({ bucket, isNeeded, now }, { signal })).toEqual([]);
  });

  it('are not said to be none where the server is away', async () => {
    const bucket = scene();
    bucket.listUploads = () => {
      throw new AppFailure({ code: 'unreachable', endpoint: 'x', detail: '' });
    };
    await expect(findUnfinished({ bucket, isNeeded, now }, { signal })).rejects.toMatchObject({
      error: { code: 'unreachable' },
    });
  });

  it('are all tried where one cannot be ended, and the reason is told', async () => {
    const bucket = scene();
    const denied = { code: 'access-denied', action: 'put', bucket: 'b', key: ours(1) } as const;
    bucket.before = ({ method, key }) => {
      if (method === 'abort' && key === ours(1)) throw new AppFailure(denied);
    };
    await expect(endUnfinished({ bucket, isNeeded, now }, { signal })).rejects.toMatchObject({ error: denied });
    expect(bucket.uploads.map(({ uploadId }) => uploadId)).toEqual(['a']);
  });
});
