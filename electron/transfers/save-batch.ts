import type { BatchRequest } from './batch-pictures.ts';
import { type BatchPart, BatchRun, type BatchRunParts } from './batch-run.ts';
import { createOpenFolders } from './folder-names.ts';
import type { JobRequest } from './job.ts';
import type { JobCenter } from './job-center.ts';
import type { SaveConnection } from './prepare-result.ts';
import { createSavedFiles } from './saved-files.ts';

type SharedParts = Omit<BatchRunParts, 'connection' | 'part' | 'request'>;

export interface BatchParts extends Omit<SharedParts, 'folders' | 'ledger'> {
  jobs: JobCenter;
  /** Folder of the ledger of saved files. */
  ledgerFolder: string;
}

export interface Batches {
  /** Queues the saving of many pictures and answers the job's id; the job's `savedPath` is the folder. */
  start(connection: SaveConnection, request: BatchRequest): string;
  close(): Promise<void>;
}

export function createBatches({ jobs, ledgerFolder, ...parts }: BatchParts): Batches {
  const ledger = createSavedFiles(ledgerFolder);
  const shared = { ...parts, ledger, folders: createOpenFolders() };
  return {
    start(connection, request) {
      const { length } = request.groupIds;
      return jobs.start(batchJob(shared, connection, request, { again: [], from: 0, total: length }));
    },
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
