import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type CachedThumbnail,
  openThumbnailCache,
  type ThumbnailCache,
} from '../../../electron/images/thumbnail-cache.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const RECORD_BYTES = 1000;

async function opened(folder: string, maxBytes = 100_000): Promise<ThumbnailCache> {
  const cache = await openThumbnailCache(folder, { maxBytes });
  onTestFinished(() => cache.close());
  return cache;
}

const thumbnail = (fill: number, bytes = RECORD_BYTES): CachedThumbnail => ({
  content: Buffer.alloc(bytes, fill),
  contentType: 'image/webp',
  metadata: { name: '%EC%82%AC%EC%A7%84' },
});

const cachedFolder = async () => join(await temporaryFolder(), 'thumbnails');

describe('the thumbnail cache', () => {
  it('gives back content, type and metadata, and null for what it never had', async () => {
    const cache = await opened(await cachedFolder());
    await cache.put('a', thumbnail(1));
    expect(cache.get('a')).toEqual(thumbnail(1));
    expect(cache.get('b')).toBeNull();
  });

  it('gives back an empty picture and an empty set of metadata', async () => {
    const cache = await opened(await cachedFolder());
    const empty = { content: Buffer.alloc(0), contentType: '', metadata: {} };
    await cache.put('a', empty);
    expect(cache.get('a')).toEqual(empty);
  });

  it('keeps what a reader holds as it was when the record is replaced', async () => {
    const cache = await opened(await cachedFolder());
    await cache.put('a', thumbnail(1));
    const held = cache.get('a');
    await cache.put('a', thumbnail(2));
    expect(held).toEqual(thumbnail(1));
    expect(cache.get('a')).toEqual(thumbnail(2));
  });

  it('is still there when it is opened again', async () => {
    const folder = await cachedFolder();
    const first = await opened(folder);
    await first.put('a', thumbnail(1));
    await first.close();
    expect((await opened(folder)).get('a')).toEqual(thumbnail(1));
  });

  it('lets the least recently used leave first when it is full', async () => {
    const cache = await opened(await cachedFolder(), 4 * RECORD_BYTES);
    for (const id of ['a', 'b', 'c']) await cache.put(id, thumbnail(1));
    expect(cache.get('a')).not.toBeNull();
    await cache.put('d', thumbnail(1));
    expect(['a', 'b', 'c', 'd'].filter((id) => cache.get(id) !== null)).toEqual(['a', 'c', 'd']);
  });

  it('remembers over a restart what was used last', async () => {
    const folder = await cachedFolder();
    const first = await opened(folder, 4 * RECORD_BYTES);
    for (const id of ['a', 'b', 'c']) await first.put(id, thumbnail(1));
    first.get('a');
    await first.close();
    const second = await opened(folder, 4 * RECORD_BYTES);
    await second.put('d', thumbnail(1));
    expect(['a', 'b', 'c', 'd'].filter((id) => second.get(id) !== null)).toEqual(['a', 'c', 'd']);
  });

  it('counts a replaced record once', async () => {
    const cache = await opened(await cachedFolder(), 4 * RECORD_BYTES);
    await cache.put('a', thumbnail(1));
    for (const fill of [1, 2, 3, 4, 5]) await cache.put('b', thumbnail(fill));
    expect(cache.get('a')).toEqual(thumbnail(1));
  });

  it('takes nothing that is larger than all of it, and keeps the rest', async () => {
    const cache = await opened(await cachedFolder(), 4 * RECORD_BYTES);
    await cache.put('a', thumbnail(1));
    await cache.put('huge', thumbnail(1, 5 * RECORD_BYTES));
    expect(cache.get('huge')).toBeNull();
    expect(cache.get('a')).not.toBeNull();
  });

  it('stays whole through many evictions and a restart', async () => {
    const folder = await cachedFolder();
    const first = await opened(folder, 20 * RECORD_BYTES);
    for (let index = 0; index < 300; index += 1) await first.put(`k${index}`, thumbnail(index % 250));
    await first.close();
    const second = await opened(folder, 20 * RECORD_BYTES);
    expect(second.get('k299')).toEqual(thumbnail(49));
    expect(second.get('k0')).toBeNull();
  });

  it.each<[string, (whole: Buffer) => Buffer]>([
    ['cut in half', (whole) => whole.subarray(0, whole.length / 2)],
    ['cut to less than its header', (whole) => whole.subarray(0, 100)],
    ['text', () => Buffer.from('hello')],
    ['noise', (whole) => Buffer.alloc(whole.length, 7)],
    [
      'noise behind its header',
      (whole) => Buffer.concat([whole.subarray(0, 8192), Buffer.alloc(whole.length - 8192, 7)]),
    ],
  ])('is emptied and works on when its file is %s', async (_, damage) => {
    const folder = await cachedFolder();
    const first = await opened(folder);
    for (let index = 0; index < 50; index += 1) await first.put(`k${index}`, thumbnail(index));
    await first.close();
    const file = join(folder, 'data.mdb');
    await writeFile(file, damage(await readFile(file)));

    const second = await opened(folder);
    expect(second.get('k7')).toBeNull();
    await second.put('a', thumbnail(1));
    expect(second.get('a')).toEqual(thumbnail(1));
    await second.close();
    expect((await opened(folder)).get('a')).toEqual(thumbnail(1));
  });

  it('does without a folder that cannot be made', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    const cache = await opened(join(folder, 'file', 'thumbnails'));
    await cache.put('a', thumbnail(1));
    expect(cache.get('a')).toBeNull();
  });

  it('forgets all whose ids begin alike, and no other, in this run and after it', async () => {
    const folder = await cachedFolder();
    const first = await opened(folder, 1_000_000);
    for (let index = 0; index < 250; index += 1) await first.put(`a${index}`, thumbnail(1));
    for (const id of ['b', 'c1', 'A1']) await first.put(id, thumbnail(2));
    first.get('a1');
    await first.forget('a');
    const left = ['a0', 'a1', 'a249', 'b', 'c1', 'A1'];
    expect(left.filter((id) => first.get(id) !== null)).toEqual(['b', 'c1', 'A1']);
    await first.close();
    const second = await opened(folder, 1_000_000);
    expect(left.filter((id) => second.get(id) !== null)).toEqual(['b', 'c1', 'A1']);
  });

  it('has nothing of what was forgotten in its file where nothing else is there, and works on', async () => {
    const folder = await cachedFolder();
    const cache = await opened(folder);
    await cache.put('a1', { ...thumbnail(1), metadata: { name: 'holiday-in-the-file' } });
    expect(await readFile(join(folder, 'data.mdb'), 'latin1')).toContain('holiday-in-the-file');
    await cache.forget('a');
    expect(await readFile(join(folder, 'data.mdb'), 'latin1')).not.toContain('holiday-in-the-file');
    await cache.put('b', thumbnail(2));
    expect(cache.get('b')).toEqual(thumbnail(2));
  });

  it('answers nothing and fails nothing once it is closed', async () => {
    const cache = await opened(await cachedFolder());
    await cache.put('a', thumbnail(1));
    await cache.close();
    expect(cache.get('a')).toBeNull();
    await cache.put('b', thumbnail(1));
    await cache.close();
  });
});
