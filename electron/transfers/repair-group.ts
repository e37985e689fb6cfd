import path from 'node:path';
import { type AppError, AppFailure, toAppError } from '../../shared/app-error.ts';
import { imageFormats } from '../../shared/image-format.ts';
import { parseKey, variantKey } from '../../shared/object-key.ts';
import type { GroupDetails } from '../../shared/pictures.ts';
import type { StoredVariant } from '../catalogue/catalogue.ts';
import { forgettingVanished } from '../catalogue/forgetting-vanished.ts';
import { makeTempFolder, removeTempFolder } from '../files/temp-folder.ts';
import type { MadeVariant, Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket, ListedObject } from '../s3/bucket.ts';
import { CACHE_CONTROL, isTaken } from './send-group.ts';
import type { TransferCatalogue } from './transfer-catalogue.ts';

export interface RepairGroupParts {
  bucket: Pick<Bucket, 'getFile' | 'head' | 'put'>;
  catalogue: Pick<TransferCatalogue, 'addObjects' | 'group' | 'learn' | 'removeKeys' | 'variants'>;
  pipeline: Pick<Pipeline, 'makeVariants'>;
  /** Holds a folder of its own for every group under way. */
  tempFolder: string;
  /** Before anything is put: a group that an upload still had to take back stays then. */
  spare(stems: readonly string[]): Promise<void>;
}

/**
 * Makes what a group lacks from the widest picture it has, and puts it under the metadata that this one carries: widths
 * first, the thumbnail last. `whole` where it is not incomplete. Where the widest cannot be read as a picture the next one
 * is taken. Throws an `AppFailure`; what was put until then stays, for it is what it would be. `begun` are the groups that
 * were found incomplete, here and before: by what is put of them they look as if they were arriving.
 */
export async function repairGroup(
  parts: RepairGroupParts,
  groupId: number,
  { begun, signal }: { begun: Set<number>; signal: AbortSignal },
): Promise<'repaired' | 'whole'> {
  const group = await parts.catalogue.group(groupId);
  if (group.foreign || group.state === 'complete') return 'whole';
  if (group.state === 'arriving' && !begun.has(groupId)) return 'whole';
  begun.add(groupId);
  const listed = await parts.catalogue.variants(groupId);
  let variants = listed;
  let refusal: AppError = { code: 'not-an-image', name: group.name };
  for (const source of listed) {
    if (source.size === 'thumbnail') continue;
    try {
      await repairFrom(parts, { groupId, group, variants }, source, signal);
      return 'repaired';
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!pictureTroubles.has(error.code)) throw thrown;
      if (error.code === 'key-vanished') variants = variants.filter(({ key }) => key !== error.key);
      refusal = error;
    }
  }
  throw new AppFailure(refusal);
}

/** What is wrong with the one object; another of the group may be whole. */
const pictureTroubles = new Set<AppError['code']>([
  'archived-object',
  'damaged-image',
  'host-died',
  'image-too-large',
  'key-vanished',
  'not-an-image',
  'unsupported-image',
]);

interface IncompleteGroup {
  groupId: number;
  group: GroupDetails;
  variants: readonly StoredVariant[];
}

async function repairFrom(
  parts: RepairGroupParts,
  { groupId, group, variants }: IncompleteGroup,
  source: StoredVariant,
  signal: AbortSignal,
): Promise<void> {
  const { bucket, catalogue, pipeline, tempFolder } = parts;
  const folder = await makeTempFolder(tempFolder, 'repair');
  try {
    const input = path.join(folder, 'source');
    const { metadata } = await forgettingVanished(catalogue, () => bucket.getFile(source.key, input, { signal }));
    const made = await pipeline.makeVariants(input, folder, { signal });
    const has = new Set(variants.map(({ size }) => size));
    // Widths first, the thumbnail last, as they come.
    const missing = made.variants.filter(({ size }) => size !== 'original' && !has.has(size));
    await parts.spare([stemOf(source)]);
    for (const variant of missing) {
      if (variant.size === 'thumbnail') await expectAllThere(parts, groupId, variants, signal);
      await putVariant(parts, { group, source, variant, metadata }, signal);
    }
    await catalogue.learn(groupId, metadata);
  } finally {
    await removeTempFolder(folder);
  }
}

/**
 * With its thumbnail the group is shown as whole: not where it was deleted meanwhile, or is about to be. Throws `unknown-group` or
 * `key-vanished`.
 */
async function expectAllThere(
  { bucket, catalogue }: RepairGroupParts,
  groupId: number,
  variants: readonly StoredVariant[],
  signal: AbortSignal,
): Promise<void> {
  await catalogue.group(groupId);
  for (const { key } of variants) await forgettingVanished(catalogue, () => bucket.head(key, { signal }));
}

function stemOf({ key }: StoredVariant): string {
  const parsed = parseKey(key);
  if (parsed.kind !== 'group') throw new Error(`expected a key of a group but received ${key}`);
  return parsed.stem;
}

interface MissingVariant {
  group: GroupDetails;
  source: StoredVariant;
  variant: MadeVariant;
  metadata: Readonly<Record<string, string>>;
}

async function putVariant(
  { bucket, catalogue }: RepairGroupParts,
  { group: { album }, source, variant, metadata }: MissingVariant,
  signal: AbortSignal,
): Promise<void> {
  const key = variantKey(album, stemOf(source).slice(album.length), variant.size);
  const body = { path: variant.path, bytes: variant.bytes };
  const options = { contentType: imageFormats.webp.mime, cacheControl: CACHE_CONTROL, metadata, onlyNew: true, signal };
  await catalogue.addObjects([
    await bucket.put(key, body, options).then(
      ({ etag }): ListedObject => ({ key, bytes: variant.bytes, modified: Date.now(), etag }),
      async (thrown: unknown) => {
        if (!isTaken(thrown)) throw thrown;
        // Someone else was quicker, or the reply to an earlier try was lost: what is there is as good.
        const { bytes, modified, etag } = await bucket.head(key, { signal });
        return { key, bytes, modified, etag };
      },
    ),
  ]);
}
