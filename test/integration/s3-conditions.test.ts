import { beforeAll, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { listKeys, putText, readText } from '../support/bucket-content.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { newBucket, rgwLabel, rgwMissing, runningRgw } from '../support/s3-servers.ts';

const { signal } = new AbortController();

describe.skipIf(rgwMissing !== null)(`what only a server with conditional writes shows: ${rgwLabel}`, () => {
  let server: TestServer;
  let bucket: Bucket;

  beforeAll(async () => {
    server = runningRgw();
    bucket = server.openBucket(await newBucket(server));
    return async () => {
      bucket.close();
      await server.stop();
    };
  });

  it('case 37: two clients write one key, one wins and the other is told', async () => {
    const write = (content: string) =>
      bucket.put('one', Buffer.from(content), { contentType: 'a/b', onlyNew: true, signal });
    await write('first');
    expect(await errorOf(write('second'))).toEqual({ code: 'already-exists', key: 'one' });
    expect(await readText(bucket, 'one')).toBe('first');
  });

  it('case 26: an object that was replaced is told from the one that was asked for', async () => {
    const { etag } = await putText(bucket, 'replaced', 'first');
    await putText(bucket, 'replaced', 'second');
    expect(await errorOf(bucket.get('replaced', { signal, ifMatch: etag }))).toEqual({
      code: 'object-changed',
      key: 'replaced',
    });
  });

  it('deletes a key that XML cannot carry', async () => {
    const key = 'control/\u0001.webp';
    await putText(bucket, key);
    expect(await listKeys(bucket, { prefix: 'control/' })).toEqual([key]);
    expect(await bucket.deleteKeys([key], { signal })).toEqual({ deleted: [key], failed: [] });
    expect(await listKeys(bucket, { prefix: 'control/' })).toEqual([]);
  });
});
