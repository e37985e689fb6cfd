import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Catalogue } from '../../electron/catalogue/catalogue.ts';
import { createCatalogue } from '../../electron/catalogue/columnar-catalogue.ts';
import { createPipeline } from '../../electron/pipeline/host-client.ts';
import type { Pipeline } from '../../electron/pipeline/pipeline.ts';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { startDelete } from '../../electron/transfers/delete.ts';
import { createDownloads } from '../../electron/transfers/downloads.ts';
import { createJobCenter, type JobCenter } from '../../electron/transfers/job-center.ts';
import { createSaves, type Saves } from '../../electron/transfers/save.ts';
import { createStaging } from '../../electron/transfers/staging.ts';
import { startUpload, type UploadRequest } from '../../electron/transfers/upload.ts';
import type { JobItem, JobSummary } from '../../shared/job.ts';
import { parseKey, type VariantSize } from '../../shared/object-key.ts';
import { builtHost } from './built-host.ts';
import type { OpenBucketOptions, StoredObject, TestServer } from './embedded-server.ts';
import { type FaultingProxy, startFaultingProxy } from './faulting-proxy.ts';
import { newBucket } from './s3-servers.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface EndedJob {
  summary: JobSummary;
  items: JobItem[];
}

/** One open bucket with every real part that transfers need, and a proxy in between that notes each request. */
export interface TransferScene {
  /** For what the person has: sources, and where saves go. Empty. */
  folder: string;
  tempFolder: string;
  proxy: FaultingProxy;
  /** Through the proxy. */
  bucket: Bucket;
  /** Past the proxy. */
  direct: Bucket;
  catalogue: Catalogue;
  jobs: JobCenter;
  saves: Saves;
  connection: { summary: { connectionId: string }; bucket: Bucket; catalogue: Catalogue };
  upload(paths: readonly string[], request?: Partial<UploadRequest>): Promise<EndedJob>;
  /** Queues an upload and answers its job's id. */
  startUpload(paths: readonly string[], request?: Partial<UploadRequest>): Promise<string>;
  remove(groupIds: readonly number[]): Promise<EndedJob>;
  ended(jobId: string): Promise<EndedJob>;
  /** Moves the catalogue's clock on. */
  wait(ms: number): void;
  /** Lists the bucket into the catalogue, past the proxy. */
  list(): Promise<void>;
  put(objects: readonly StoredObject[]): Promise<void>;
}

const DEFAULTS: UploadRequest = {
  album: 'post/',
  keepOriginal: false,
  acl: 'bucket-default',
  folders: 'flat',
  duplicates: 'keep',
};
const never = new AbortController().signal;

/** The picture work in an image host of its own, run by this Node. The caller closes it. */
export const startPipeline = async (): Promise<Pipeline> =>
  createPipeline({ hostPath: await builtHost(), nodePath: process.execPath });

/** The variant that a key stands for; `foreign` for a key that is not of our layout. */
export function sizeOf(key: string): VariantSize | 'foreign' {
  const parsed = parseKey(key);
  return parsed.kind === 'group' ? parsed.size : 'foreign';
}

/** The ids of all groups that the catalogue knows. */
export async function allGroups({ catalogue }: TransferScene): Promise<number[]> {
  const view = await catalogue.openView({ album: null, search: '', sort: 'name', incompleteOnly: false });
  return [...(await catalogue.ids(view.viewId, 0, view.count))];
}

/** Everything of it goes when the test is over. */
export async function transferScene(
  server: TestServer,
  pipeline: Pipeline,
  options: OpenBucketOptions = {},
): Promise<TransferScene> {
  const folder = path.join(await temporaryFolder(), 'person');
  const tempFolder = path.join(await temporaryFolder(), 'app');
  await mkdir(folder);
  const name = await newBucket(server);
  const proxy = await startFaultingProxy(server.endpoint);
  const bucket = server.openBucket(name, { ...options, endpoint: proxy.endpoint });
  const direct = server.openBucket(name);
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const catalogue = await createCatalogue({ prefix: bucket.prefix, namesPath: null, now });
  onTestFinished(async () => {
    bucket.close();
    direct.close();
    await proxy.stop();
    await catalogue.close();
  });

  const jobs = createJobCenter({ onChange: () => undefined });
  const staging = createStaging({ pipeline });
  const connection = { summary: { connectionId: 'c1' }, bucket, catalogue };
  const ended = async (jobId: string): Promise<EndedJob> => ({
    summary: await jobs.ended(jobId),
    items: jobs.items(jobId, 0, 1000),
  });
  const start: TransferScene['startUpload'] = async (paths, request = {}) => {
    const { stagingId } = await staging.stage('c1', paths, { signal: never, catalogue });
    const parts = { jobs, bucket, catalogue, pipeline, tempFolder };
    return startUpload(parts, staging.files(stagingId), { ...DEFAULTS, ...request });
  };
  return {
    folder,
    tempFolder,
    proxy,
    bucket,
    direct,
    catalogue,
    jobs,
    saves: createSaves({ jobs, pipeline, downloads: createDownloads({ tempFolder, lingerMs: 10 }), tempFolder }),
    connection,
    startUpload: start,
    upload: async (paths, request) => ended(await start(paths, request)),
    remove: async (ids) =>
      ended(await startDelete({ connectionId: 'c1', bucket, catalogue, jobs, undoMs: 0 }, Uint32Array.from(ids))),
    ended,
    wait(ms) {
      ahead += ms;
    },
    async list() {
      await catalogue.beginListing();
      for await (const page of direct.list({ signal: never })) await catalogue.addPage(page);
      await catalogue.endListing();
    },
    put: (objects) => server.putObjects(name, objects),
  };
}
