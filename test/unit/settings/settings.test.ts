import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSettings } from '../../../electron/settings/settings.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const system = { systemLanguage: 'ko', platform: 'linux' } as const;
const defaults = {
  language: 'system',
  theme: 'system',
  cellSize: 164,
  sort: 'newest',
  dragOutAs: 'as-stored',
  ...system,
};

describe('openSettings', () => {
  it('starts with defaults where there is no file', async () => {
    const store = await openSettings(path.join(await temporaryFolder(), 'deep', 'settings.json'), system);
    expect(store.get()).toEqual(defaults);
  });

  it('remembers what was chosen, and never what the system says', async () => {
    const file = path.join(await temporaryFolder(), 'deep', 'settings.json');
    const store = await openSettings(file, system);
    expect(await store.patch({ language: 'en', cellSize: 220 })).toEqual({
      ...defaults,
      language: 'en',
      cellSize: 220,
    });
    const reopened = await openSettings(file, { systemLanguage: 'en', platform: 'darwin' });
    expect(reopened.get()).toEqual({
      ...defaults,
      language: 'en',
      cellSize: 220,
      systemLanguage: 'en',
      platform: 'darwin',
    });
    expect(Object.keys(JSON.parse(await readFile(file, 'utf8')))).toEqual([
      'language',
      'theme',
      'cellSize',
      'sort',
      'dragOutAs',
    ]);
  });

  it('keeps the last of several choices made at once', async () => {
    const file = path.join(await temporaryFolder(), 'settings.json');
    const store = await openSettings(file, system);
    await Promise.all([store.patch({ theme: 'dark' }), store.patch({ theme: 'light' }), store.patch({ sort: 'name' })]);
    expect((await openSettings(file, system)).get()).toEqual({ ...defaults, theme: 'light', sort: 'name' });
  });

  it('falls back to defaults for a damaged file, value by value for one that is only strange', async () => {
    const file = path.join(await temporaryFolder(), 'settings.json');
    for (const damaged of ['', '{"theme": "da', 'null', '[1]', '"text"']) {
      await writeFile(file, damaged);
      expect((await openSettings(file, system)).get()).toEqual(defaults);
    }
    await writeFile(file, '{"theme":"dark","cellSize":9999,"language":7,"later":true}');
    expect((await openSettings(file, system)).get()).toEqual({ ...defaults, theme: 'dark' });
  });

  it('holds a choice for this run where it cannot be written, and says so', async () => {
    const file = path.join(await temporaryFolder(), 'settings.json');
    await mkdir(file);
    const store = await openSettings(file, system);
    await expect(store.patch({ theme: 'dark' })).rejects.toMatchObject({ error: { code: 'not-writable' } });
    expect(store.get().theme).toBe('dark');
  });
});
