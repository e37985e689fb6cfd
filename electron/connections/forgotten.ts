import { type IndexPlace, localIndex, removeIndex } from './local-index.ts';
import type { BucketPlace } from './open-bucket.ts';
import type { SavedConnections } from './saved-connections.ts';

/** What is kept outside of the folder of indexes. Each takes away what is of a place, and of no other. */
export interface KeptElsewhere {
  /** Of one prefix of a bucket. */
  forgetFolder(place: BucketPlace): Promise<void>;
  /** Of a bucket under all its prefixes. */
  forgetBucket(place: BucketPlace): Promise<void>;
  forgetServer(endpoint: string): void;
}

interface ForgottenParts {
  saved: Pick<SavedConnections, 'places' | 'forgotten' | 'cleared'>;
  /** Folder of the local indexes. */
  indexFolder: string;
  elsewhere?: KeptElsewhere;
  /** What is open now. */
  open: BucketPlace | null;
  /** Something could not be removed; it is tried again the next time. */
  onFailure(reason: unknown): void;
}

/**
 * Takes from this computer what is kept of the connections that a person forgot, except what a saved one uses too. That
 * of a bucket which is open stays until it is closed.
 */
export async function clearForgotten(parts: ForgottenParts): Promise<void> {
  const { saved, open, onFailure } = parts;
  for (const place of await saved.forgotten()) {
    if (open !== null && isSameBucket(open, place)) continue;
    try {
      await clear(place, parts);
      await saved.cleared(place);
    } catch (thrown) {
      onFailure(thrown);
    }
  }
}

async function clear(place: IndexPlace, { saved, indexFolder, elsewhere }: ForgottenParts): Promise<void> {
  const others = await saved.places();
  const indexOf = (one: IndexPlace) => localIndex(indexFolder, one);
  await removeIndex(indexOf(place), others.map(indexOf));
  const onServer = others.filter(({ endpoint }) => endpoint === place.endpoint);
  const inBucket = onServer.filter((other) => isSameBucket(other, place));
  if (!inBucket.some(({ prefix }) => prefix === place.prefix)) await elsewhere?.forgetFolder(place);
  if (inBucket.length === 0) await elsewhere?.forgetBucket(place);
  if (onServer.length === 0) elsewhere?.forgetServer(place.endpoint);
}

const isSameBucket = (one: BucketPlace, other: BucketPlace): boolean =>
  one.endpoint === other.endpoint && one.name === other.name;
