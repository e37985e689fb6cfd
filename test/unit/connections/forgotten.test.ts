import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { clearForgotten, type KeptElsewhere } from '../../../electron/connections/forgotten.ts';
import { type IndexPlace, localIndex } from '../../../electron/connections/local-index.ts';
import { openSavedConnections, type SavedConnections } from '../../../electron/connections/saved-connections.ts';
import type { BucketConnection } from '../../../shared/connection.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const connection = (changes: Partial<BucketConnection> = {}): BucketConnection => ({
  kind: 'bucket',
  source: { kind: 'profile', profile: 'default' },
  preset: 'other',
  bucket: 'photos',
  prefix: '',
  region: '',
  endpoint: 'http://127.0.0.1:9',
  pathStyle: true,
  ...changes,
});

const placeOf = ({ source, endpoint, bucket: name, prefix }: BucketConnection): IndexPlace => ({
  source,
  endpoint,
  name,
  prefix,
});

describe('what a person asks to forget', () => {
  let saved: SavedConnections;
  let indexFolder: string;
  const elsewhere = { forgetFolder: vi.fn(), forgetBucket: vi.fn(), forgetServer: vi.fn() };

  beforeEach(async () => {
    const folder = await temporaryFolder();
    indexFolder = path.join(folder, 'names');
    saved = openSavedConnections(path.join(folder, 'connections.json'));
    for (const forget of Object.values(elsewhere)) forget.mockReset();
  });

  /** A connection that was open before: its index lies in the folder. */
  async function remembered(changes: Partial<BucketConnection> = {}): Promise<{ savedId: string; index: string[] }> {
    const opened = connection(changes);
    const { savedId } = await saved.add(opened, 'default');
    const { namesPath, snapshot } = localIndex(indexFolder, placeOf(opened));
    for (const folder of [namesPath, `${namesPath}.damaged`]) {
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, 'data.mdb'), '');
    }
    await writeFile(snapshot.file, '');
    return { savedId, index: [namesPath, `${namesPath}.damaged`, snapshot.file].map((file) => path.basename(file)) };
  }
  const clear = (options: { open?: IndexPlace; elsewhere?: KeptElsewhere; onFailure?: () => void } = {}) =>
    clearForgotten({ saved, indexFolder, elsewhere, open: null, onFailure: fail, ...options });
  const fail = (reason: unknown): never => {
    throw reason;
  };
  const files = async (): Promise<string[]> => (await readdir(indexFolder)).sort();

  it('is gone from this computer: its catalogue, its names, and what is kept of it elsewhere', async () => {
    const { savedId } = await remembered({ prefix: 'site/' });
    await saved.forget(savedId, 'remove');
    await clear();
    expect(await files()).toEqual([]);
    const place = placeOf(connection({ prefix: 'site/' }));
    expect(elsewhere.forgetFolder).toHaveBeenCalledExactlyOnceWith(place);
    expect(elsewhere.forgetBucket).toHaveBeenCalledExactlyOnceWith(place);
    expect(elsewhere.forgetServer).toHaveBeenCalledExactlyOnceWith('http://127.0.0.1:9');
    expect(await saved.forgotten()).toEqual([]);
  });

  it('is nothing of a connection that stays', async () => {
    const kept = await remembered({ bucket: 'kept' });
    const { savedId } = await remembered();
    await saved.forget(savedId, 'remove');
    await clear();
    expect(await files()).toEqual(kept.index.sort());
    expect(elsewhere.forgetBucket).toHaveBeenCalledExactlyOnceWith(placeOf(connection()));
    expect(elsewhere.forgetServer).not.toHaveBeenCalled();
  });

  it('is no more than its own catalogue and uploads where another prefix of the bucket stays', async () => {
    const kept = await remembered();
    const { savedId } = await remembered({ prefix: 'site/' });
    await saved.forget(savedId, 'remove');
    await clear();
    expect(await files()).toEqual(kept.index.sort());
    expect(elsewhere.forgetFolder).toHaveBeenCalledTimes(1);
    expect(elsewhere.forgetBucket).not.toHaveBeenCalled();
  });

  it('is no upload of another connection to the same place', async () => {
    const kept = await remembered({ source: { kind: 'environment' } });
    const { savedId } = await remembered();
    await saved.forget(savedId, 'remove');
    await clear();
    expect(await files()).toEqual(kept.index.sort());
    expect(elsewhere.forgetFolder).not.toHaveBeenCalled();
  });

  it('stays while its bucket is open, also under another prefix, and goes after that', async () => {
    const { savedId, index } = await remembered();
    await saved.forget(savedId, 'remove');
    await clear({ open: placeOf(connection({ prefix: 'site/' })) });
    expect(await files()).toEqual(index.sort());
    await clear();
    expect(await files()).toEqual([]);
  });

  it('is kept after all where the connection is opened again before that', async () => {
    const { savedId, index } = await remembered();
    await saved.forget(savedId, 'remove');
    await saved.add(connection(), 'default');
    await clear();
    expect(await files()).toEqual(index.sort());
    expect(elsewhere.forgetFolder).not.toHaveBeenCalled();
  });

  it('is looked for where the bucket was, if only the keys’ source knew its server', async () => {
    const asked = connection({ endpoint: '' });
    const at = placeOf(connection());
    const { savedId } = await saved.add(asked, 'default', at);
    await saved.forget(savedId, 'remove');
    await clear();
    expect(elsewhere.forgetBucket).toHaveBeenCalledExactlyOnceWith(at);
  });

  it('is tried again, in a later run too, where it cannot be removed', async () => {
    const { savedId } = await remembered();
    await saved.forget(savedId, 'remove');
    const onFailure = vi.fn();
    elsewhere.forgetBucket.mockRejectedValueOnce(new Error('the disk said no'));
    await clear({ onFailure });
    expect(onFailure).toHaveBeenCalledTimes(1);
    expect(await saved.list()).toEqual([]);
    saved = openSavedConnections(path.join(path.dirname(indexFolder), 'connections.json'));
    await clear();
    expect(elsewhere.forgetBucket).toHaveBeenCalledTimes(2);
    expect(await saved.forgotten()).toEqual([]);
  });
});
