import path from 'node:path';
import { AppFailure } from '../../shared/app-error.ts';
import type { ConnectionSummary, Request } from '../../shared/contract.ts';
import type { SaveChoice } from '../../shared/save-choice.ts';
import { saveName } from '../../shared/save-name.ts';
import { forgettingVanished } from '../catalogue/forgetting-vanished.ts';
import { makeTempFolder, removeTempFolder } from '../files/temp-folder.ts';
import { namedAs } from '../pipeline/failures.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket } from '../s3/bucket.ts';
import { type Downloads, wantedVariant } from './downloads.ts';
import type { GiveWay } from './give-way.ts';
import type { TransferCatalogue } from './transfer-catalogue.ts';

/** What a save needs of an open connection. */
export interface SaveConnection {
  summary: Pick<ConnectionSummary, 'connectionId'>;
  bucket: Bucket;
  catalogue: TransferCatalogue;
  /** Where a batch lets go ahead what is looked at; it does not where absent. */
  giveWay?: Pick<GiveWay, 'step'>;
  /** A group's name became known. */
  nameLearnt?(groupId: number): void;
}

export type PrepareRequest = Omit<Request<'save/prepare'>, 'connectionId'>;

/** A finished result as a local file. */
export interface ResultFile {
  path: string;
  bytes: number;
  /** Pixels; 0 where stored bytes are no image that the app can read. */
  width: number;
  height: number;
  storedBytes: number;
  fileName: string;
  /** Removes the file, or lets the shared download go. */
  release(): void;
}

export interface PrepareParts {
  downloads: Downloads;
  pipeline: Pipeline;
  tempFolder: string;
}

/** Fetches the chosen variant and converts it, or takes it as it is. Throws `key-vanished`, image errors, `cancelled`. */
export async function prepareResult(
  parts: PrepareParts,
  request: PrepareRequest,
  { summary, bucket, catalogue }: SaveConnection,
  signal: AbortSignal,
): Promise<ResultFile> {
  const [group, variants] = await Promise.all([catalogue.group(request.groupId), catalogue.variants(request.groupId)]);
  const variant = variants.find(({ size }) => size === request.size);
  if (variant === undefined) throw new AppFailure({ code: 'unknown-group' });
  const wanted = wantedVariant(summary.connectionId, group, variant);
  const download = await forgettingVanished(catalogue, () =>
    parts.downloads.get(bucket, wanted, { signal, confirmed: true }),
  );
  const fileName = saveName(group, variant, request.choice);
  try {
    if (request.choice.kind === 'convert') {
      const converted = await convertInto(parts, download.path, fileName, request.choice, signal);
      download.release();
      return { ...converted, storedBytes: download.bytes, fileName };
    }
    const pixels = await pixelsOf(parts.pipeline, download.path, signal);
    return { ...download, ...pixels, storedBytes: download.bytes, fileName };
  } catch (thrown) {
    download.release();
    throw namedAs(saveName(group, variant, { kind: 'as-stored' }), thrown);
  }
}

async function convertInto(
  { pipeline, tempFolder }: PrepareParts,
  inputPath: string,
  fileName: string,
  choice: Extract<SaveChoice, { kind: 'convert' }>,
  signal: AbortSignal,
) {
  const folder = await makeTempFolder(tempFolder, 'result');
  try {
    const outputPath = path.join(folder, fileName);
    const { format, quality, metadata } = choice;
    const request = { inputPath, outputPath, format, quality, metadata };
    const { bytes, width, height } = await pipeline.convert(request, { signal });
    return { path: outputPath, bytes, width, height, release: () => void removeTempFolder(folder) };
  } catch (thrown) {
    await removeTempFolder(folder);
    throw thrown;
  }
}

/** Stored bytes can be saved whatever they are, so a look at them that fails is no failure. */
async function pixelsOf(pipeline: Pipeline, file: string, signal: AbortSignal) {
  try {
    const { width, height } = await pipeline.inspect(file, { signal });
    return { width, height };
  } catch {
    signal.throwIfAborted();
    return { width: 0, height: 0 };
  }
}
