import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDownloads, type Download } from '../../../electron/transfers/downloads.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { createScriptedBucket } from '../../support/scripted-bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const MEGABYTE = 1024 * 1024;
const signal = new AbortController().signal;

/** Downloads of objects that say to be as large as their number; nothing on disk is. */
async function scene({ freshMs = 0, confirmedMs = 60_000 } = {}) {
  const bucket = createScriptedBucket();
  const { getFile } = bucket;
  bucket.getFile = async (key, path, options) => ({
    ...(await getFile(key, path, options)),
    bytes: Number(key.split(' ')[1]) * MEGABYTE,
  });
  const downloads = createDownloads({ tempFolder: await temporaryFolder(), freshMs, confirmedMs });
  const known = new Set<string>();
  const get = async (key: string, confirmed = false): Promise<Download> => {
    if (!known.has(key)) await bucket.put(key, Buffer.from('x'), { contentType: 'image/png', signal });
    known.add(key);
    return downloads.get(bucket, { connectionId: 'c1', key, version: '1' }, { signal, confirmed });
  };
  const received = () => bucket.log.filter((line) => line.startsWith('get ')).length;
  return { bucket, downloads, get, received };
}

describe('downloads', () => {
  it('fetch an object once for all who want it, also after the last of them', async () => {
    const { get, received } = await scene();
    const both = await Promise.all([get('a 1'), get('a 1')]);
    for (const { release } of both) release();
    (await get('a 1')).release();
    expect(received()).toBe(1);
  });

  it('keep eight that nobody uses, and let the one unused for longest go', async () => {
    const { get } = await scene();
    const all: Download[] = [];
    for (const letter of 'abcdefghi') all.push(await get(`${letter} 1`));
    for (const { release } of all) release();
    const kept = () => all.map(({ path }) => existsSync(path));
    await vi.waitFor(() => expect(kept()).toEqual([false, ...Array.from({ length: 8 }, () => true)]));
  });

  it('leave the disk with their connection, those still read when they are let go', async () => {
    const { downloads, get } = await scene();
    const used = await get('a 1');
    const idle = await get('b 1');
    idle.release();
    await downloads.discardAll('other');
    expect(existsSync(idle.path)).toBe(true);
    await downloads.discardAll('c1');
    expect([existsSync(used.path), existsSync(idle.path)]).toEqual([true, false]);
    used.release();
    await vi.waitFor(() => expect(existsSync(used.path)).toBe(false));
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

  describe('that were read ahead and are saved from later', () => {
    it('ask once whether the bucket still has the object', async () => {
      const { bucket, get, received } = await scene();
      (await get('a 1')).release();
      for (let time = 0; time < 2; time++) (await get('a 1', true)).release();
      expect(bucket.log.filter((line) => line.startsWith('head '))).toEqual(['head a 1']);
      expect(received()).toBe(1);
    });

    it('ask nothing where the copy has just arrived', async () => {
      const { bucket, get } = await scene({ freshMs: 60_000 });
      (await get('a 1')).release();
      (await get('a 1', true)).release();
      expect(bucket.log).not.toContain('head a 1');
    });

    it('case 41: are given up with an object that is gone', async () => {
      const { bucket, get } = await scene();
      const { path, release } = await get('a 1');
      release();
      bucket.objects.delete('a 1');
      await expect(get('a 1', true)).rejects.toMatchObject({ error: { code: 'key-vanished', key: 'a 1' } });
      expect(existsSync(path)).toBe(false);
    });

    it('case 41: are given up also where they were saved from before, some time ago', async () => {
      const { bucket, get } = await scene({ confirmedMs: 0 });
      (await get('a 1', true)).release();
      (await get('a 1', true)).release();
      bucket.objects.delete('a 1');
      await expect(get('a 1', true)).rejects.toMatchObject({ error: { code: 'key-vanished', key: 'a 1' } });
    });

    it('are known to be of some time ago also where the clock was set back', async () => {
      const { bucket, get } = await scene();
      (await get('a 1')).release();
      vi.spyOn(Date, 'now').mockReturnValue(0);
      onTestFinished(() => void vi.restoreAllMocks());
      (await get('a 1', true)).release();
      expect(bucket.log).toContain('head a 1');
    });

    it('are fetched anew where the object was replaced', async () => {
      const { bucket, get, received } = await scene();
      (await get('a 1')).release();
      await bucket.put('a 1', Buffer.from('y'), { contentType: 'image/png', signal });
      expect(await readFile((await get('a 1', true)).path, 'utf8')).toBe('y');
      expect(received()).toBe(2);
    });

    it('serve where the bucket cannot be asked', async () => {
      const { bucket, get } = await scene();
      (await get('a 1')).release();
      bucket.head = async () => {
        throw new AppFailure({ code: 'cancelled' });
      };
      expect(existsSync((await get('a 1', true)).path)).toBe(true);
    });
  });
});
