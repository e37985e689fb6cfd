import type { ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { DeletedObjects } from '../../../electron/s3/bucket.ts';
import { listDeleted } from '../../../electron/s3/list-deleted.ts';
import { bucketOf } from '../../support/request-context.ts';

const { signal } = new AbortController();

/** One entry of a list of versions: `key`, version, second; `x` for a marker, `X` for one that is the latest. */
type Entry = [key: string, version: string, second: number, kind?: 'x' | 'X'];

function reply(
  entries: readonly Entry[],
  next?: [key: string, version: string],
): Partial<ListObjectVersionsCommandOutput> {
  const made = entries.map(([Key, VersionId, second, kind]) => {
    const LastModified = new Date(second * 1000);
    return { kind, Key, VersionId, LastModified, IsLatest: kind === 'X', Size: second, ETag: `"e${second}"` };
  });
  return {
    Name: 'photos',
    IsTruncated: next !== undefined,
    NextKeyMarker: next?.[0],
    NextVersionIdMarker: next?.[1],
    DeleteMarkers: made.filter(({ kind }) => kind !== undefined),
    Versions: made.filter(({ kind }) => kind === undefined) as never,
  };
}

async function listed(replies: readonly Partial<ListObjectVersionsCommandOutput>[]) {
  const asked: ListObjectVersionsCommandInput[] = [];
  const send = async ({ input }: { input: ListObjectVersionsCommandInput }) => {
    asked.push(input);
    return replies[asked.length - 1];
  };
  const context = bucketOf({ send } as Parameters<typeof bucketOf>[0]);
  const pages: DeletedObjects[] = [];
  for await (const page of listDeleted(context, { prefix: '' }, signal)) pages.push(page);
  return { asked, pages, objects: pages.flatMap(({ objects }) => objects) };
}

describe('listing what was deleted', () => {
  it('tells the newest version under the marker that is the latest, and no key that is there', async () => {
    const { objects } = await listed([
      reply([
        ['a', 'm1', 30, 'X'],
        ['a', 'v2', 20],
        ['a', 'v1', 10],
        ['b', 'v2', 30],
        ['b', 'm1', 20, 'x'],
        ['b', 'v1', 10],
        ['c', 'm1', 10, 'X'],
      ]),
    ]);
    expect(objects).toEqual([
      {
        key: 'a',
        markerVersion: 'm1',
        olderMarkers: [],
        deletedAt: 30_000,
        version: 'v2',
        bytes: 20,
        etag: 'e20',
        modified: 20_000,
      },
    ]);
  });

  it('case 23: tells every marker that lies over the version of what was deleted twice', async () => {
    const { objects } = await listed([
      reply([
        ['a', 'm3', 40, 'X'],
        ['a', 'm2', 30, 'x'],
        ['a', 'v2', 20],
        ['a', 'm1', 15, 'x'],
        ['a', 'v1', 10],
      ]),
    ]);
    expect(objects).toMatchObject([{ markerVersion: 'm3', olderMarkers: ['m2'], version: 'v2' }]);
  });

  it('puts a key together that is spread over pages, and goes on from before it', async () => {
    const { objects, pages, asked } = await listed([
      reply(
        [
          ['a', 'm', 9, 'X'],
          ['a', 'v', 1],
          ['b', 'm2', 9, 'X'],
        ],
        ['b', 'm2'],
      ),
      reply([['b', 'm1', 8, 'x']], ['b', 'm1']),
      reply(
        [
          ['b', 'v', 2],
          ['c', 'v', 1],
        ],
        ['c', 'v'],
      ),
      reply([
        ['d', 'm', 9, 'X'],
        ['d', 'v', 3],
      ]),
    ]);
    expect(objects.map(({ key, version, olderMarkers }) => [key, version, olderMarkers])).toEqual([
      ['a', 'v', []],
      ['b', 'v', ['m1']],
      ['d', 'v', []],
    ]);
    expect(pages.map(({ through }) => through)).toEqual(['a', 'a', 'c', 'c']);
    expect(asked.map(({ KeyMarker, VersionIdMarker }) => [KeyMarker, VersionIdMarker])).toEqual([
      [undefined, undefined],
      ['b', 'm2'],
      ['b', 'm1'],
      ['c', 'v'],
    ]);
  });

  it('case 20: takes a reply that is none for no list', async () => {
    await expect(listed([{}])).rejects.toMatchObject({ error: { code: 'not-s3' } });
  });

  it('ends where a server leads in a circle', async () => {
    const page = reply([['a', 'v', 1]], ['a', 'v']);
    await expect(listed([page, page, page])).rejects.toMatchObject({ error: { code: 'not-s3' } });
  });
});
