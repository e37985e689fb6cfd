import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SourceFile, type UnreadableSource, walkSources } from '../../../electron/files/walk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const never = { signal: new AbortController().signal };

async function walked(paths: string[]): Promise<(SourceFile | UnreadableSource)[]> {
  const found: (SourceFile | UnreadableSource)[] = [];
  for await (const source of walkSources(paths, never)) found.push(source);
  return found;
}

async function files(folder: string, names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), name);
  }
}

describe('walkSources', () => {
  it('yields dropped files as they are and the files of folders in order of name', async () => {
    const folder = await temporaryFolder();
    await files(folder, ['z.png', 'album/b.png', 'album/a.png', 'album/inner/가.png']);
    const found = await walked([path.join(folder, 'z.png'), path.join(folder, 'album')]);
    expect(found.map((source) => path.relative(folder, source.path))).toEqual([
      'z.png',
      'album/a.png',
      'album/b.png',
      'album/inner/가.png',
    ]);
    expect(found[0]).toMatchObject({ kind: 'file', bytes: 5, modified: expect.any(Number), folder: '' });
    expect(found.slice(1)).toMatchObject([{ folder: 'album' }, { folder: 'album' }, { folder: 'album/inner' }]);
  });

  it('passes over hidden files and what systems leave in folders', async () => {
    const folder = await temporaryFolder();
    await files(folder, ['a.png', '.DS_Store', 'Thumbs.db', 'desktop.ini', '.git/config', '__MACOSX/a.png']);
    expect((await walked([folder])).map((source) => path.basename(source.path))).toEqual(['a.png']);
  });

  it('enters no folder twice, whatever links lead to it', async () => {
    const folder = await temporaryFolder();
    await files(folder, ['album/a.png']);
    await symlink(folder, path.join(folder, 'album', 'loop'));
    await symlink(path.join(folder, 'album'), path.join(folder, 'again'));
    const found = await walked([folder]);
    expect(found.map((source) => source.kind)).toEqual(['file']);
  });

  it('tells why something cannot be read and goes on', async () => {
    const folder = await temporaryFolder();
    await files(folder, ['a.png']);
    await symlink(path.join(folder, 'nowhere'), path.join(folder, 'dangling.png'));
    execFileSync('mkfifo', [path.join(folder, 'pipe.png')]);
    const found = await walked([path.join(folder, 'gone.png'), folder]);
    expect(found.map((source) => (source.kind === 'unreadable' ? source.error.code : 'file'))).toEqual([
      'file-not-found',
      'file',
      'file-not-found',
      'not-readable',
    ]);
  });

  it('goes hundreds of folders deep', async () => {
    const folder = await temporaryFolder();
    const deep = path.join(folder, ...Array.from({ length: 300 }, () => 'd'));
    await mkdir(deep, { recursive: true });
    await writeFile(path.join(deep, 'a.png'), 'deep');
    expect((await walked([folder])).map((source) => source.path)).toEqual([path.join(deep, 'a.png')]);
  });

  it('case 42: counts what it looked at, and stops when it is told to', async () => {
    const folder = await temporaryFolder();
    await files(
      folder,
      Array.from({ length: 50 }, (_, index) => `${index}.png`),
    );
    const controller = new AbortController();
    const onLooked = (looked: number): void => {
      if (looked === 11) controller.abort(new Error('enough'));
    };
    const found: string[] = [];
    const walk = async (): Promise<void> => {
      for await (const source of walkSources([folder], { signal: controller.signal, onLooked }))
        found.push(source.path);
    };
    await expect(walk()).rejects.toThrow('enough');
    expect(found).toHaveLength(10);
  });
});
