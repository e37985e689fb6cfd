import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import PQueue from 'p-queue';
import type { VariantSize } from '../../shared/object-key.ts';
import { heightAtWidth, planVariants, THUMBNAIL_SIDE } from '../../shared/variant-plan.ts';
import { encodeVariant, type VariantEffort } from './encoders.ts';
import { decodingFailure, throwIfCancelled } from './failures.ts';
import { atOnce, type TakeTurn } from './large-pictures.ts';
import {
  decodeLevel,
  type Level,
  levelBrightness,
  levelThumbhash,
  levelThumbnail,
  levelVariant,
  scaleDown,
  shortSide,
} from './level.ts';
import type { MadeVariant, MadeVariants, SourceFacts } from './pipeline.ts';
import { decodeSource, digestOf, readSource, releaseContent, type Source } from './source.ts';
import { isTextureEven } from './texture.ts';
import { writeNew } from './write-new.ts';

/** The file of a variant in the output folder. */
export const variantFile = (outputFolder: string, size: VariantSize): string => join(outputFolder, `${size}.webp`);

/** Work that takes a core: where only one picture is left to make, all cores are its own. */
const cores = new PQueue({ concurrency: availableParallelism() });
const onCore = <T>(work: () => Promise<T>): Promise<T> => cores.add(work);

/** Keeps count of what was written, so that a failure can take it all back. */
class Output {
  readonly #folder: string;
  readonly #signal: AbortSignal;
  readonly variants: MadeVariant[] = [];

  constructor(folder: string, signal: AbortSignal) {
    this.#folder = folder;
    this.#signal = signal;
  }

  expectGoing(): void {
    throwIfCancelled(this.#signal);
  }

  async add(size: VariantSize, content: Buffer, width: number, height: number): Promise<void> {
    throwIfCancelled(this.#signal);
    const path = variantFile(this.#folder, size);
    await writeNew(path, content);
    this.variants.push({ size, path, bytes: content.length, width, height });
    throwIfCancelled(this.#signal);
  }

  async takeBack(): Promise<void> {
    await Promise.all(this.variants.map(({ path }) => rm(path, { force: true })));
  }
}

/** Goes down from the decoded picture width by width. Answers the smallest level that still has a thumbnail in it. */
async function addStills(facts: SourceFacts, base: Level, widths: readonly number[], output: Output): Promise<Level> {
  const levels: Level[] = [];
  const effort = await onCore(async () => {
    for (const width of widths.toReversed()) {
      levels.push(await scaleDown(levels.at(-1) ?? base, width, heightAtWidth(facts, width)));
    }
    return effortFor(levels.at(-1) ?? base);
  });
  const ends = await Promise.allSettled(
    levels.map(async (level) => {
      const content = await onCore(async () => {
        output.expectGoing();
        return levelVariant(level, effort);
      });
      await output.add(level.width, content, level.width, level.height);
    }),
  );
  // What was on its way is written by now, and can be taken back.
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return levels.findLast((level) => shortSide(level) >= THUMBNAIL_SIDE) ?? base;
}

const effortFor = async (smallest: Level): Promise<VariantEffort> =>
  isTextureEven(await levelBrightness(smallest)) ? 'quick' : 'thorough';

/** Every width straight from the source, with all frames, their delays and the loop count. */
async function addAnimations(source: Source, widths: readonly number[], output: Output): Promise<void> {
  for (const width of widths.toReversed()) {
    const height = heightAtWidth(source.facts, width);
    const frames = decodeSource(source, { animated: true, profile: 'as-source' });
    if (width < source.facts.width) frames.resize({ width, height, fit: 'fill' });
    await output.add(width, await encodeVariant(frames, 'thorough').toBuffer(), width, height);
  }
}

async function addAll(source: Source, output: Output): Promise<string> {
  output.expectGoing();
  const plan = planVariants(source.facts);
  const animated = source.facts.frames > 1;
  const base = await onCore(() => decodeLevel(source, animated ? 0 : (plan.widths.at(-1) ?? 0)));
  if (!animated) releaseContent(source);
  const smallest = animated ? base : await addStills(source.facts, base, plan.widths, output);
  if (animated) await onCore(() => addAnimations(source, plan.widths, output));
  return onCore(async () => {
    await output.add('thumbnail', await levelThumbnail(smallest), THUMBNAIL_SIDE, THUMBNAIL_SIDE);
    return levelThumbhash(smallest);
  });
}

/** The source itself as a variant, where no width could be made of it. */
const keptOriginal = ({ path, facts }: Source): MadeVariant => ({
  size: 'original',
  path,
  bytes: facts.bytes,
  width: facts.width,
  height: facts.height,
});

/**
 * Decodes the source once and writes its variants as `<outputFolder>/<size>.webp`; the folder must exist and hold none
 * of them. Throws what `readSource` throws, `not-writable`, `disk-full` or `cancelled`, and then leaves no file behind.
 */
export async function makeVariants(
  path: string,
  outputFolder: string,
  signal: AbortSignal,
  inTurn: TakeTurn = atOnce,
): Promise<MadeVariants> {
  const source = await readSource(path);
  const output = new Output(outputFolder, signal);
  try {
    const sha256 = digestOf(source);
    const thumbhash = await inTurn(source.facts, () => addAll(source, output));
    const stills = output.variants.filter(({ size }) => size !== 'thumbnail');
    const widths = stills.toSorted((one, other) => one.width - other.width);
    const thumbnail = output.variants.filter(({ size }) => size === 'thumbnail');
    const originals = planVariants(source.facts).original ? [keptOriginal(source)] : [];
    return { source: source.facts, variants: [...widths, ...originals, ...thumbnail], thumbhash, sha256 };
  } catch (thrown) {
    await output.takeBack();
    throw decodingFailure(thrown, source.name);
  }
}
