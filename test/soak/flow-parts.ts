import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Catalogue } from '../../electron/catalogue/catalogue.ts';
import { createCatalogue } from '../../electron/catalogue/columnar-catalogue.ts';
import { runListing } from '../../electron/catalogue/listing.ts';
import { sweepTemporaries } from '../../electron/files/sweep.ts';
import { openUnfinishedWrites } from '../../electron/files/unfinished-writes.ts';
import type { Pipeline } from '../../electron/pipeline/pipeline.ts';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import type { Pace } from '../../electron/s3/timeouts.ts';
import { createDownloads } from '../../electron/transfers/downloads.ts';
import { createJobCenter, type JobCenter } from '../../electron/transfers/job-center.ts';
import { type Journal, openJournal } from '../../electron/transfers/journal.ts';
import { createSaves, type Saves } from '../../electron/transfers/save.ts';
import { type Batches, createBatches } from '../../electron/transfers/save-batch.ts';
import { createStaging, type StagingArea } from '../../electron/transfers/staging.ts';
import type { UploadParts } from '../../electron/transfers/upload.ts';
import { EMBEDDED_KEYS, EMBEDDED_REGION } from '../support/embedded-server.ts';
import { type EndedJob, type SeenGroup, SMALL_PARTS } from './flow-plan.ts';
import type { PreparedPicture } from './prepared-pictures.ts';
import { createPreparedPipeline } from './prepared-pipeline.ts';

/** One open bucket with every real part that transfers need, put together as `services.ts` does. */
export interface FlowParts {
  bucket: Bucket;
  catalogue: Catalogue;
  pipeline: Pipeline;
  jobs: JobCenter;
  saves: Saves;
  batches: Batches;
  staging: StagingArea;
  journal: Journal;
  /** What uploads are given. */
  uploads: UploadParts;
  tempFolder: string;
  connection: { summary: { connectionId: string }; bucket: Bucket; catalogue: Catalogue };
  list(signal?: AbortSignal): Promise<void>;
  groups(): Promise<(SeenGroup & { groupId: number })[]>;
  ended(jobId: string): Promise<EndedJob>;
  close(): Promise<void>;
}

export interface FlowPlace {
  dataFolder: string;
  endpoint: string;
  bucket: string;
  pictures: readonly PreparedPicture[];
  pace?: Partial<Pace>;
}

export const CONNECTION_ID = 'c1';
const never = new AbortController().signal;
const PACE: Readonly<Pace> = {
  connectMs: 10_000,
  idleMs: 15_000,
  replyMs: 20_000,
  firstRepeatMs: 2,
  longestRepeatMs: 20,
};

/** The start of the app: what an earlier run left is swept first. */
export async function openFlowParts(place: FlowPlace): Promise<FlowParts> {
  const { dataFolder, endpoint, bucket: name, pictures, pace } = place;
  const tempFolder = path.join(dataFolder, 'temp');
  await sweepTemporaries(tempFolder);
  await mkdir(tempFolder, { recursive: true });
  const watch = await openUnfinishedWrites(path.join(dataFolder, 'unfinished.json'));
  const bucket = createS3Bucket({
    name,
    prefix: '',
    region: EMBEDDED_REGION,
    endpoint,
    pathStyle: true,
    credentials: fixedCredentials({ ...EMBEDDED_KEYS }),
    pace: { ...PACE, ...pace },
    uploads: SMALL_PARTS,
  });
  const catalogue = await createCatalogue({ prefix: '', namesPath: null });
  const pipeline = createPreparedPipeline(pictures);
  const jobs = createJobCenter({ onChange: () => undefined });
  const downloads = createDownloads({ tempFolder, lingerMs: 1 });
  const ledgerFolder = path.join(dataFolder, 'saved-files');
  const batches = createBatches({ jobs, pipeline, tempFolder, ledgerFolder, watch });
  const connection = { summary: { connectionId: CONNECTION_ID }, bucket, catalogue };
  const journal = openJournal(path.join(dataFolder, 'uploads'), (reason) => {
    throw new Error('expected a journal that can be kept', { cause: reason });
  });
  return {
    journal,
    uploads: { bucket, catalogue, jobs, pipeline, tempFolder, journal: journal.of(bucket) },
    bucket,
    catalogue,
    pipeline,
    jobs,
    batches,
    saves: createSaves({ jobs, pipeline, downloads, tempFolder, watch }),
    staging: createStaging({ pipeline }),
    tempFolder,
    connection,
    list: (signal = never) => runListing(bucket, catalogue, { signal, onStatus: () => undefined }),
    groups: () => groupsOf(catalogue),
    ended: async (jobId) => ({ summary: await jobs.ended(jobId), items: jobs.items(jobId, 0, 1000) }),
    async close() {
      await jobs.suspendAll();
      bucket.close();
      await Promise.all([catalogue.close(), batches.close(), journal.close()]);
    },
  };
}

async function groupsOf(catalogue: Catalogue): Promise<(SeenGroup & { groupId: number })[]> {
  const view = await catalogue.openView({ album: null, search: '', sort: 'name', incompleteOnly: false });
  const ids = [...(await catalogue.ids(view.viewId, 0, view.count))];
  return Promise.all(
    ids.map(async (groupId) => {
      const [{ state }, variants] = await Promise.all([catalogue.group(groupId), catalogue.variants(groupId)]);
      return { groupId, state, keys: variants.map(({ key }) => key) };
    }),
  );
}
