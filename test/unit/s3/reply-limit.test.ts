import type { ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createS3Account } from '../../../electron/s3/account.ts';
import { fixedCredentials } from '../../../electron/s3/bucket-credentials.ts';
import { MAX_REPLY_BYTES } from '../../../electron/s3/reply-limit.ts';
import { errorOf } from '../../support/failures.ts';
import { listenOnLoopback } from '../../support/loopback.ts';

const MEGABYTE = Buffer.alloc(1024 * 1024, 'a');

/** Sends as much as is taken, until nobody takes it. Answers how much that was. */
function sendForEver(reply: ServerResponse): { sent(): number; ended: Promise<void> } {
  let sent = 0;
  const send = (): void => {
    while (!reply.destroyed && reply.write(MEGABYTE)) sent += MEGABYTE.length;
  };
  reply.on('drain', send);
  send();
  return { sent: () => sent, ended: new Promise((resolve) => reply.once('close', resolve)) };
}

describe('a reply without end', () => {
  it.each([
    ['a list of buckets', 200, '<ListAllMyBucketsResult><Owner><ID>a</ID></Owner><Buckets><Bucket><Name>'],
    ['a refusal', 403, '<Error><Code>AccessDenied</Code><Message>'],
  ])('is cut before it fills the memory: %s', async (_, status, beginning) => {
    const sending: ReturnType<typeof sendForEver>[] = [];
    const { endpoint, stop } = await listenOnLoopback((_, reply) => {
      reply.writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': 'tx1' });
      reply.write(beginning);
      sending.push(sendForEver(reply));
    });
    onTestFinished(stop);
    const credentials = fixedCredentials({ accessKeyId: 'A', secretAccessKey: 'B' });
    const account = createS3Account({ region: 'us-east-1', endpoint, pathStyle: true, credentials });
    onTestFinished(account.close);
    const error = await errorOf(account.listBuckets({ signal: new AbortController().signal }));
    expect(error).toEqual({ code: 'not-s3', endpoint, detail: `more than ${MAX_REPLY_BYTES} bytes in one reply` });
    const [first] = sending;
    await first?.ended;
    expect(sending).toHaveLength(1);
    // What was on its way already comes on top.
    expect(first?.sent()).toBeLessThan(4 * MAX_REPLY_BYTES);
  });
});
