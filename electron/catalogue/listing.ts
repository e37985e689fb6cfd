import type { Bucket } from '../s3/bucket.ts';
import { takeTurn } from '../turns.ts';
import type { Catalogue } from './catalogue.ts';

export interface ListingProgress {
  /** Objects seen so far in this listing. */
  objects: number;
  /** Groups in the catalogue now. */
  groups: number;
}

/**
 * Lists the whole bucket into the catalogue, page by page in no order, so that pages show while it goes on. Whatever goes wrong (an
 * abort too) is thrown on as it came, and nothing vanishes from the catalogue. One at a time for a catalogue: end or
 * abort the one under way, and wait for it, before the next.
 */
export async function runListing(
  bucket: Bucket,
  catalogue: Catalogue,
  { signal, onStatus }: { signal: AbortSignal; onStatus: (status: ListingProgress) => void },
): Promise<void> {
  await catalogue.beginListing();
  try {
    let objects = 0;
    const onRestart = async (): Promise<void> => {
      objects = 0;
      await catalogue.abandonListing();
      await catalogue.beginListing();
    };
    for await (const page of bucket.listAll({ signal, onRestart })) {
      // Many pages may have come at once: what is short goes between them.
      await takeTurn();
      signal.throwIfAborted();
      await catalogue.addPage(page);
      objects += page.length;
      onStatus({ objects, groups: (await catalogue.counts()).groups });
    }
    signal.throwIfAborted();
    await catalogue.endListing();
    onStatus({ objects, groups: (await catalogue.counts()).groups });
  } catch (error) {
    await catalogue.abandonListing();
    throw error;
  }
}
