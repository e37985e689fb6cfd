import { readFileSync } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { replaceAtomically, TEMPORARY_PREFIX, writeAtomically } from '../../../electron/files/write.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { refusalOf, smallDisk } from '../../support/small-disk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const never = (): { signal: AbortSignal } => ({ signal: new AbortController().signal });

describe('writeAtomically', () => {
  it('writes content, a file or a stream, and leaves nothing else in the folder', async () => {
    const folder = await temporaryFolder();
    const from = path.join(folder, 'from.bin');
    await writeFile(from, Buffer.alloc(3_000_000, 7));
    expect(await writeAtomically(path.join(folder, 'a.txt'), { content: 'naïve' }, never())).toBe(6);
    expect(await writeAtomically(path.join(folder, 'b.bin'), { fromFile: from }, never())).toBe(3_000_000);
    const stream = Readable.from([Buffer.from('one '), Buffer.from('two')]);
    expect(await writeAtomically(path.join(folder, 'c.txt'), { stream }, never())).toBe(7);

    expect(await readFile(path.join(folder, 'a.txt'), 'utf8')).toBe('naïve');
    expect((await readFile(path.join(folder, 'b.bin'))).equals(Buffer.alloc(3_000_000, 7))).toBe(true);
    expect(await readFile(path.join(folder, 'c.txt'), 'utf8')).toBe('one two');
    expect((await readdir(folder)).sort()).toEqual(['a.txt', 'b.bin', 'c.txt', 'from.bin']);
  });

  it('flushes the new file to the disk before it takes the place of the old one', async () => {
    const folder = await temporaryFolder();
    const target = path.join(folder, 'kept.txt');
    await writeFile(target, 'old');
    const handle = await open(target, 'r');
    const sync = vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'sync');
    await handle.close();
    const found: string[] = [];
    sync.mockImplementation(async () => void found.push(readFileSync(target, 'utf8')));
    onTestFinished(() => sync.mockRestore());
    await writeAtomically(target, { content: 'new' }, never());
    // The file itself, then the folder whose entry changed.
    expect(found).toEqual(process.platform === 'win32' ? ['old'] : ['old', 'new']);
  });

  it('leaves the permissions of a file that it replaces as they were', async () => {
    const target = path.join(await temporaryFolder(), 'private.txt');
    await writeFile(target, 'old', { mode: 0o600 });
    await writeAtomically(target, { content: 'new' }, never());
    expect((await stat(target)).mode & 0o777).toBe(0o600);
  });

  it('tells how many bytes are written', async () => {
    const folder = await temporaryFolder();
    const from = path.join(folder, 'from.bin');
    await writeFile(from, Buffer.alloc(2_500_000));
    const seen: number[] = [];
    await writeAtomically(
      path.join(folder, 'to.bin'),
      { fromFile: from },
      { ...never(), onWritten: (n) => seen.push(n) },
    );
    expect(seen.at(-1)).toBe(2_500_000);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('case 45: keeps the old file where the source breaks off', async () => {
    const folder = await temporaryFolder();
    const target = path.join(folder, 'kept.txt');
    await writeFile(target, 'old');
    async function* broken() {
      yield Buffer.from('new, but ');
      throw new Error('connection reset');
    }
    await expect(writeAtomically(target, { stream: Readable.from(broken()) }, never())).rejects.toThrow(
      'connection reset',
    );
    expect(await readFile(target, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['kept.txt']);
  });

  it('case 45: keeps the old file where it is cancelled in the middle', async () => {
    const folder = await temporaryFolder();
    const target = path.join(folder, 'kept.txt');
    const from = path.join(folder, 'from.bin');
    await writeFile(target, 'old');
    await writeFile(from, Buffer.alloc(5_000_000));
    const controller = new AbortController();
    const onWritten = (): void => controller.abort();
    await expect(
      writeAtomically(target, { fromFile: from }, { signal: controller.signal, onWritten }),
    ).rejects.toThrow();
    expect(await readFile(target, 'utf8')).toBe('old');
    expect((await readdir(folder)).sort()).toEqual(['from.bin', 'kept.txt']);
  });

  it('follows a symbolic link to the file that is meant', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'real'));
    await writeFile(path.join(folder, 'real', 'picture.txt'), 'old');
    await symlink(path.join(folder, 'real', 'picture.txt'), path.join(folder, 'link.txt'));
    await writeAtomically(path.join(folder, 'link.txt'), { content: 'new' }, never());
    expect(await readFile(path.join(folder, 'real', 'picture.txt'), 'utf8')).toBe('new');
  });

  it('case 30: says not-writable for a folder in the place of the file, and for a folder that is missing', async () => {
    const folder = await temporaryFolder();
    const taken = path.join(folder, 'taken.png');
    await mkdir(path.join(taken, 'inside'), { recursive: true });
    for (const target of [taken, path.join(folder, 'missing', 'a.png')]) {
      const failure = await writeAtomically(target, { content: 'x' }, never()).catch((thrown: unknown) => thrown);
      expect(failure).toBeInstanceOf(AppFailure);
      expect((failure as AppFailure).error).toEqual({ code: 'not-writable', path: target });
    }
    expect(await readdir(folder)).toEqual(['taken.png']);
  });

  it('case 30: names the source where that is what cannot be read', async () => {
    const folder = await temporaryFolder();
    const fromFile = path.join(folder, 'gone.png');
    const failure = await writeAtomically(path.join(folder, 'a.png'), { fromFile }, never()).catch((thrown) => thrown);
    expect(failure.error).toEqual({ code: 'file-not-found', path: fromFile });
  });

  it('case 30: keeps the old file in a folder that refuses writing', async ({ skip }) => {
    const folder = await temporaryFolder();
    const locked = path.join(folder, 'locked');
    const target = path.join(locked, 'kept.txt');
    await mkdir(locked);
    await writeFile(target, 'old');
    if (process.getuid?.() === 0) {
      const refusal = refusalOf('chattr', '+i', locked);
      if (refusal !== null) return skip(`chattr +i: ${refusal}`);
      onTestFinished(() => void refusalOf('chattr', '-i', locked));
    } else {
      await chmod(locked, 0o555);
      onTestFinished(() => chmod(locked, 0o755));
    }
    await expect(writeAtomically(target, { content: 'new' }, never())).rejects.toMatchObject({
      error: { code: 'not-writable', path: target },
    });
    expect(await readFile(target, 'utf8')).toBe('old');
    expect(await readdir(locked)).toEqual(['kept.txt']);
  });

  it('case 45: keeps the old file where the rename is refused', async ({ skip }) => {
    const folder = await temporaryFolder();
    const target = path.join(folder, 'kept.txt');
    await writeFile(target, 'old');
    const refusal = refusalOf('chattr', '+i', target);
    if (refusal !== null) return skip(`chattr +i: ${refusal}`);
    onTestFinished(() => void refusalOf('chattr', '-i', target));
    await expect(writeAtomically(target, { content: 'new' }, never())).rejects.toMatchObject({
      error: { code: 'not-writable', path: target },
    });
    expect(await readFile(target, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['kept.txt']);
  });

  it('case 30: says disk-full, keeps the old file and frees what it took', async ({ skip }) => {
    const { folder: disk, missing } = await smallDisk();
    if (missing !== null) return skip(missing);
    const target = path.join(disk, 'kept.txt');
    await writeFile(target, 'old');
    const large = writeAtomically(target, { content: Buffer.alloc(4 * 1024 * 1024) }, never());
    await expect(large).rejects.toMatchObject({ error: { code: 'disk-full', path: target } });
    expect(await readFile(target, 'utf8')).toBe('old');
    expect(await readdir(disk)).toEqual(['kept.txt']);
    expect(await writeAtomically(target, { content: 'fits' }, never())).toBe(4);
  });
});

describe('replaceAtomically', () => {
  it('gives the producer a hidden temporary beside the target and puts it in place', async () => {
    const folder = await temporaryFolder();
    const target = path.join(folder, 'a.bin');
    const answer = await replaceAtomically(target, async (temporary) => {
      expect(path.dirname(temporary)).toBe(folder);
      expect(path.basename(temporary).startsWith(TEMPORARY_PREFIX)).toBe(true);
      await writeFile(temporary, 'made', { flag: 'wx' });
      return 42;
    });
    expect(answer).toBe(42);
    expect(await readFile(target, 'utf8')).toBe('made');
    expect((await stat(target)).isFile()).toBe(true);
    expect(await readdir(folder)).toEqual(['a.bin']);
  });

  it('speaks of the target where the producer failed at the temporary', async () => {
    const folder = await temporaryFolder();
    const target = path.join(folder, 'a.bin');
    const failing = replaceAtomically(target, async (temporary) => {
      throw new AppFailure({ code: 'disk-full', path: temporary });
    });
    await expect(failing).rejects.toMatchObject({ error: { code: 'disk-full', path: target } });
  });
});
