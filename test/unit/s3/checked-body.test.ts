import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../../../electron/s3/bucket-context.ts';
import { fixedCredentials } from '../../../electron/s3/bucket-credentials.ts';
import { collectChecked } from '../../../electron/s3/checked-body.ts';

const CONTENT = Buffer.from('the bytes of a picture');
const md5 = createHash('md5').update(CONTENT).digest('hex');

/** A body that is taken whole while a test sends it. */
function scene({ digest = md5, wanted = { from: 0, to: CONTENT.length }, isCancelled = false } = {}) {
  const controller = new AbortController();
  if (isCancelled) controller.abort();
  const context: RequestContext = {
    action: 'get',
    endpoint: 'x',
    bucket: 'b',
    key: 'photo',
    region: '',
    signal: controller.signal,
    credentials: fixedCredentials({ accessKeyId: '', secretAccessKey: '' }),
    observer: null,
    network: null,
  };
  const source = new PassThrough();
  const collected = collectChecked(source, { context, carried: CONTENT.length, md5: digest, wanted });
  collected.catch(() => undefined);
  return { source, controller, collected };
}

const damaged = { error: { code: 'transfer-damaged', key: 'photo' } };

describe('collectChecked', () => {
  it('gives all that is carried, or the wanted stretch of it', async () => {
    const whole = scene();
    whole.source.end(CONTENT);
    expect((await whole.collected).equals(CONTENT)).toBe(true);
    const part = scene({ wanted: { from: 4, to: 9 } });
    for (const byte of CONTENT) part.source.write(Buffer.of(byte));
    part.source.end();
    expect((await part.collected).toString()).toBe('bytes');
  });

  it.each<[string, Buffer, string]>([
    ['short', CONTENT.subarray(1), md5],
    ['long', Buffer.concat([CONTENT, CONTENT]), md5],
    ['other than its digest', CONTENT, md5.replace(/^./, 'x')],
  ])('case 27: refuses a body that is %s', async (_, body, digest) => {
    const { source, collected } = scene({ digest });
    source.end(body);
    await expect(collected).rejects.toMatchObject(damaged);
  });

  it('ends where its source ends without a word, and with what broke it', async () => {
    const silent = scene();
    silent.source.write(CONTENT.subarray(1));
    silent.source.destroy();
    await expect(silent.collected).rejects.toMatchObject(damaged);
    const broken = scene();
    broken.source.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    await expect(broken.collected).rejects.toMatchObject(damaged);
  });

  it('ends and frees the socket where it is cancelled, before or in the middle', async () => {
    for (const isCancelled of [true, false]) {
      const { source, controller, collected } = scene({ isCancelled });
      if (!isCancelled) source.write(CONTENT.subarray(1));
      controller.abort();
      await expect(collected).rejects.toMatchObject({ error: { code: 'cancelled' } });
      expect(source.destroyed).toBe(true);
    }
  });
});
