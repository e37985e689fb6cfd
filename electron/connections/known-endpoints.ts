import * as v from 'valibot';
import { createEndpointMemory, type EndpointMemory } from '../s3/endpoint-features.ts';
import { openKeptMemory } from './kept-memory.ts';

/** Found out anew where a later version of the app asks for something else. */
const FILE_VERSION = 1;
const featuresSchema = v.object({
  checksums: v.exactOptional(v.boolean()),
  conditionalWrites: v.exactOptional(v.boolean()),
  startAfter: v.exactOptional(v.boolean()),
  multipart: v.exactOptional(v.boolean()),
  listParts: v.exactOptional(v.boolean()),
});

interface KnownEndpoints extends EndpointMemory {
  /** Resolves once all that was learnt so far is in the file, or could not be written. */
  saved(): Promise<void>;
}

/**
 * What servers can do, kept in a JSON file. A missing or damaged file counts as empty, and one that cannot be written only
 * means that a server is probed again in the next run: `onUnsaved` is told.
 */
export async function openKnownEndpoints(
  file: string,
  onUnsaved: (reason: unknown) => void = () => undefined,
): Promise<KnownEndpoints> {
  const entry = featuresSchema;
  const kept = await openKeptMemory({ file, version: FILE_VERSION, label: 'endpoints', entry, onUnsaved });
  return { ...createEndpointMemory(kept.entries, kept.keep), saved: kept.saved };
}
