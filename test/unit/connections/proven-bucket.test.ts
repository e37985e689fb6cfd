import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { proveBucket } from '../../../electron/connections/proven-bucket.ts';
import type { ListedObject } from '../../../electron/s3/bucket.ts';
import { createScriptedBucket } from '../../support/scripted-bucket.ts';

const { signal } = new AbortController();
const object = (key: string): ListedObject => ({ key, bytes: 1, modified: 0, etag: key });
const never = 2 ** 31 - 1;

/** A bucket whose second page takes for ever, and the ranges that were asked of it. */
function slowBucket() {
  const asked: string[] = [];
  const bucket = createScriptedBucket();
  bucket.list = async function* (options) {
    asked.push(options.startAfter ?? 'first');
    yield [];
  };
  bucket.listAll = async function* (options) {
    asked.push('all');
    options.signal.throwIfAborted();
    yield [object('a')];
    await delay(never, null, { signal: options.signal });
  };
  return { bucket, asked };
}

describe('proveBucket', () => {
  it('begins the first listing with the page that proved the bucket', async () => {
    const { bucket, asked } = slowBucket();
    const proven = await proveBucket(bucket, { signal });
    expect((await proven.listAll({ signal }).next()).value).toEqual([object('a')]);
    expect(asked).toEqual(['all']);
    await proven.listAll({ signal }).next();
    expect(asked).toEqual(['all', 'all']);
  });

  it('keeps that page for a listing of all where a stretch is asked for first', async () => {
    const { bucket, asked } = slowBucket();
    const proven = await proveBucket(bucket, { signal });
    await proven.list({ signal, startAfter: 'a' }).next();
    await proven.listAll({ signal }).next();
    expect(asked).toEqual(['all', 'a']);
  });

  it('ends a page under way with the signal of its listing, and not with that of the proof', async () => {
    const { bucket } = slowBucket();
    const opening = new AbortController();
    const listing = new AbortController();
    const proven = await proveBucket(bucket, { signal: opening.signal });
    const pages = proven.listAll({ signal: listing.signal });
    await pages.next();
    opening.abort();
    const next = pages.next();
    const state = await Promise.race([next.catch(() => 'ended'), delay(20, 'under way')]);
    expect(state).toBe('under way');
    listing.abort();
    await expect(next).rejects.toThrow('aborted');
  });

  it('is given up with its own signal', async () => {
    await expect(proveBucket(slowBucket().bucket, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});
