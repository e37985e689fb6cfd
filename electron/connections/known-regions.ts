import * as v from 'valibot';
import { type BucketRegions, createBucketRegions } from '../s3/bucket-regions.ts';
import { openKeptMemory } from './kept-memory.ts';
import { REGION_NAME } from './server-options.ts';

const FILE_VERSION = 1;
const regionSchema = v.pipe(v.string(), v.regex(REGION_NAME));

interface KnownRegions extends BucketRegions {
  /** Resolves once all that was learnt so far is in the file, or could not be written. */
  saved(): Promise<void>;
}

/**
 * Where buckets are that were looked for elsewhere first, kept in a JSON file. A missing or damaged file counts as empty,
 * and one that cannot be written only means that a region is looked for again in the next run: `onUnsaved` is told.
 */
export async function openKnownRegions(
  file: string,
  onUnsaved: (reason: unknown) => void = () => undefined,
): Promise<KnownRegions> {
  const entry = regionSchema;
  const kept = await openKeptMemory({ file, version: FILE_VERSION, label: 'regions', entry, onUnsaved });
  return { ...createBucketRegions(kept.entries, kept.keep), saved: kept.saved };
}
