import PQueue from 'p-queue';
import { type AppError, type AppErrorCode, AppFailure, isCredentialError, toAppError } from '../../shared/app-error.ts';
import type { UploadAcl } from '../../shared/connection.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket } from '../s3/bucket.ts';
import { albumPrefix } from './album-prefix.ts';
import type { JobContext } from './job.ts';
import type { JobCenter } from './job-center.ts';
import type { StagedFiles } from './staging.ts';
import type { TransferCatalogue } from './transfer-catalogue.ts';
import { type SourceParts, type SourceTarget, uploadSource } from './upload-source.ts';

/** Pictures made at a time: one per core of a small machine, as each is encoded on one thread. */
const ENCODES_AT_ONCE = 2;
/** Requests at a time, over all groups. */
const SENDS_AT_ONCE = 4;
/** Sources whose variants may lie in the temporary folder: the next are made while these are sent. */
const SOURCES_IN_FLIGHT = 4;
/** Reasons that no other source would be spared, besides keys that did not work to the last. */
const STOPS_ALL: ReadonlySet<AppErrorCode> = new Set<AppErrorCode>([
  'access-denied',
  'acls-disabled',
  'disk-full',
  'encryption-key',
  'no-such-bucket',
  'public-access-blocked',
  'quota-exceeded',
]);

export interface UploadParts {
  jobs: JobCenter;
  bucket: Bucket;
  catalogue: TransferCatalogue;
  pipeline: Pipeline;
  /** For variants on their way; swept at start. */
  tempFolder: string;
  /** For the log: objects of a broken-off group that could not be removed again. */
  onLeftBehind?: (keys: readonly string[], error: AppError) => void;
}

export interface UploadRequest {
  /** A key prefix of the bucket, or what a person typed for a new album. */
  album: string;
  keepOriginal: boolean;
  /** Of every object. */
  acl: UploadAcl;
  /** `albums`: each folder inside what was dropped becomes an album inside `album`. */
  folders: 'flat' | 'albums';
  /** What happens to sources whose bytes are in the bucket, or came earlier in the same drop. */
  duplicates: 'skip' | 'keep';
}

/**
 * Queues the upload of staged files and answers the job's id. One source that fails does not stop the others. Throws
 * `bad-request` for an album that no key can have.
 */
export async function startUpload(parts: UploadParts, staged: StagedFiles, request: UploadRequest): Promise<string> {
  const { albums } = await parts.catalogue.albums();
  const known = albums.some(({ album }) => album === request.album);
  const album = albumPrefix(request.album, parts.bucket.prefix, known);
  return parts.jobs.start({
    kind: 'upload',
    connectionId: staged.connectionId,
    subject: album,
    items: staged.files.map(({ name, bytes }) => ({ name, bytes })),
    run: (context) =>
      uploadAll(parts, staged, { album, keepOriginal: request.keepOriginal, acl: request.acl }, context),
  });
}

async function uploadAll(
  parts: UploadParts,
  staged: StagedFiles,
  target: SourceTarget,
  job: JobContext,
): Promise<void> {
  const source: SourceParts = {
    ...parts,
    encodes: new PQueue({ concurrency: ENCODES_AT_ONCE }),
    sends: new PQueue({ concurrency: SENDS_AT_ONCE }),
  };
  const entries = staged.files.entries();
  let stop: AppError | null = null;
  const work = async (): Promise<void> => {
    // The iterator is shared: each source is taken by one worker.
    for (const [index, file] of entries) {
      const report = (change: Parameters<JobContext['update']>[1]): void => job.update(index, change);
      try {
        await uploadSource(source, file, target, { signal: job.signal, report });
        report({ state: 'done' });
      } catch (thrown) {
        if (job.signal.aborted) return report({ state: 'cancelled' });
        const error = toAppError(thrown);
        report({ state: 'failed', error });
        if (STOPS_ALL.has(error.code) || isCredentialError(error)) stop = error;
      }
      if (stop !== null) return;
    }
  };
  await Promise.all(Array.from({ length: SOURCES_IN_FLIGHT }, work));
  if (stop !== null) throw new AppFailure(stop);
}
