import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openNamesStore } from '../../../electron/catalogue/names-store.ts';
import { openThumbnailCache } from '../../../electron/images/thumbnail-cache.ts';
import { smallDisk } from '../../support/small-disk.ts';

// Without the check LMDB ends the process that runs this test.
it('case 30: a full disk leaves the names in memory and the cache empty, and ends nothing', async ({ skip }) => {
  const { folder: disk, missing } = await smallDisk();
  if (missing !== null) return skip(missing);
  await expect(writeFile(path.join(disk, 'full'), Buffer.alloc(4 * 1024 * 1024))).rejects.toThrow('ENOSPC');
  const names = openNamesStore(path.join(disk, 'names'));
  await names.saveImported(new Map([['u', { name: 'kept for now', extension: 'jpg' }]]));
  expect(names.imported('u')).toEqual({ name: 'kept for now', extension: 'jpg' });
  const cache = await openThumbnailCache(path.join(disk, 'thumbnails'), { maxBytes: 1024 });
  await cache.put('id', { content: Buffer.from('x'), contentType: 'image/webp', metadata: {} });
  expect(cache.get('id')).toBeNull();
  await Promise.all([names.close(), cache.close()]);
});
