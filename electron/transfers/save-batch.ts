import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import type { BatchRequest } from './batch-pictures.ts';
import { type BatchPart, BatchRun, type BatchRunParts } from './batch-run.ts';
import { createOpenFolders } from './folder-names.ts';
import type { JobRequest } from './job.ts';
import type { JobCenter } from './job-center.ts';
import type { SaveConnection } from './prepare-result.ts';
import { createSavedFiles, type SavedFrom } from './saved-files.ts';

/**
 * Conversions of all batches that the image host is asked for at a time: one more than it has cores, so that the next is at
 * hand where one ends, and no more, so that a picture which somebody waits for in the window stands behind few of them.
 */
const CONVERSIONS_AT_ONCE = availableParallelism() + 1;

type SharedParts = Omit<BatchRunParts, 'connection' | 'part' | 'request'>;

interface BatchParts extends Omit<SharedParts, 'conversions' | 'folders' | 'ledger'> {
  jobs: JobCenter;
  /** Folder of the ledger of saved files. */
  ledgerFolder: string;
}

export interface Batches {
  /** Queues the saving of many pictures and answers the job's id; the job's `savedPath` is the folder. */
  start(connection: SaveConnection, request: BatchRequest): string;
  /** Forgets which files were saved from a bucket. */
  forget(bucket: Pick<SavedFrom, 'endpoint' | 'bucket'>): Promise<void>;
  close(): Promise<void>;
}

export function createBatches({ jobs, ledgerFolder, ...parts }: BatchParts): Batches {
  const ledger = createSavedFiles(ledgerFolder);
  const conversions = new PQueue({ concurrency: CONVERSIONS_AT_ONCE });
  const shared = { ...parts, ledger, conversions, folders: createOpenFolders() };
  return {
    start(connection, request) {
      const { length } = request.groupIds;
      return jobs.start(
        batchJob(shared, connection, request, { again: [], from: 0, total: length, settled: new Set() }),
      );
    },
    forget: (bucket) => ledger.forget(bucket),
    close: () => ledger.close(),
  };
}

function batchJob(parts: SharedParts, connection: SaveConnection, request: BatchRequest, part: BatchPart): JobRequest {
  let run: BatchRun | null = null;
  return {
    kind: 'save',
    connectionId: connection.summary.connectionId,
    subject: request.subject,
    items: [],
    unlisted: part.again.length + part.total - part.from,
    canPause: true,
    retry: (indices) => batchJob(parts, connection, request, run?.left(indices) ?? part),
    async run(job) {
      run = new BatchRun({ ...parts, connection, request, part }, job);
      await run.run();
    },
  };
}
