import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { PutOptions } from '../../../electron/s3/bucket.ts';
import { repairGroup } from '../../../electron/transfers/repair-group.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { createPlainCatalogue } from '../../support/plain-catalogue.ts';
import { createPlainPipeline } from '../../support/plain-pipeline.ts';
import { createScriptedBucket } from '../../support/scripted-bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { signal } = new AbortController();
const keyOf = (size: string): string => `post/f06bb30d-c640-41bc-b287-000000000000_${size}.webp`;

/** An incomplete group of these sizes; the catalogue lists the widest first. */
async function scene(sizes: readonly string[]) {
  const bucket = createScriptedBucket();
  const plain = createPlainCatalogue();
  for (const size of sizes) {
    const content = Buffer.from('picture 1100x700');
    const object = { content, contentType: 'image/webp', cacheControl: undefined, acl: undefined, modified: 1 };
    bucket.objects.set(keyOf(size), { ...object, metadata: { name: 'a' } });
    await plain.addObjects([{ key: keyOf(size), bytes: content.length, modified: 1, etag: '' }]);
  }
  const options: PutOptions[] = [];
  const { put } = bucket;
  bucket.put = (key, body, how) => {
    options.push(how);
    return put(key, body, how);
  };
  const catalogue: typeof plain = {
    ...plain,
    group: async (groupId) => ({ ...(await plain.group(groupId)), album: 'post/', state: 'incomplete' }),
  };
  const tempFolder = await temporaryFolder();
  const spared: string[][] = [];
  const spare = async (stems: readonly string[]): Promise<void> => {
    spared.push([...stems, ...bucket.log.filter((line) => line.startsWith('put '))]);
  };
  const parts = { bucket, catalogue, pipeline: createPlainPipeline(), tempFolder, spare };
  const log = (method: string): string[] => bucket.log.filter((line) => line.startsWith(`${method} `));
  return {
    bucket,
    catalogue,
    options,
    spared,
    tempFolder,
    log,
    repair: () => repairGroup(parts, 0, { begun: new Set(), signal }),
  };
}

describe('case 36: repairing a group', () => {
  it('puts what is missing and nothing else, the thumbnail last, and never over what is there', async () => {
    const { bucket, options, tempFolder, log, repair } = await scene(['1024']);
    expect(await repair()).toBe('repaired');
    expect(log('put')).toEqual([`put ${keyOf('512')}`, `put ${keyOf('thumbnail')}`]);
    expect(options.map(({ onlyNew, metadata }) => [onlyNew, metadata])).toEqual(
      Array.from({ length: 2 }, () => [true, { name: 'a' }]),
    );
    expect(bucket.objects.get(keyOf('1024'))?.content.toString()).toBe('picture 1100x700');
    expect(await readdir(tempFolder)).toEqual([]);
  });

  it('is of what no upload takes back any more, before anything of it is put', async () => {
    const { spared, repair } = await scene(['1024']);
    expect(await repair()).toBe('repaired');
    expect(spared).toEqual([[keyOf('512').replace('_512.webp', '')]]);
  });

  it('case 37: leaves what another put meanwhile, and goes on with the rest', async () => {
    const { bucket, catalogue, repair } = await scene(['1024']);
    bucket.before = ({ method, key }) => {
      const other = bucket.objects.get(keyOf('1024'));
      if (method === 'put' && key === keyOf('512') && other !== undefined)
        bucket.objects.set(key, { ...other, content: Buffer.from('of another') });
    };
    expect(await repair()).toBe('repaired');
    expect(bucket.objects.get(keyOf('512'))?.content.toString()).toBe('of another');
    expect(bucket.objects.has(keyOf('thumbnail'))).toBe(true);
    expect(catalogue.objects.get(keyOf('512'))?.bytes).toBe('of another'.length);
  });

  it('shows nothing as whole that was deleted meanwhile, or is about to be', async () => {
    const deleted = await scene(['1024', '512']);
    const { getFile } = deleted.bucket;
    deleted.bucket.getFile = async (...asked) => {
      const head = await getFile(...asked);
      for (const size of ['1024', '512']) deleted.bucket.objects.delete(keyOf(size));
      return head;
    };
    await expect(deleted.repair()).rejects.toMatchObject({ error: { code: 'key-vanished' } });
    expect(deleted.bucket.objects.has(keyOf('thumbnail'))).toBe(false);

    const hidden = await scene(['1024']);
    hidden.bucket.before = ({ method }) => {
      if (method !== 'put') return;
      hidden.catalogue.group = () => Promise.reject(new AppFailure({ code: 'unknown-group' }));
    };
    await expect(hidden.repair()).rejects.toMatchObject({ error: { code: 'unknown-group' } });
    expect(hidden.bucket.objects.has(keyOf('thumbnail'))).toBe(false);
  });

  it('goes on without a width that was found to be gone', async () => {
    const { bucket, repair } = await scene(['1024', '512']);
    bucket.objects.delete(keyOf('1024'));
    expect(await repair()).toBe('repaired');
    expect(bucket.objects.has(keyOf('thumbnail'))).toBe(true);
  });

  it('does not go through all its objects where it is the server that fails', async () => {
    const { bucket, log, repair } = await scene(['1024', '512']);
    bucket.before = ({ method }) => {
      if (method === 'get') throw new AppFailure({ code: 'unreachable', endpoint: '', detail: '' });
    };
    await expect(repair()).rejects.toMatchObject({ error: { code: 'unreachable' } });
    expect(log('get')).toHaveLength(1);
    expect(log('put')).toEqual([]);
  });
});
