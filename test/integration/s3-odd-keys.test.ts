import { beforeAll, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { listKeys, putText, readText } from '../support/bucket-content.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { newBucket, serverKinds } from '../support/s3-servers.ts';

const { signal } = new AbortController();

const oddKeys = [
  'with space/and  two.png',
  'plus+sign/a+b.webp',
  'percent%/100%25.webp',
  'emoji/😀👩‍👩‍👧.webp',
  '한국어/사진 1.jpg',
  'double//slash.webp',
  'no-extension',
  'quote"\'&<>.webp',
  'question?mark=1&b#hash;c.webp',
  'brackets[1](2){3}!*~@$,:.webp',
  `${'k'.repeat(1_019)}.webp`,
  `${'가'.repeat(339)}.webp`,
  'ends/with/',
];

describe.each(serverKinds)('keys of another application in $label', ({ missing, start }) => {
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

    it.each(oddKeys.map((key) => [key.slice(0, 40), key]))(
      'case 47: %s is listed, read and deleted as what it is',
      async (_, key) => {
        await putText(bucket, key, `content of ${key}`);
        expect(await listKeys(bucket)).toEqual([key]);
        expect(await readText(bucket, key)).toBe(`content of ${key}`);
        expect(await bucket.deleteKeys([key], { signal })).toEqual({ deleted: [key], failed: [] });
        expect(await listKeys(bucket)).toEqual([]);
      },
    );
  });
});
