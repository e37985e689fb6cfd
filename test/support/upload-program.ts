/** One run of the app that uploads, in plain Node: `node upload-program.mjs <plan.json>`. It is what gets killed. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import { createJobCenter } from '../../electron/transfers/job-center.ts';
import { openJournal } from '../../electron/transfers/journal.ts';
import { createStaging } from '../../electron/transfers/staging.ts';
import { resumeUploads, startUpload } from '../../electron/transfers/upload.ts';
import type { JobItem, JobSummary } from '../../shared/job.ts';
import { createPlainCatalogue } from './plain-catalogue.ts';
import { createPlainPipeline } from './plain-pipeline.ts';

export interface UploadPlan {
  endpoint: string;
  region: string;
  keys: { accessKeyId: string; secretAccessKey: string };
  bucket: string;
  /** What tells the bucket from others over runs whose proxies differ. */
  place: string;
  dataFolder: string;
  /** What is uploaded; null where what an earlier run left is taken up. */
  sources: readonly string[] | null;
  partBytes: number;
  /** Cancels the job when the first message comes in. */
  cancelsWhenTold: boolean;
}

/** The last line that it prints. */
export interface UploadOutcome {
  jobs: { summary: JobSummary; items: JobItem[] }[];
  /** How much is still to be taken back. */
  left: number;
}

const plan = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as UploadPlan;
const { endpoint, region, keys, partBytes } = plan;
const bucket = createS3Bucket({
  name: plan.bucket,
  prefix: '',
  region,
  endpoint,
  pathStyle: true,
  credentials: fixedCredentials({ ...keys }),
  pace: { connectMs: 10_000, idleMs: 15_000, replyMs: 20_000, firstRepeatMs: 5, longestRepeatMs: 50 },
  uploads: { partsAbove: partBytes, partBytes },
});
const jobs = createJobCenter({ onChange: () => undefined });
const pipeline = createPlainPipeline();
const journal = openJournal(path.join(plan.dataFolder, 'uploads'), (reason) => {
  throw new Error('expected a journal that can be kept', { cause: reason });
});
const place = { endpoint: plan.place, name: plan.bucket, prefix: '' };
const own = journal.of(place);
const tempFolder = path.join(plan.dataFolder, 'temp');
const parts = { jobs, bucket, catalogue: createPlainCatalogue(), pipeline, tempFolder, journal: own };

async function begin(sources: readonly string[]): Promise<string[]> {
  const staging = createStaging({ pipeline });
  const { stagingId } = await staging.stage('c1', sources, { signal: new AbortController().signal });
  const request = { album: 'post/', keepOriginal: true, acl: 'bucket-default', folders: 'flat', duplicates: 'keep' };
  return [await startUpload(parts, staging.files(stagingId), request as Parameters<typeof startUpload>[2])];
}

const ids = await (plan.sources === null
  ? resumeUploads(parts, journal, { connectionId: 'c2', ...place })
  : begin(plan.sources));
if (plan.cancelsWhenTold) process.stdin.once('data', () => ids.map(jobs.cancel));
const ended = await Promise.all(
  ids.map(async (id) => ({ summary: await jobs.ended(id), items: jobs.items(id, 0, 1000) })),
);
process.stdin.destroy();
const outcome: UploadOutcome = { jobs: ended, left: own.left().length };
process.stdout.write(`${JSON.stringify(outcome)}\n`);
bucket.close();
await journal.close();
