import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import { type AppError, type AppErrorCode, AppFailure, isCredentialError, toAppError } from '../../shared/app-error.ts';
import type { UploadAcl } from '../../shared/connection.ts';
import { MAX_ALBUMS_NAMED, type UploadAlbums } from '../../shared/job.ts';
import { albumLabel } from '../catalogue/albums.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket } from '../s3/bucket.ts';
import { albumPrefix, folderAlbum } from './album-prefix.ts';
import { endForgotten } from './end-forgotten.ts';
import type { JobContext, JobRequest } from './job.ts';
import type { JobCenter } from './job-center.ts';
import { type BucketJournal, type JobJournal, type Journal, memoryJournal } from './journal.ts';
import type { BucketPlace, SourceRecord, UploadFile } from './journal-records.ts';
import type { StagedFiles } from './staging.ts';
import { takeBackLeft } from './take-back.ts';
import type { TransferCatalogue } from './transfer-catalogue.ts';
import { isSuspended, type JournalledSource, type SourceParts, uploadSource } from './upload-source.ts';

/** Pictures made at a time: one per core, as each is encoded on one thread. */
export const ENCODES_AT_ONCE = availableParallelism();
/** Requests at a time, over all groups. */
const SENDS_AT_ONCE = 4;
/** Sources whose variants may lie in the temporary folder: the next are made while these are sent. */
export const SOURCES_IN_FLIGHT = ENCODES_AT_ONCE + 2;
/** For a look at a file that is tried once more. */
const LOOK_AGAIN_MS = 20_000;
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
  /** What a run that is killed leaves to the next; where absent, nothing. */
  journal?: BucketJournal;
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
 * Queues the upload of staged files and answers the job's id; it is in the journal then. One source that fails does not
 * stop the others. Throws `bad-request` for an album that no key can have.
 */
export async function startUpload(parts: UploadParts, staged: StagedFiles, request: UploadRequest): Promise<string> {
  const { albums } = await parts.catalogue.albums();
  const known = albums.some(({ album }) => album === request.album);
  const album = albumPrefix(request.album, parts.bucket.prefix, known);
  const { keepOriginal, acl, folders, duplicates } = request;
  const wanted = staged.files.filter(({ duplicate }) => duplicate === null || duplicates === 'keep');
  const sources = wanted.map((file): SourceRecord => {
    const own = folders === 'albums' ? folderAlbum(album, file.folder) : album;
    return { file: fileOf(file), album: own, state: { kind: 'waiting' } };
  });
  const job = await journalOf(parts).begin({ subject: album, keepOriginal, acl }, sources);
  return parts.jobs.start(uploadJob(parts, job, staged.connectionId));
}

interface ResumeOptions extends BucketPlace {
  connectionId: string;
  /** Aborts when the connection closes: what is not taken up by then is left. */
  signal?: AbortSignal;
}

/**
 * Takes up again the uploads to one bucket that an earlier run left, and answers the ids of their jobs; what it could not
 * take back it tries once more, and resolves after that. Nothing of it fails for a server that is not there.
 */
export async function resumeUploads(
  parts: UploadParts,
  journal: Journal,
  { connectionId, signal, ...place }: ResumeOptions,
): Promise<string[]> {
  const own = journal.of(place);
  const jobs = own.take();
  const left = own.left();
  await endForgotten(parts.bucket, jobs);
  if (signal?.aborted === true) {
    for (const job of jobs) job.leave();
    return [];
  }
  const ids = jobs.map((job) => parts.jobs.start(uploadJob({ ...parts, journal: own }, job, connectionId)));
  if (left.length > 0) await takeBackLeft(parts, own);
  return ids;
}

/** A run that keeps no journal has one of its own. */
const journalOf = (parts: UploadParts): BucketJournal => parts.journal ?? memoryJournal().of(parts.bucket);

/** No more of a staged file than goes into the journal. */
const fileOf = ({ path, name, bytes, modified, facts: { format } }: UploadFile): UploadFile => ({
  path,
  name,
  bytes,
  modified,
  facts: { format },
});

/** The job over all sources that the journal has of it. */
function uploadJob(parts: UploadParts, journal: JobJournal, connectionId: string): JobRequest {
  const sources = [...journal.sources].map(([index, source]): JournalledSource => ({ journal, index, source }));
  return {
    kind: 'upload',
    connectionId,
    subject: journal.record.subject,
    albums: albumsOf(sources, parts.bucket.prefix),
    items: sources.map(({ source: { file } }) => ({ name: file.name, bytes: file.bytes })),
    canPause: true,
    async run(context) {
      // What an earlier job could not take back may go now.
      if (parts.journal !== undefined) void takeBackLeft(parts, parts.journal);
      try {
        await uploadAll(parts, sources, context);
      } finally {
        if (isSuspended(context.signal)) journal.leave();
        else await endJob(parts, journal);
      }
    },
    unbegun(why) {
      if (why === 'suspended') journal.leave();
      else void endJob(parts, journal);
    },
    async retry(items) {
      const again = items.flatMap((item) => sources[item] ?? []).map(({ source }) => lookAgain(parts, source));
      const job = await journalOf(parts).begin(journal.record, await Promise.all(again));
      return uploadJob(parts, job, connectionId);
    },
  };
}

function albumsOf(sources: readonly JournalledSource[], prefix: string): UploadAlbums {
  const albums = new Set(sources.map(({ source }) => source.album));
  const first = [...albums].slice(0, MAX_ALBUMS_NAMED);
  return { first: first.map((album) => ({ album, label: albumLabel(album, prefix) })), total: albums.size };
}

/** Nobody waits for what an earlier run had put of sources that this one did not come to: the journal has it. */
async function endJob(parts: UploadParts, job: JobJournal): Promise<void> {
  const isLeft = [...job.sources.values()].some(({ state }) => state.kind === 'begun');
  await job.end();
  if (isLeft && parts.journal !== undefined) void takeBackLeft(parts, parts.journal);
}

async function uploadAll(parts: UploadParts, sources: readonly JournalledSource[], job: JobContext): Promise<void> {
  const source: SourceParts = {
    ...parts,
    encodes: new PQueue({ concurrency: ENCODES_AT_ONCE }),
    sends: new PQueue({ concurrency: SENDS_AT_ONCE }),
  };
  const entries = sources.entries();
  let stop: AppError | null = null;
  const work = async (): Promise<void> => {
    // The iterator is shared: each source is taken by one worker.
    for (const [item, one] of entries) {
      const report = (change: Parameters<JobContext['update']>[1]): void => job.update(item, change);
      const { state } = one.source;
      if (state.kind === 'failed') {
        report({ state: 'failed', error: state.error });
        continue;
      }
      try {
        await job.unlessPaused();
        await uploadSource(source, one, { signal: job.signal, unlessPaused: job.unlessPaused, report });
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

/** The file may have been mended since: what is tried again is the file as it is now, if it still is a picture. */
async function lookAgain({ pipeline }: UploadParts, { album, file }: SourceRecord): Promise<SourceRecord> {
  const state = { kind: 'waiting' } as const;
  try {
    const { size, mtimeMs } = await stat(file.path);
    if (size === file.bytes && mtimeMs === file.modified) return { album, file, state };
    const { format } = await pipeline.inspect(file.path, { signal: AbortSignal.timeout(LOOK_AGAIN_MS) });
    return { album, file: { ...file, bytes: size, modified: mtimeMs, facts: { format } }, state };
  } catch {
    // The upload itself says why.
    return { album, file, state };
  }
}
