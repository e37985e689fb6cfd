import { unlink } from 'node:fs/promises';
import path from 'node:path';
import type PQueue from 'p-queue';
import type { GroupDetails } from '../../shared/pictures.ts';
import type { SaveChoice } from '../../shared/save-choice.ts';
import { saveName } from '../../shared/save-name.ts';
import type { StoredVariant } from '../catalogue/catalogue.ts';
import { forgettingVanished } from '../catalogue/forgetting-vanished.ts';
import { createAtomically, replaceInFolder, type TemporaryWatch } from '../files/write.ts';
import { namedAs } from '../pipeline/failures.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { SaveConnection } from './prepare-result.ts';

/** What one file of a batch is made with. */
interface BatchFileParts {
  connection: SaveConnection;
  pipeline: Pipeline;
  conversions: PQueue;
  choice: SaveChoice;
  /** For what is to be converted; goes with the batch. */
  tempFolder: string;
  watch: TemporaryWatch | undefined;
  /** Whether a file that lies under the name is replaced. */
  replaces: boolean;
  signal: AbortSignal;
}

export interface BatchPicture {
  /** In the batch, from 0. */
  position: number;
  groupId: number;
  group: GroupDetails;
  variant: StoredVariant;
}

/**
 * A name is asked for once all is known that it is made of, and once more where it was taken meanwhile; null where the file is
 * there already.
 */
type AskForTarget = (group: GroupDetails) => Promise<string | null>;

/**
 * Fetches a picture and writes it, as it is or converted, whole or not at all. Its name may be known from its objects'
 * metadata only, so it is asked for as late as that. Answers the bytes written; null where nothing was to be written.
 * Throws what fetching, converting and writing throw.
 */
export function makeBatchFile(
  parts: BatchFileParts,
  picture: BatchPicture,
  target: AskForTarget,
  onReceived: (bytes: number) => void,
): Promise<number | null> {
  const { choice } = parts;
  return choice.kind === 'convert'
    ? convertPicture(parts, picture, choice, target)
    : copyPicture(parts, picture, target, onReceived);
}

/** Whether the picture's name may still be found in its objects' metadata. */
export const mayHaveName = ({ foreign, originalName }: GroupDetails): boolean => !foreign && originalName === null;

/** Straight into a temporary beside the target, so that a large object is written once. */
async function copyPicture(
  parts: BatchFileParts,
  picture: BatchPicture,
  askForTarget: AskForTarget,
  onReceived: (bytes: number) => void,
): Promise<number | null> {
  const { connection, signal } = parts;
  const { bucket, catalogue } = connection;
  const { key } = picture.variant;
  return forgettingVanished(catalogue, async () => {
    let { group } = picture;
    if (mayHaveName(group)) group = await learn(parts, picture, (await bucket.head(key, { signal })).metadata);
    const download = (temporary: string) => bucket.getFile(key, temporary, { signal, onReceived });
    return writeTo(parts, () => askForTarget(group), download);
  });
}

async function convertPicture(
  parts: BatchFileParts,
  picture: BatchPicture,
  { format, quality, metadata }: Extract<SaveChoice, { kind: 'convert' }>,
  askForTarget: AskForTarget,
): Promise<number | null> {
  const { connection, pipeline, conversions, signal, tempFolder } = parts;
  const { bucket, catalogue } = connection;
  const { key } = picture.variant;
  const inputPath = path.join(tempFolder, String(picture.position));
  try {
    const head = await forgettingVanished(catalogue, () => bucket.getFile(key, inputPath, { signal }));
    const group = mayHaveName(picture.group) ? await learn(parts, picture, head.metadata) : picture.group;
    const convert = (outputPath: string) =>
      conversions.add(async () => {
        await connection.giveWay?.step(signal);
        return pipeline.convert({ inputPath, outputPath, format, quality, metadata }, { signal });
      });
    return await writeTo(parts, () => askForTarget(group), convert);
  } catch (thrown) {
    throw namedAs(saveName(picture.group, picture.variant, { kind: 'as-stored' }), thrown);
  } finally {
    await unlink(inputPath).catch(() => undefined);
  }
}

/** Writes over what lies there only where that was the choice: what another puts there meanwhile stays. */
async function writeTo(
  { replaces, watch }: BatchFileParts,
  askForTarget: () => Promise<string | null>,
  produce: (temporary: string) => Promise<{ bytes: number }>,
): Promise<number | null> {
  const target = await askForTarget();
  if (target === null) return null;
  const written = replaces
    ? await replaceInFolder(target, produce, watch)
    : await createAtomically(target, produce, { watch, elsewhere: askForTarget });
  return written?.bytes ?? null;
}

/** The group with what its objects say of it. */
async function learn(
  { connection }: BatchFileParts,
  { group, groupId }: BatchPicture,
  metadata: Readonly<Record<string, string>>,
): Promise<GroupDetails> {
  const { catalogue, nameLearnt } = connection;
  if (!(await catalogue.learn(groupId, metadata))) return group;
  nameLearnt?.(groupId);
  return catalogue.group(groupId);
}
