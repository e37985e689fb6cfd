import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import { bytesOf } from '../support/bucket-content.ts';
import { EMBEDDED_KEYS, EMBEDDED_REGION, TEST_PACE } from '../support/embedded-server.ts';
import { listenOnLoopback } from '../support/loopback.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { signal } = new AbortController();
const LENGTH = 300_000;
const CUT_AT = 70_000;

/** As multipart uploads have them: no digest of the content, so that nothing but the ETag tells two objects apart. */
const before = { etag: '"11111111111111111111111111111111-2"', content: bytesOf(LENGTH) };
const after = { etag: '"22222222222222222222222222222222-2"', content: Buffer.alloc(LENGTH, 7) };

/** A server that knows ranges and no conditions; its object is replaced while the first reply is under way, which breaks off. */
function replacing(): (request: IncomingMessage, response: ServerResponse) => void {
  let replies = 0;
  return ({ headers }, response) => {
    replies += 1;
    const { etag, content } = replies === 1 ? before : after;
    const from = Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
    const part = { 'content-range': `bytes ${from}-${LENGTH - 1}/${LENGTH}` };
    response.writeHead(from > 0 ? 206 : 200, {
      etag,
      'content-length': LENGTH - from,
      'x-amz-request-id': 'tx0001',
      ...(from > 0 ? part : {}),
    });
    if (replies > 1) response.end(content.subarray(from));
    else response.write(content.subarray(0, CUT_AT), () => response.destroy());
  };
}

it('case 26: an object that is replaced is never spliced, also where the server ignores If-Match', async () => {
  const { endpoint, stop } = await listenOnLoopback(replacing());
  const bucket = createS3Bucket({
    name: 'photos',
    prefix: '',
    region: EMBEDDED_REGION,
    endpoint,
    pathStyle: true,
    credentials: fixedCredentials(EMBEDDED_KEYS),
    pace: TEST_PACE,
  });
  onTestFinished(async () => {
    bucket.close();
    await stop();
  });
  const file = path.join(await temporaryFolder(), 'photo');
  await bucket.getFile('photo', file, { signal });
  expect((await readFile(file)).equals(after.content)).toBe(true);
});
