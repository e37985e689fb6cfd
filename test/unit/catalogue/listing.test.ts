import { beforeEach, describe, expect, it } from 'vitest';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import { type ListingProgress, runListing } from '../../../electron/catalogue/listing.ts';
import type { Bucket, ListedObject } from '../../../electron/s3/bucket.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { object } from './support.ts';

/** Listings are counted in a byte, from 1 on; then the count begins anew. */
const GENERATIONS = 255;

const notAsked = (): never => {
  throw new Error('expected a listing to do nothing but list');
};

/** A bucket whose list gives these pages (after others that it calls void), then throws `failure` where there is one. */
function bucketOf(pages: ListedObject[][], failure?: Error, voided: ListedObject[][] = []): Bucket {
  return {
    ...{ name: 'bucket', prefix: '', region: '', endpoint: '' },
    ...{ list: notAsked, head: notAsked, get: notAsked, getBytes: notAsked, getFile: notAsked },
    ...{ listUploads: notAsked, abortUpload: notAsked, keepsVersions: notAsked },
    ...{ listDeleted: notAsked, restoreKeys: notAsked },
    ...{ put: notAsked, deleteKeys: notAsked, presign: notAsked, publicUrl: notAsked, close: notAsked },
    async *listAll({ onRestart }) {
      yield* voided;
      if (voided.length > 0) await onRestart?.();
      yield* pages;
      if (failure) throw failure;
    },
  };
}

describe('runListing', () => {
  let catalogue: LocalCatalogue;
  const { signal } = new AbortController();
  const onStatus = (): void => undefined;

  beforeEach(async () => {
    catalogue = await createCatalogue({ prefix: '', namesPath: null });
  });

  it('shows each page while the listing goes on', async () => {
    const told: ListingProgress[] = [];
    const pages = [[object('a.jpg'), object('b.txt')], [object('c.jpg')]];
    await runListing(bucketOf(pages), catalogue, { signal, onStatus: (status) => told.push(status) });
    expect(told).toEqual([
      { objects: 2, groups: 1 },
      { objects: 3, groups: 2 },
      { objects: 3, groups: 2 },
    ]);
  });

  it('tells at its end how many groups are left', async () => {
    await runListing(bucketOf([[object('a.jpg'), object('b.jpg')]]), catalogue, { signal, onStatus });
    const told: ListingProgress[] = [];
    await runListing(bucketOf([]), catalogue, { signal, onStatus: (status) => told.push(status) });
    expect(told).toEqual([{ objects: 0, groups: 0 }]);
  });

  it('case 20: throws on what went wrong and takes nothing from the catalogue', async () => {
    await runListing(bucketOf([[object('a.jpg'), object('b.jpg')]]), catalogue, { signal, onStatus });
    const portal = new AppFailure({ code: 'not-s3', endpoint: 'http://127.0.0.1', detail: 'HTML' });
    await expect(runListing(bucketOf([[object('a.jpg')]], portal), catalogue, { signal, onStatus })).rejects.toBe(
      portal,
    );
    expect((await catalogue.counts()).groups).toBe(2);
    await runListing(bucketOf([[object('a.jpg')]]), catalogue, { signal, onStatus });
    expect((await catalogue.counts()).groups).toBe(1);
  });

  it('counts each object once where the list begins anew, and takes nothing away for it', async () => {
    await runListing(bucketOf([[object('a.jpg'), object('b.jpg')]]), catalogue, { signal, onStatus });
    const told: ListingProgress[] = [];
    const bucket = bucketOf([[object('a.jpg'), object('c.txt')]], undefined, [[object('c.txt')], [object('a.jpg')]]);
    await runListing(bucket, catalogue, { signal, onStatus: (status) => told.push(status) });
    expect(told.map(({ groups }) => groups)).toEqual([2, 2, 2, 1]);
    expect(told.at(-1)).toEqual({ objects: 2, groups: 1 });
    expect(await catalogue.counts()).toEqual({ objects: 2, groups: 1 });
  });

  it('knows what it did not see, however many listings broke off before', async () => {
    await runListing(bucketOf([[object('a.jpg'), object('b.jpg')]]), catalogue, { signal, onStatus });
    const offline = new AppFailure({ code: 'unreachable', endpoint: '', detail: '' });
    for (let broken = 0; broken < GENERATIONS - 1; broken += 1)
      await runListing(bucketOf([], offline), catalogue, { signal, onStatus }).catch(() => undefined);
    await runListing(bucketOf([[object('b.jpg')]]), catalogue, { signal, onStatus });
    expect((await catalogue.counts()).groups).toBe(1);
  });

  it('takes nothing from the catalogue when it is aborted', async () => {
    await runListing(bucketOf([[object('a.jpg'), object('b.jpg')]]), catalogue, { signal, onStatus });
    const controller = new AbortController();
    const listing = runListing(bucketOf([[object('a.jpg')], [object('c.jpg')]]), catalogue, {
      signal: controller.signal,
      onStatus: () => controller.abort(),
    });
    await expect(listing).rejects.toMatchObject({ name: 'AbortError' });
    expect((await catalogue.counts()).groups).toBe(2);
  });
});
