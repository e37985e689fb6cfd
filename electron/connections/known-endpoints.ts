import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { writeAtomically } from '../files/write.ts';
import { createEndpointMemory, type EndpointMemory, type KnownFeatures } from '../s3/endpoint-features.ts';

/** Found out anew where a later version of the app asks for something else. */
const FILE_VERSION = 1;
const featuresSchema = v.object({
  checksums: v.exactOptional(v.boolean()),
  conditionalWrites: v.exactOptional(v.boolean()),
  startAfter: v.exactOptional(v.boolean()),
  multipart: v.exactOptional(v.boolean()),
  listParts: v.exactOptional(v.boolean()),
});
const fileSchema = v.object({
  version: v.literal(FILE_VERSION),
  endpoints: v.record(v.string(), featuresSchema),
});

export interface KnownEndpoints extends EndpointMemory {
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
  let writing: Promise<void> = Promise.resolve();
  let isQueued = false;
  const memory = createEndpointMemory(await read(file), (all) => {
    // What is learnt while a write waits its turn goes with it.
    if (isQueued) return;
    isQueued = true;
    writing = writing.then(async () => {
      isQueued = false;
      await write(file, all).catch(onUnsaved);
    });
  });
  return { ...memory, saved: () => writing };
}

async function read(file: string): Promise<[string, KnownFeatures][]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), fileSchema), text);
  return parsed.success ? Object.entries(parsed.output.endpoints) : [];
}

async function write(file: string, all: ReadonlyMap<string, KnownFeatures>): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const content = `${JSON.stringify({ version: FILE_VERSION, endpoints: Object.fromEntries(all) }, null, 2)}\n`;
  await writeAtomically(file, { content }, { signal: new AbortController().signal });
}
