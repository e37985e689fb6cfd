import type { AppError } from '../../shared/app-error.ts';
import type { ConnectionSummary } from '../../shared/contract.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket } from '../s3/bucket.ts';
import { LOOK_UP_MS } from '../s3/timeouts.ts';
import type { JobCenter } from './job-center.ts';
import type { Journal } from './journal.ts';
import type { BucketPlace } from './journal-records.ts';
import type { StagedFiles } from './staging.ts';
import { takeBackLeft } from './take-back.ts';
import type { TransferCatalogue } from './transfer-catalogue.ts';
import { endUnfinished, findUnfinished, type UnfinishedParts } from './unfinished-uploads.ts';
import { resumeUploads, startUpload, type UploadParts, type UploadRequest } from './upload.ts';

/** A connection as uploads see it. */
interface UploadConnection {
  summary: Pick<ConnectionSummary, 'connectionId' | 'kind'>;
  bucket: Bucket;
  catalogue: TransferCatalogue;
}

interface UploadsOptions {
  jobs: JobCenter;
  pipeline: Pipeline;
  tempFolder: string;
  journal: Journal;
  onLeftBehind(keys: readonly string[], error: AppError): void;
}

/** Uploads over the life of the connections that they go through. */
export interface Uploads {
  /** As `startUpload`. */
  start(connection: UploadConnection, staged: StagedFiles, request: UploadRequest): Promise<string>;
  /** Takes up what an earlier run, or an earlier connection to the same bucket, left. */
  resume(connection: UploadConnection): Promise<void>;
  /** The server can be reached again: what could not be taken back is, now. */
  comeBack(connection: UploadConnection): Promise<void>;
  /** Before deleted groups are brought back, or incomplete ones repaired: one that an upload still had to take back stays then. */
  spare(connection: UploadConnection, stems: readonly string[]): Promise<void>;
  /** Before the connection closes: nothing is taken up any more. */
  leave(connectionId: string): void;
  /**
   * A person forgot a connection that is not open: what an earlier run left unsent to that place is given up, and its files
   * are named nowhere any more. Only what may lie in the bucket in part stays noted, by key, to be taken back should the
   * place be opened again: nobody can tell otherwise which of the objects there are a torn group of ours.
   */
  giveUp(place: BucketPlace): Promise<void>;
  /** How many uploads in parts nobody goes on with. */
  countUnfinished(connection: UploadConnection): Promise<number>;
  /** Ends them and answers how many they were. */
  endUnfinished(connection: UploadConnection): Promise<number>;
}

export function createUploads({ journal, ...shared }: UploadsOptions): Uploads {
  const open = new Map<string, AbortController>();
  /** The demo's bucket lives no longer than the run. */
  const journalOf = ({ summary, bucket }: UploadConnection) => (summary.kind === 'demo' ? null : journal.of(bucket));
  const partsOf = (connection: UploadConnection): UploadParts => {
    const { bucket, catalogue } = connection;
    const own = journalOf(connection);
    return { ...shared, bucket, catalogue, ...(own === null ? {} : { journal: own }) };
  };
  const unfinishedOf = (connection: UploadConnection): UnfinishedParts => {
    const own = journalOf(connection);
    return { bucket: connection.bucket, isNeeded: (upload) => own?.needs(upload) ?? false };
  };
  return {
    start: (connection, staged, request) => startUpload(partsOf(connection), staged, request),
    async resume(connection) {
      if (journalOf(connection) === null) return;
      const { connectionId } = connection.summary;
      const { endpoint, name, prefix } = connection.bucket;
      const closing = new AbortController();
      open.set(connectionId, closing);
      const place = { connectionId, endpoint, name, prefix, signal: closing.signal };
      await resumeUploads(partsOf(connection), journal, place);
    },
    async comeBack(connection) {
      const own = journalOf(connection);
      if (own !== null) await takeBackLeft({ ...shared, bucket: connection.bucket }, own);
    },
    spare: async (connection, stems) => journalOf(connection)?.spare(stems),
    leave(connectionId) {
      open.get(connectionId)?.abort();
      open.delete(connectionId);
    },
    async giveUp(place) {
      for (const job of journal.of(place).take()) await job.end();
    },
    async countUnfinished(connection) {
      const found = await findUnfinished(unfinishedOf(connection), { signal: AbortSignal.timeout(LOOK_UP_MS) });
      return found.length;
    },
    endUnfinished: (connection) => endUnfinished(unfinishedOf(connection), { signal: AbortSignal.timeout(LOOK_UP_MS) }),
  };
}
