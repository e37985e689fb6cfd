import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  MAX_SAVED,
  openSavedConnections,
  type SavedConnections,
} from '../../../electron/connections/saved-connections.ts';
import type { BucketConnection } from '../../../shared/connection.ts';
import { errorOf } from '../../support/failures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const connection = (changes: Partial<BucketConnection> = {}): BucketConnection => ({
  kind: 'bucket',
  source: { kind: 'profile', profile: 'default' },
  preset: 'other',
  bucket: 'photos',
  prefix: '',
  region: 'us-east-1',
  endpoint: '',
  pathStyle: false,
  ...changes,
});

describe('saved connections', () => {
  let file: string;
  let saved: SavedConnections;

  beforeEach(async () => {
    file = path.join(await temporaryFolder(), 'settings', 'connections.json');
    saved = openSavedConnections(file);
  });

  const buckets = async () => (await saved.list()).map(({ bucket }) => bucket);

  it('are none at first', async () => {
    expect(await saved.list()).toEqual([]);
    expect(await saved.last()).toBeNull();
  });

  it('are kept for the next start, newest first', async () => {
    await saved.add(connection({ bucket: 'one' }), 'default');
    await saved.add(connection({ bucket: 'two' }), 'default');
    saved = openSavedConnections(file);
    expect(await buckets()).toEqual(['two', 'one']);
    expect(await saved.last()).toMatchObject(connection({ bucket: 'two' }));
  });

  it('are not reopened after the person closed the last one, until one is opened again', async () => {
    await saved.add(connection({ bucket: 'one' }), 'default');
    await saved.leave();
    saved = openSavedConnections(file);
    expect(await saved.last()).toBeNull();
    expect(await buckets()).toEqual(['one']);
    await saved.add(connection({ bucket: 'one' }), 'default');
    expect(await saved.last()).toMatchObject({ bucket: 'one' });
  });

  it('do not reopen an older one in place of one that was forgotten', async () => {
    await saved.add(connection({ bucket: 'one' }), 'default');
    const { savedId } = await saved.add(connection({ bucket: 'two' }), 'default');
    await saved.forget(savedId, 'remove');
    expect(await saved.last()).toBeNull();
    expect(await buckets()).toEqual(['one']);
  });

  it('hold one place once, with what was chosen last', async () => {
    const { savedId } = await saved.add(connection({ bucket: 'one' }), 'default');
    await saved.add(connection({ bucket: 'two' }), 'default');
    await saved.add(connection({ bucket: 'one', region: 'eu-west-1', pathStyle: true }), 'default');
    expect(await buckets()).toEqual(['one', 'two']);
    expect(await saved.last()).toEqual({
      ...connection({ bucket: 'one', region: 'eu-west-1', pathStyle: true }),
      label: 'default',
      savedId,
    });
  });

  it('tell places apart by source, bucket, prefix and endpoint', async () => {
    await saved.add(connection(), 'default');
    const others: Partial<BucketConnection>[] = [
      { source: { kind: 'profile', profile: 'p' } },
      { source: { kind: 'environment' } },
      { source: { kind: 'keys', keysId: 'k' } },
      { bucket: 'other' },
      { prefix: 'a/' },
      { endpoint: 'http://localhost:1' },
    ];
    for (const other of others) await saved.add(connection(other), 'default');
    const ids = (await saved.list()).map(({ savedId }) => savedId);
    expect(new Set(ids).size).toBe(7);
    expect(ids.every((id) => /^[\w-]{1,64}$/.test(id))).toBe(true);
  });

  it('keep no more than a menu shows, and drop the oldest', async () => {
    for (let i = 0; i <= MAX_SAVED; i++) await saved.add(connection({ bucket: `bucket-${i}` }), 'default');
    const kept = await buckets();
    expect(kept).toHaveLength(MAX_SAVED);
    expect(kept[0]).toBe(`bucket-${MAX_SAVED}`);
    expect(kept).not.toContain('bucket-0');
  });

  it('lose none when several are added at once', async () => {
    await Promise.all(['a-1', 'b-1', 'c-1'].map((bucket) => saved.add(connection({ bucket }), 'default')));
    expect((await buckets()).sort()).toEqual(['a-1', 'b-1', 'c-1']);
  });

  it('can be forgotten, also one that is not there', async () => {
    const { savedId } = await saved.add(connection(), 'default');
    await saved.forget('unknown', 'remove');
    expect(await buckets()).toEqual(['photos']);
    await saved.forget(savedId, 'remove');
    expect(await saved.list()).toEqual([]);
    expect(await saved.forgotten()).toMatchObject([{ name: 'photos' }]);
  });

  it('leave what is kept of one that was only mended', async () => {
    const { savedId } = await saved.add(connection(), 'default');
    await saved.forget(savedId, 'keep');
    expect(await saved.list()).toEqual([]);
    expect(await saved.forgotten()).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['half a file', '{"version":1,"connections":[{"kind":"prof'],
    ['another version', '{"version":99,"connections":[{}]}'],
    ['something else', '[1,2,3]'],
    ['null', 'null'],
  ])('count as none where the file holds %s, and can be added to again', async (_, text) => {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    expect(await saved.list()).toEqual([]);
    await saved.add(connection(), 'default');
    expect(await buckets()).toEqual(['photos']);
  });

  it('lose only the entry that is damaged', async () => {
    await mkdir(path.dirname(file), { recursive: true });
    const whole = { ...connection(), label: 'default' };
    const entries = [whole, { ...whole, bucket: 7 }, { ...whole, secret: 'x' }, null];
    await writeFile(file, JSON.stringify({ version: 2, connections: entries }));
    expect(await buckets()).toEqual(['photos']);
  });

  it('are written as JSON that names no key', async () => {
    await saved.add(connection(), 'default');
    const written = JSON.parse(await readFile(file, 'utf8'));
    expect(written).toEqual({ version: 2, connections: [{ ...connection(), label: 'default' }], reopen: true });
  });

  it('are taken over from the first version of the file, which knew profiles only', async () => {
    await mkdir(path.dirname(file), { recursive: true });
    const place = { bucket: 'photos', prefix: 'a/', region: 'eu-west-1', endpoint: '', pathStyle: false };
    const first = { kind: 'profile', profile: 'work', ...place };
    const second = { kind: 'profile', profile: '', ...place, endpoint: 'http://localhost:1' };
    await writeFile(file, JSON.stringify({ version: 1, connections: [first, second], reopen: true }));
    expect(await saved.list()).toMatchObject([
      { ...place, kind: 'bucket', source: { kind: 'profile', profile: 'work' }, preset: 'amazon', label: 'work' },
      { source: { kind: 'profile', profile: 'default' }, preset: 'other', endpoint: 'http://localhost:1' },
    ]);
    expect(await saved.last()).toMatchObject({ bucket: 'photos', label: 'work' });
  });

  it('say that the file cannot be written, and go on', async () => {
    const blocker = path.dirname(file);
    await writeFile(blocker, 'a file where the folder should be');
    await chmod(blocker, 0o600);
    expect(await errorOf(saved.add(connection(), 'default'))).toEqual({ code: 'not-writable', path: file });
    expect(await saved.list()).toEqual([]);
  });
});
