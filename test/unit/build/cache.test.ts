import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cachedFolder, cacheFolder, withLock } from '../../../build/set-up/cache.mjs';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'contact-sheet-cache-'));
  vi.stubEnv('XDG_CACHE_HOME', home);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

describe('cachedFolder', () => {
  it('is filled once when two ask for it at the same time', async () => {
    let fills = 0;
    const fill = async (folder: string): Promise<void> => {
      fills++;
      await writeFile(path.join(folder, 'version'), '1');
    };
    const [first, second] = await Promise.all([cachedFolder('runtime', fill), cachedFolder('runtime', fill)]);
    expect(fills).toBe(1);
    expect(second).toBe(first);
    expect(await readFile(path.join(first, 'version'), 'utf8')).toBe('1');
  });

  it('leaves nothing behind when filling it fails, and is filled by the next who asks', async () => {
    const broken = cachedFolder('runtime', async (folder) => {
      await writeFile(path.join(folder, 'half'), '');
      throw new Error('the registry went away');
    });
    await expect(broken).rejects.toThrow('the registry went away');
    expect(await readdir(cacheFolder())).toEqual([]);

    const folder = await cachedFolder('runtime', (unfinished) => writeFile(path.join(unfinished, 'whole'), ''));
    expect(await readdir(folder)).toEqual(['whole']);
    expect(await readdir(cacheFolder())).toEqual(['runtime']);
  });
});

describe('withLock', () => {
  it('lets one at a time do its work', async () => {
    const events: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      events.push(`${name} begins`);
      await readdir(home);
      events.push(`${name} ends`);
    };
    await Promise.all([withLock('step', work('a')), withLock('step', work('b'))]);
    const [first, second] = events[0] === 'a begins' ? ['a', 'b'] : ['b', 'a'];
    expect(events).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
  });

  it('takes over the lock of a process that is gone', async () => {
    await mkdir(cacheFolder(), { recursive: true });
    // Linux gives no process a number above 2 ** 22 (proc(5), pid_max).
    const gone = { host: hostname(), pid: 2 ** 22 + 1 };
    await writeFile(path.join(cacheFolder(), 'step.lock'), JSON.stringify(gone));
    expect(await withLock('step', async () => 'done')).toBe('done');
    expect(await readdir(cacheFolder())).toEqual([]);
  });
});
