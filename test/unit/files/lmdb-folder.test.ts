import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLmdbFolderSound, makeLmdbFolderSafe } from '../../../electron/files/lmdb-folder.ts';

let root = '';
let folder = '';
let file = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lmdb-'));
  folder = join(root, 'store');
  file = join(folder, 'data.mdb');
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function writeStore(): Promise<void> {
  const store = open<string, string>({ path: folder, noSubdir: false });
  await store.put('key', 'value');
  await store.close();
}

describe('an LMDB folder', () => {
  it('may be missing or empty', async () => {
    makeLmdbFolderSafe(folder);
    await mkdir(folder);
    makeLmdbFolderSafe(folder);
    expect(existsSync(folder)).toBe(true);
  });

  it('is judged without being touched: sound where absent, empty or whole, else not', async () => {
    expect(isLmdbFolderSound(folder)).toBe(true);
    await writeStore();
    expect(isLmdbFolderSound(folder)).toBe(true);
    const whole = readFileSync(file);
    for (const damaged of [whole.subarray(0, -1), whole.subarray(0, 100), Buffer.alloc(whole.length, 7)]) {
      await writeFile(file, damaged);
      expect(isLmdbFolderSound(folder)).toBe(false);
      expect(readFileSync(file).equals(damaged)).toBe(true);
    }
    await writeFile(file, '');
    expect(isLmdbFolderSound(folder)).toBe(true);
  });

  it('is left as it is where it is sound', async () => {
    await writeStore();
    const before = readFileSync(file);
    makeLmdbFolderSafe(folder);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is moved aside where it holds something else, in the place of an earlier one', async () => {
    for (const content of ['first', 'second']) {
      await mkdir(folder);
      await writeFile(file, content.repeat(5000));
      makeLmdbFolderSafe(folder);
      expect(existsSync(folder)).toBe(false);
      expect(readFileSync(join(`${folder}.damaged`, 'data.mdb'), 'utf8')).toContain(content);
    }
  });

  it('is filled up where it ends early, so that LMDB throws and does not end the process', async () => {
    await writeStore();
    const { size } = statSync(file);
    await truncate(file, 8192);
    makeLmdbFolderSafe(folder);
    expect(statSync(file).size).toBe(size);
    const readBack = async (): Promise<unknown> => {
      const store = open<string, string>({ path: folder, noSubdir: false });
      try {
        return store.get('key');
      } finally {
        await store.close();
      }
    };
    expect(await readBack().catch(() => 'thrown')).not.toBe('value');
  });
});
