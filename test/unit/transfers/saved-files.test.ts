import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSavedFiles, type SavedFrom } from '../../../electron/transfers/saved-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function scene() {
  const [place, folder] = [path.join(await temporaryFolder(), 'ledger'), await temporaryFolder()];
  const from: SavedFrom = {
    endpoint: '',
    bucket: 'b',
    key: 'a_512.jpg',
    picture: 'a',
    version: '1',
    folder,
    form: 'jpeg',
  };
  await writeFile(path.join(folder, 'a.jpg'), 'saved');
  return { place, folder, from, file: path.join(folder, 'a.jpg') };
}

describe('the ledger of saved files', () => {
  it('finds a file at once after it was noted, and after a new start', async () => {
    const { place, from } = await scene();
    const ledger = createSavedFiles(place);
    await ledger.note(from, 'a.jpg', 'a.jpg');
    expect(await ledger.find(from)).toBe('a.jpg');
    await ledger.close();
    const later = createSavedFiles(place);
    expect(await later.find(from)).toBe('a.jpg');
    await later.close();
  });

  it.each<[string, Partial<SavedFrom>]>([
    ['other bytes', { version: '2' }],
    ['another key', { key: 'b.jpg' }],
    ['another bucket', { bucket: 'c' }],
    ['another server', { endpoint: 'http://127.0.0.1' }],
    ['another form', { form: 'png' }],
  ])('tells it from %s', async (_, other) => {
    const { place, from } = await scene();
    const ledger = createSavedFiles(place);
    await ledger.note(from, 'a.jpg', 'a.jpg');
    expect(await ledger.find({ ...from, ...other })).toBeNull();
    await ledger.close();
  });

  it('knows whose file a name is, until somebody else writes it', async () => {
    const { place, from, file } = await scene();
    const ledger = createSavedFiles(place);
    await ledger.note(from, 'a.jpg', 'a.jpg');
    const other: SavedFrom = { ...from, key: 'b_512.jpg', picture: 'b' };
    expect(await ledger.isAnothers(from, 'a.jpg')).toBe(false);
    const otherwise: SavedFrom = { ...from, key: 'a_1024.jpg', version: '2', form: 'png' };
    expect(await ledger.fileOf(otherwise, 'a.jpg')).toBe('a.jpg');
    expect(await ledger.fileOf(otherwise, 'b.jpg')).toBeNull();
    expect(await ledger.isAnothers({ ...from, key: 'a_1024.jpg', form: 'png' }, 'a.jpg')).toBe(false);
    expect(await ledger.isAnothers(other, 'b.jpg')).toBe(false);
    expect(await ledger.isAnothers(other, 'a.jpg')).toBe(true);
    expect(await ledger.fileOf(other, 'a.jpg')).toBeNull();
    await ledger.close();
    const later = createSavedFiles(place);
    expect(await later.isAnothers(other, 'a.jpg')).toBe(true);
    await writeFile(file, 'by somebody else');
    expect(await later.isAnothers(other, 'a.jpg')).toBe(false);
    await later.close();
  });

  it('remembers a file of each folder that it was saved into', async () => {
    const { place, from } = await scene();
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'a (2).jpg'), 'saved');
    const ledger = createSavedFiles(place);
    await ledger.note(from, 'a.jpg', 'a.jpg');
    await ledger.note({ ...from, folder }, 'a (2).jpg', 'a (2).jpg');
    expect(await ledger.find(from)).toBe('a.jpg');
    expect(await ledger.find({ ...from, folder })).toBe('a (2).jpg');
    await ledger.close();
  });

  it('does not know a file that was written since, or is gone', async () => {
    const { place, from, file } = await scene();
    const ledger = createSavedFiles(place);
    await ledger.note(from, 'a.jpg', 'a.jpg');
    await utimes(file, 1, 1);
    expect(await ledger.find(from)).toBeNull();
    await ledger.note(from, 'a.jpg', 'a.jpg');
    await writeFile(file, 'longer than before');
    await utimes(file, 1, 1);
    expect(await ledger.find(from)).toBeNull();
    await rm(file);
    expect(await ledger.find(from)).toBeNull();
    await ledger.close();
  });

  it('forgets what was saved from one bucket, and of no other', async () => {
    const { place, from } = await scene();
    const ledger = createSavedFiles(place);
    const other = { ...from, bucket: 'c' };
    for (const one of [from, { ...from, key: 'b.jpg' }, other]) await ledger.note(one, 'a.jpg', 'a.jpg');
    await ledger.forget(from);
    await ledger.close();
    const later = createSavedFiles(place);
    expect(await later.find(from)).toBeNull();
    expect(await later.find({ ...from, key: 'b.jpg' })).toBeNull();
    expect(await later.find(other)).toBe('a.jpg');
    await later.close();
  });

  it('has nothing of what was forgotten in its file where nothing else is there, and works on', async () => {
    const { place, from } = await scene();
    const first = createSavedFiles(place);
    await first.note(from, 'a.jpg', 'a.jpg');
    await first.close();
    const ledger = createSavedFiles(place);
    await ledger.forget(from);
    expect(await readFile(path.join(place, 'data.mdb'), 'latin1')).not.toContain('a.jpg');
    await ledger.note(from, 'a.jpg', 'a.jpg');
    expect(await ledger.find(from)).toBe('a.jpg');
    await ledger.close();
  });

  it('writes nothing before it is asked', async () => {
    const { place } = await scene();
    const ledger = createSavedFiles(place);
    await ledger.forget({ endpoint: '', bucket: 'b' });
    await ledger.close();
    await expect(readdir(place)).rejects.toThrow('ENOENT');
  });

  it('knows nothing, and fails nobody, where it can be kept nowhere', async () => {
    const { from, file } = await scene();
    const ledger = createSavedFiles(path.join(file, 'below a file'));
    await ledger.note(from, 'a.jpg', 'a.jpg');
    expect(await ledger.find({ ...from, key: 'other' })).toBeNull();
    await ledger.close();
  });
});
