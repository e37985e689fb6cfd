import { describe, expect, it } from 'vitest';
import { createGiveWay } from '../../../electron/transfers/give-way.ts';
import { createPlainPipeline } from '../../support/plain-pipeline.ts';
import { createGate, createScriptedBucket } from '../../support/scripted-bucket.ts';

const { signal } = new AbortController();

/** More than a test takes. */
const NEVER_MS = 2 ** 30;

function scene(stepMs = NEVER_MS) {
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
  return { bucket, giveWay: createGiveWay(bucket, { stepMs }) };
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

  it('waits for what the image host makes to be looked at, too', async () => {
    const { giveWay } = scene();
    const gate = createGate();
    const pipeline = createPlainPipeline();
    const host = giveWay.host({
      ...pipeline,
      async thumbnail() {
        await gate.passed;
        return { content: Buffer.alloc(0), thumbhash: '' };
      },
    });
    const made = host.thumbnail('a.jpg', { signal });
    let isClear = false;
    const clear = giveWay.clear(signal).then(() => {
      isClear = true;
    });
    await Promise.resolve();
    expect(isClear).toBe(false);
    gate.open();
    await Promise.all([made, clear]);
  });
});

describe('work that a person waits for too', () => {
  /** A picture that is under way until the gate opens. */
  function looking(stepMs?: number) {
    const { bucket, giveWay } = scene(stepMs);
    const gate = createGate();
    bucket.before = () => gate.passed;
    const picture = giveWay.pictures.getBytes('a.webp', { signal, maxBytes: 100 });
    return { giveWay, gate, picture };
  }

  it('goes on at once where nobody waits for a picture', async () => {
    const { giveWay } = scene();
    await Promise.all([giveWay.step(signal), giveWay.step(signal)]);
  });

  it('goes on all together as soon as the pictures are here', async () => {
    const { giveWay, gate, picture } = looking();
    const gone: number[] = [];
    const steps = [0, 1, 2].map((n) => giveWay.step(signal).then(() => gone.push(n)));
    await Promise.resolve();
    expect(gone).toEqual([]);
    gate.open();
    await Promise.all([picture, ...steps]);
    expect(gone).toEqual([0, 1, 2]);
  });

  it('goes on step by step where they never are', async () => {
    const { giveWay, gate, picture } = looking(1);
    const gone: number[] = [];
    const steps = [0, 1, 2].map((n) => giveWay.step(signal).then(() => gone.push(n)));
    await steps[0];
    expect(gone).toEqual([0]);
    await Promise.all(steps);
    expect(gone).toEqual([0, 1, 2]);
    gate.open();
    await picture;
  });

  it('stops waiting at once when it is cancelled, and holds up nobody behind it', async () => {
    const { giveWay, gate, picture } = looking();
    const cancelled = new AbortController();
    const [first, second] = [giveWay.step(cancelled.signal), giveWay.step(cancelled.signal)];
    const other = giveWay.step(signal);
    cancelled.abort();
    await expect(first).rejects.toThrow();
    await expect(second).rejects.toThrow();
    gate.open();
    await Promise.all([picture, other]);
  });
});
