import { mkdir, open, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openUnfinishedWrites } from '../../../electron/files/unfinished-writes.ts';
import {
  createAtomically,
  replaceAtomically,
  TEMPORARY_PREFIX,
  type TemporaryWatch,
  writeAtomically,
} from '../../../electron/files/write.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { signal } = new AbortController();

describe('openUnfinishedWrites', () => {
  it('case 29: removes at the next start what a killed run left beside its target, and keeps the old file', async () => {
    const data = path.join(await temporaryFolder(), 'unfinished.json');
    const folder = await temporaryFolder();
    const target = path.join(folder, 'a.png');
    await writeFile(target, 'old');
    const watch = await openUnfinishedWrites(data);
    let begun: () => void = () => undefined;
    const writing = new Promise<void>((resolve) => {
      begun = resolve;
    });
    // Never ends, as where the process is killed here.
    const killed = async (temporary: string): Promise<void> => {
      await writeFile(temporary, 'half');
      begun();
      await new Promise(() => undefined);
    };
    void replaceAtomically(target, killed, watch);
    await writing;
    expect(await readdir(folder)).toHaveLength(2);
    await openUnfinishedWrites(data);
    expect(await readdir(folder)).toEqual(['a.png']);
    expect(await readFile(target, 'utf8')).toBe('old');
  });

  it('case 29: removes it at a later start where the drive was not there at the next', async () => {
    const data = path.join(await temporaryFolder(), 'unfinished.json');
    const drive = path.join(await temporaryFolder(), 'drive');
    await mkdir(drive);
    const left = path.join(drive, `${TEMPORARY_PREFIX}1.part`);
    await (await openUnfinishedWrites(data)).begin(left);
    await writeFile(left, 'half');
    await rename(drive, `${drive}-elsewhere`);
    await openUnfinishedWrites(data);
    await rename(`${drive}-elsewhere`, drive);
    await openUnfinishedWrites(data);
    expect(await readdir(drive)).toEqual([]);
    await expect(readFile(data)).rejects.toThrow('ENOENT');
  });

  it.each([
    ['over an old one', replaceAtomically],
    [
      'over nothing',
      (target: string, produce: (temporary: string) => Promise<void>, watch: TemporaryWatch) =>
        createAtomically(target, produce, { watch, elsewhere: () => Promise.resolve(null) }),
    ],
  ])('case 30: removes at the next start what a folder that went away in the middle keeps, %s', async (_, write) => {
    const data = path.join(await temporaryFolder(), 'unfinished.json');
    const folder = path.join(await temporaryFolder(), 'person');
    await mkdir(folder);
    const watch = await openUnfinishedWrites(data);
    const produce = async (temporary: string): Promise<void> => {
      await writeFile(temporary, 'whole');
      await rename(folder, `${folder}-elsewhere`);
    };
    await expect(write(path.join(folder, 'a.png'), produce, watch)).rejects.toThrow('not-writable');
    await rename(`${folder}-elsewhere`, folder);
    expect(await readdir(folder)).toHaveLength(1);
    await openUnfinishedWrites(data);
    expect(await readdir(folder)).toEqual([]);
  });

  it('waits no longer than a moment for a drive that does not answer, and remembers what lies there', async () => {
    const data = path.join(await temporaryFolder(), 'unfinished.json');
    const [left, other] = ['1', '2'].map((name) => path.join('/', `${TEMPORARY_PREFIX}${name}.part`));
    await (await openUnfinishedWrites(data)).begin(left ?? '');
    const silent = (): Promise<boolean> => new Promise(() => undefined);
    const watch = await openUnfinishedWrites(data, { sweepWithinMs: 1, remove: silent });
    await watch.begin(other ?? '');
    await watch.end(other ?? '');
    expect(JSON.parse(await readFile(data, 'utf8'))).toEqual([left]);
  });

  it('remembers nothing of a write that ended, well or not', async () => {
    const data = path.join(await temporaryFolder(), 'unfinished.json');
    const folder = await temporaryFolder();
    const watch = await openUnfinishedWrites(data);
    await writeAtomically(path.join(folder, 'a.png'), { content: 'whole' }, { signal, watch });
    const missing = path.join(folder, 'missing', 'b.png');
    await expect(writeAtomically(missing, { content: 'x' }, { signal, watch })).rejects.toThrow('not-writable');
    await expect(readFile(data)).rejects.toThrow('ENOENT');
  });

  it.each([
    ['a list of files that are not its own', (folder: string) => JSON.stringify([path.join(folder, 'theirs.png')])],
    ['a relative path', () => JSON.stringify([`${TEMPORARY_PREFIX}1.part`])],
    ['no list at all', () => '{"a":'],
  ])('removes nothing for %s', async (_, content) => {
    const folder = await temporaryFolder();
    const data = path.join(await temporaryFolder(), 'unfinished.json');
    await writeFile(path.join(folder, 'theirs.png'), 'kept');
    await writeFile(data, content(folder));
    await openUnfinishedWrites(data);
    expect(await readdir(folder)).toEqual(['theirs.png']);
  });

  it('case 29: keeps its list whole while a second write begins, should the process end in between', async () => {
    const data = path.join(await temporaryFolder(), 'unfinished.json');
    const folder = await temporaryFolder();
    const [first, second] = ['1', '2'].map((name) => path.join(folder, `${TEMPORARY_PREFIX}${name}.part`));
    const watch = await openUnfinishedWrites(data);
    await watch.begin(first ?? '');
    const before = await open(data);
    try {
      await watch.begin(second ?? '');
      // The list of before was replaced, not written over.
      expect(JSON.parse(await before.readFile('utf8'))).toEqual([first]);
    } finally {
      await before.close();
    }
    expect(JSON.parse(await readFile(data, 'utf8'))).toEqual([first, second]);
  });

  it('remembers every one of many writes that begin at once', async () => {
    const data = path.join(await temporaryFolder(), 'unfinished.json');
    const watch = await openUnfinishedWrites(data);
    const names = Array.from({ length: 20 }, (_, index) => path.join('/', `${TEMPORARY_PREFIX}${index}.part`));
    await Promise.all(names.map((name) => watch.begin(name)));
    expect(JSON.parse(await readFile(data, 'utf8'))).toEqual(names);
    await Promise.all(names.map((name) => watch.end(name)));
    await expect(readFile(data)).rejects.toThrow('ENOENT');
  });

  it('lets a file be saved where its own list cannot be written', async () => {
    const folder = await temporaryFolder();
    const watch = await openUnfinishedWrites(path.join(folder, 'missing', 'unfinished.json'));
    await writeAtomically(path.join(folder, 'a.png'), { content: 'whole' }, { signal, watch });
    expect(await readdir(folder)).toEqual(['a.png']);
  });
});
