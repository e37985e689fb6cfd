import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type PQueue from 'p-queue';
import { AppFailure } from '../../shared/app-error.ts';
import type { UploadAcl } from '../../shared/connection.ts';
import type { JobItem } from '../../shared/job.ts';
import { readFailure } from '../files/file-error.ts';
import { makeTempFolder, removeTempFolder } from '../files/temp-folder.ts';
import type { MadeVariants, Pipeline } from '../pipeline/pipeline.ts';
import type { ListedObject } from '../s3/bucket.ts';
import { isTaken, type SendParts, sendGroup } from './send-group.ts';
import type { StagedFile } from './staging.ts';
import type { TransferCatalogue } from './transfer-catalogue.ts';
import { planUpload, type UploadPlan } from './upload-plan.ts';

/** Share of an item's progress that making its variants stands for; the rest is sending. */
const MAKING_SHARE = 0.5;
/** A uuid that is taken is replaced once; a second time it is no accident. */
const MAX_UUIDS = 2;

export interface SourceParts extends SendParts {
  catalogue: TransferCatalogue;
  pipeline: Pipeline;
  /** Holds a folder of its own for every source under way. */
  tempFolder: string;
  /** Bounds the pictures that are made at a time. */
  encodes: PQueue;
}

export interface SourceTarget {
  /** Full key prefix. */
  album: string;
  keepOriginal: boolean;
  /** Of every object. */
  acl: UploadAcl;
}

export interface SourceOptions {
  signal: AbortSignal;
  report: (change: Partial<JobItem>) => void;
}

/**
 * Uploads one source: variants made, all but the thumbnail put, the thumbnail put, the group told to the catalogue.
 * Throws an `AppFailure` (`file-changed` where the file is not the one that was staged) and leaves nothing then.
 */
export async function uploadSource(
  parts: SourceParts,
  file: StagedFile,
  target: SourceTarget,
  { signal, report }: SourceOptions,
): Promise<void> {
  await expectUnchanged(file);
  const folder = await makeTempFolder(parts.tempFolder, 'upload');
  try {
    const made = await parts.encodes.add(async () => {
      signal.throwIfAborted();
      report({ state: 'working' });
      return parts.pipeline.makeVariants(file.path, folder, { signal });
    });
    report({ state: 'sending', progress: MAKING_SHARE });
    const { plan, sent } = await sendUnderFreeUuid(parts, file, made, target, { signal, report });
    await announce(parts.catalogue, plan, sent);
  } finally {
    await removeTempFolder(folder);
  }
}

async function sendUnderFreeUuid(
  parts: SourceParts,
  file: StagedFile,
  made: MadeVariants,
  target: SourceTarget,
  { signal, report }: SourceOptions,
): Promise<{ plan: UploadPlan; sent: ListedObject[] }> {
  for (let uuids = 1; ; uuids += 1) {
    const plan = planUpload({ file, made, ...target, uuid: randomUUID(), uploaded: Date.now() });
    const total = [...plan.puts, plan.marker].reduce((sum, put) => sum + put.bytes, 0);
    const onSent = (bytes: number): void => report({ progress: MAKING_SHARE + (1 - MAKING_SHARE) * (bytes / total) });
    try {
      const beforeMarker = (): Promise<void> => expectUnchanged(file);
      const sent = await sendGroup(parts, plan, { signal, acl: target.acl, onSent, beforeMarker });
      return { plan, sent };
    } catch (thrown) {
      if (!isTaken(thrown) || uuids >= MAX_UUIDS) throw thrown;
    }
  }
}

/** The group appears in the grid, with its name, without a listing. */
async function announce(catalogue: TransferCatalogue, plan: UploadPlan, sent: readonly ListedObject[]): Promise<void> {
  await catalogue.addObjects(sent);
  const groupId = await catalogue.groupOfKey(plan.marker.key);
  if (groupId !== null) await catalogue.learn(groupId, plan.metadata);
}

/** Size and time of the last change are what they were when the file was looked at. */
async function expectUnchanged(file: StagedFile): Promise<void> {
  const stats = await stat(file.path).catch((thrown: unknown) => {
    throw readFailure(thrown, file.path);
  });
  if (stats.size !== file.bytes || stats.mtimeMs !== file.modified) {
    throw new AppFailure({ code: 'file-changed', path: file.path });
  }
}
