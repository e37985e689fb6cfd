import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ForeignReply } from '../../../electron/s3/foreign-reply.ts';
import { MAX_REPLY_BYTES } from '../../../electron/s3/reply-limit.ts';
import { collectBody, isStreamedReply } from '../../../electron/s3/streamed-reply.ts';

describe('a reply that is read whole', () => {
  it('is all its pieces, also where there are none', async () => {
    expect(await collectBody(Readable.from([Buffer.from('a'), Buffer.from('bc')]))).toEqual(Buffer.from('abc'));
    expect(await collectBody(Readable.from([]))).toEqual(Buffer.alloc(0));
  });

  it('is refused, and not read further, once it takes more memory than any such reply', async () => {
    const body = Readable.from([Buffer.alloc(MAX_REPLY_BYTES), Buffer.alloc(1), Buffer.alloc(1)]);
    const refusal = new ForeignReply(`more than ${MAX_REPLY_BYTES} bytes in one reply`);
    await expect(collectBody(body)).rejects.toThrow(refusal);
    expect(body.destroyed).toBe(true);
  });

  it('fails as its stream fails, and as a connection that is gone where it breaks off', async () => {
    const failing = new PassThrough();
    const failed = collectBody(failing);
    failing.destroy(new Error('timed out'));
    await expect(failed).rejects.toThrow('timed out');
    const broken = new PassThrough();
    const broke = collectBody(broken);
    broken.emit('aborted');
    await expect(broke).rejects.toMatchObject({ code: 'ECONNRESET', message: 'the reply broke off' });
  });

  it.each([
    ['one with a stream', { statusCode: 200, headers: {}, body: new PassThrough() }, true],
    ['one that was read', { statusCode: 200, headers: {}, body: Buffer.alloc(1) }, false],
    ['one without a body', { statusCode: 204, headers: {} }, false],
    ['nothing', null, false],
  ])('is told from others: %s', (_, reply, streamed) => {
    expect(isStreamedReply(reply)).toBe(streamed);
  });
});
