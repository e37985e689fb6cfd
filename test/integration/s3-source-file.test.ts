import { appendFileSync, closeSync, openSync, truncateSync, utimesSync, writeSync } from 'node:fs';
import { unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { bytesOf, listKeys, MEGABYTE } from '../support/bucket-content.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { newBucket, serverKinds } from '../support/s3-servers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { signal } = new AbortController();
const CONTENT = bytesOf(2 * MEGABYTE);

/** Ways in which another program changes a file while it is read. */
const changes: [string, (file: string) => void][] = [
  ['shrinks', (file) => truncateSync(file, MEGABYTE)],
  ['grows', (file) => appendFileSync(file, 'more')],
  ['is written over in place', overwriteLastByte],
  ['is touched', (file) => utimesSync(file, new Date(0), new Date(0))],
];

function overwriteLastByte(file: string): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.from([0]), 0, 1, CONTENT.length - 1);
  closeSync(handle);
  // The clock of some file systems is too coarse to tell one write from the next.
  utimesSync(file, new Date(), new Date(Date.now() + 1_000));
}

describe.each(serverKinds)('a file that is sent to $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    let bucket: Bucket;

    beforeAll(async () => {
      server = await start();
      bucket = server.openBucket(await newBucket(server));
      return async () => {
        bucket.close();
        await server.stop();
      };
    });

    it.each(changes)('case 35: when it %s meanwhile, that is detected and nothing is published', async (_, change) => {
      const file = path.join(await temporaryFolder(), 'source');
      await writeFile(file, CONTENT);
      let changed = false;
      const onSent = () => {
        if (!changed) change(file);
        changed = true;
      };
      // What was sent is told after the first chunk has left: the change comes in the middle of the file.
      const put = bucket.put('k', { path: file, bytes: CONTENT.length }, { contentType: 'a/b', signal, onSent });
      expect(await errorOf(put)).toEqual({ code: 'file-changed', path: file });
      expect(changed).toBe(true);
      expect(await listKeys(bucket)).toEqual([]);
    });

    it('case 35: when it has another length than was said, nothing is sent', async () => {
      const file = path.join(await temporaryFolder(), 'source');
      await writeFile(file, 'four');
      const put = bucket.put('k', { path: file, bytes: 5 }, { contentType: 'a/b', signal });
      expect(await errorOf(put)).toEqual({ code: 'file-changed', path: file });
      expect(await listKeys(bucket)).toEqual([]);
    });

    it('is told to be missing where it is gone', async () => {
      const file = path.join(await temporaryFolder(), 'source');
      await writeFile(file, 'x');
      await unlink(file);
      const put = bucket.put('k', { path: file, bytes: 1 }, { contentType: 'a/b', signal });
      expect(await errorOf(put)).toEqual({ code: 'file-not-found', path: file });
    });

    it('is told to be unreadable where it is a folder', async () => {
      const folder = await temporaryFolder();
      const put = bucket.put('k', { path: folder, bytes: 1 }, { contentType: 'a/b', signal });
      expect((await errorOf(put)).code).toMatch(/^(not-readable|file-changed)$/);
      expect(await listKeys(bucket)).toEqual([]);
    });

    it('leaves nothing behind when it is cancelled in the middle', async () => {
      const file = path.join(await temporaryFolder(), 'source');
      await writeFile(file, CONTENT);
      const controller = new AbortController();
      const put = bucket.put(
        'k',
        { path: file, bytes: CONTENT.length },
        { contentType: 'a/b', signal: controller.signal, onSent: () => controller.abort() },
      );
      expect(await errorOf(put)).toEqual({ code: 'cancelled' });
      expect(await listKeys(bucket)).toEqual([]);
    });
  });
});
