import { describe, expect, it } from 'vitest';
import { createGiveWay } from '../../../electron/transfers/give-way.ts';
import { createGate, createScriptedBucket } from '../../support/scripted-bucket.ts';

const { signal } = new AbortController();

function scene() {
  const bucket = createScriptedBucket();
  const content = Buffer.from('12345');
  bucket.objects.set('a.webp', {
    content,
    contentType: 'image/webp',
    cacheControl: undefined,
    acl: undefined,
    metadata: {},
    modified: 1,
  });
  return { bucket, giveWay: createGiveWay(bucket) };
}

describe('work of the background', () => {
  it('goes on at once where nobody waits for a picture', async () => {
    await scene().giveWay.clear(signal);
  });

  it('waits for all pictures that are under way, also where one fails', async () => {
    const { bucket, giveWay } = scene();
    const gate = createGate();
    bucket.before = () => gate.passed;
    const pictures = [
      giveWay.pictures.getBytes('a.webp', { signal, maxBytes: 100 }),
      giveWay.pictures.head('gone.webp', { signal }).catch(() => 'failed'),
    ];
    let isClear = false;
    const clear = giveWay.clear(signal).then(() => {
      isClear = true;
    });
    await Promise.resolve();
    expect(isClear).toBe(false);
    gate.open();
    await clear;
    expect(await pictures[1]).toBe('failed');
  });

  it('stops waiting when it is cancelled', async () => {
    const { bucket, giveWay } = scene();
    const gate = createGate();
    bucket.before = () => gate.passed;
    const picture = giveWay.pictures.getBytes('a.webp', { signal, maxBytes: 100 });
    const cancelled = new AbortController();
    const clear = giveWay.clear(cancelled.signal);
    cancelled.abort();
    await expect(clear).rejects.toMatchObject({ error: { code: 'cancelled' } });
    gate.open();
    await picture;
  });
});
