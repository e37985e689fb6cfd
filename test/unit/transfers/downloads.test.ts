import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { createDownloads, type Download } from '../../../electron/transfers/downloads.ts';
import { createScriptedBucket } from '../../support/scripted-bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const MEGABYTE = 1024 * 1024;
const signal = new AbortController().signal;

/** Downloads of objects that say to be as large as their number; nothing on disk is. */
async function scene() {
  const bucket = createScriptedBucket();
  const { getFile } = bucket;
  bucket.getFile = async (key, path, options) => ({
    ...(await getFile(key, path, options)),
    bytes: Number(key.split(' ')[1]) * MEGABYTE,
  });
  const downloads = createDownloads({ tempFolder: await temporaryFolder() });
  const get = async (key: string): Promise<Download> => {
    if (!bucket.objects.has(key)) await bucket.put(key, Buffer.from('x'), { contentType: 'image/png', signal });
    return downloads.get(bucket, { connectionId: 'c1', key, version: '1', fileName: 'a.png' }, { signal });
  };
  const received = () => bucket.log.filter((line) => line.startsWith('get ')).length;
  return { get, received };
}

describe('downloads', () => {
  it('fetch an object once for all who want it, also after the last of them', async () => {
    const { get, received } = await scene();
    const both = await Promise.all([get('a 1'), get('a 1')]);
    for (const { release } of both) release();
    (await get('a 1')).release();
    expect(received()).toBe(1);
  });

  it('keep four that nobody uses, and let the one unused for longest go', async () => {
    const { get } = await scene();
    const all: Download[] = [];
    for (const key of ['a 1', 'b 1', 'c 1', 'd 1', 'e 1']) all.push(await get(key));
    for (const { release } of all) release();
    await vi.waitFor(() => expect(all.map(({ path }) => existsSync(path))).toEqual([false, true, true, true, true]));
  });

  it('keep no more than 512 MB that nobody uses, and whatever is used', async () => {
    const { get } = await scene();
    const used = await get('a 500');
    const idle = [await get('b 200'), await get('c 200'), await get('d 200')];
    for (const { release } of idle) release();
    await vi.waitFor(() => expect(idle.map(({ path }) => existsSync(path))).toEqual([false, true, true]));
    expect(existsSync(used.path)).toBe(true);
  });

  it('fetch anew what someone removed from the disk', async () => {
    const { get, received } = await scene();
    const first = await get('a 1');
    first.release();
    await rm(first.path);
    expect(existsSync((await get('a 1')).path)).toBe(true);
    expect(received()).toBe(2);
  });
});
