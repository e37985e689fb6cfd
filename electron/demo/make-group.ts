import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { encodeMetadata } from '../../shared/object-metadata.ts';
import { makeVariants } from '../pipeline/make-variants.ts';
import type { DemoPicture } from './demo-pictures.ts';
import { drawFrames, rasterise } from './draw-source.ts';

/** Counts up when the same drawing is to become different files. */
const CACHE_VERSION = 1;
const FACTS_FILE = 'facts.json';
/** A folder that another start may still be writing is left alone for so long. */
const LEFTOVER_AGE_MS = 3_600_000;

/** Nobody gives up on a demo picture: the process ends as a whole. */
const NEVER = new AbortController().signal;

const factsSchema = v.object({
  /** File names in the folder, the thumbnail last. */
  sizes: v.array(v.union([v.number(), v.literal('thumbnail')])),
  width: v.number(),
  height: v.number(),
  thumbhash: v.string(),
  sha256: v.string(),
});

/** A group's objects as files, `<folder>/<size>.webp`. */
interface MadeGroup extends v.InferOutput<typeof factsSchema> {
  folder: string;
}

/**
 * Makes the variants of a picture with the app's own pipeline, in a folder of `cacheFolder` that is named after the
 * drawing: the next start finds it there.
 */
export async function makeGroup(picture: DemoPicture, cacheFolder: string, grain: Buffer): Promise<MadeGroup> {
  const frames = drawFrames(picture);
  const folder = join(cacheFolder, folderName(picture, frames));
  const cached = await readFacts(folder);
  if (cached) return { folder, ...cached };
  const making = join(cacheFolder, `making-${randomUUID()}`);
  await mkdir(making, { recursive: true });
  try {
    const source = join(making, 'source');
    await writeFile(source, await rasterise(picture, frames, grain));
    const made = await makeVariants(source, making, NEVER);
    await rm(source);
    const sizes = made.variants.map(({ size }) => size).filter((size) => size !== 'original');
    const facts = {
      sizes,
      width: made.source.width,
      height: made.source.height,
      thumbhash: made.thumbhash,
      sha256: made.sha256,
    };
    await writeFile(join(making, FACTS_FILE), JSON.stringify(facts));
    await rename(making, folder).catch(ignoreTaken);
    return { folder, ...facts };
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** The metadata that the objects of a group carry, as an upload gives it to them. */
export function groupMetadata({ fileName }: DemoPicture, made: MadeGroup, uploaded: number): Record<string, string> {
  const dot = fileName.lastIndexOf('.');
  const { width, height, thumbhash, sha256 } = made;
  return encodeMetadata({
    name: fileName.slice(0, dot),
    extension: fileName.slice(dot + 1),
    width,
    height,
    uploaded,
    thumbhash,
    sha256,
  });
}

/** Removes what no picture of today uses, so that the cache holds one bucket's worth and no more. */
export async function sweepCache(cacheFolder: string, used: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    const folder = join(cacheFolder, name);
    if (used.has(folder)) continue;
    const age = Date.now() - (await stat(folder)).mtimeMs;
    if (age > LEFTOVER_AGE_MS) await rm(folder, { recursive: true, force: true });
  }
}

function folderName(picture: DemoPicture, frames: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([CACHE_VERSION, picture.format, picture.sideways, frames]));
  return hash.digest('hex').slice(0, 24);
}

async function readFacts(folder: string): Promise<v.InferOutput<typeof factsSchema> | null> {
  try {
    return v.parse(factsSchema, JSON.parse(await readFile(join(folder, FACTS_FILE), 'utf8')));
  } catch {
    return null;
  }
}

/** Another start made the same group at the same time: its folder serves as well. */
function ignoreTaken(thrown: NodeJS.ErrnoException): void {
  if (thrown.code !== 'ENOTEMPTY' && thrown.code !== 'EEXIST' && thrown.code !== 'EPERM') throw thrown;
}
