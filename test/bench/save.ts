/**
 * A batch of small pictures from the embedded server, saved as JPEG, beside the same pictures one by one. Words: how many
 * groups, if not a thousand.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { createCatalogue } from '../../electron/catalogue/columnar-catalogue.ts';
import { openUnfinishedWrites } from '../../electron/files/unfinished-writes.ts';
import { createPipeline } from '../../electron/pipeline/host-client.ts';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import { PICTURES_AT_ONCE } from '../../electron/transfers/batch-run.ts';
import { createJobCenter } from '../../electron/transfers/job-center.ts';
import { createBatches } from '../../electron/transfers/save-batch.ts';
import { DEFAULT_TEMPLATE, readTemplate } from '../../shared/name-template.ts';
import type { PictureServerRequest } from './picture-server-process.ts';
import { type BenchRow, report } from './rows.ts';

const BUCKET = 'pictures';
const REGION = 'us-east-1';
const KEYS = { accessKeyId: 'BENCH', secretAccessKey: 'bench' };
/** Of a store in the same country. */
const LATENCY_MS = 20;
const IDLE_MS = 3_000;
const RESOLUTION_MS = 1;
const NANOSECONDS = 1_000_000;
const MICROSECONDS = 1_000;
/** Saved by each way before anything is measured. */
const WARM_UP = 40;
const JPEG = { kind: 'convert', format: 'jpeg', quality: 90, metadata: 'keep' } as const;

const groups = Number(process.argv[2] ?? 1_000);
const { signal } = new AbortController();

const server = fork(join(import.meta.dirname, 'picture-server-process.mjs'));
const ask = async (request: PictureServerRequest): Promise<string> => {
  const [answer] = await Promise.all([once(server, 'message'), server.send(request)]);
  return answer[0];
};

const endpoint = await ask({ start: { bucket: BUCKET, groups } });
const place = await mkdtemp(join(tmpdir(), 'contact-sheet-bench-'));
const tempFolder = join(place, 'temp');
await mkdir(tempFolder);
const credentials = fixedCredentials(KEYS);
const bucket = createS3Bucket({ name: BUCKET, prefix: '', region: REGION, endpoint, pathStyle: true, credentials });
const catalogue = await createCatalogue({ prefix: '', namesPath: null });
await catalogue.beginListing();
for await (const page of bucket.listAll({ signal })) await catalogue.addPage(page);
await catalogue.endListing();
const view = await catalogue.openView({ album: null, search: '', sort: 'name', incompleteOnly: false });
const all = await catalogue.ids(view.viewId, 0, view.count);
if (all.length !== groups) throw new Error(`expected ${groups} groups but received ${all.length}`);

const { template } = readTemplate(DEFAULT_TEMPLATE);
if (template === null) throw new Error('expected the default template to be one but received none');
const names = template;
const pipeline = createPipeline({
  hostPath: join(import.meta.dirname, 'image-host-process.mjs'),
  nodePath: process.execPath,
});
const jobs = createJobCenter({ onChange: () => undefined });
const watch = await openUnfinishedWrites(join(place, 'unfinished.json'));
const connection = { summary: { connectionId: 'bench' }, bucket, catalogue };

interface Run {
  ms: number;
  cpuMs: number;
}

let runs = 0;

/** Saves pictures into a new folder, so many at a time. */
async function save(groupIds: Uint32Array, atOnce: number): Promise<Run> {
  const folder = join(place, `run ${runs++}`);
  await mkdir(folder);
  const batches = createBatches({ jobs, pipeline, tempFolder, ledgerFolder: join(folder, '.ledger'), watch, atOnce });
  const cpu = process.cpuUsage();
  const began = performance.now();
  const request = {
    groupIds,
    subject: null,
    folder,
    size: 512,
    choice: JPEG,
    template: names,
    existing: 'skip',
  } as const;
  const { state } = await jobs.ended(batches.start(connection, request));
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  await batches.close();
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jpg'));
  if (state !== 'succeeded' || files.length !== groupIds.length)
    throw new Error(`expected ${groupIds.length} files but received ${files.length}, and the job ${state}`);
  return { ms, cpuMs: (user + system) / MICROSECONDS };
}

async function watched<T>(work: () => Promise<T>): Promise<{ result: T; delays: IntervalHistogram }> {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  const result = await work();
  delays.disable();
  return { result, delays };
}

const p99 = (delays: IntervalHistogram): number => delays.percentile(99) / NANOSECONDS;

await save(all.subarray(0, WARM_UP), 1);
await save(all.subarray(0, WARM_UP), PICTURES_AT_ONCE);
const idle = await watched(() => delay(IDLE_MS));
const single = await save(all, 1);
const batch = await watched(() => save(all, PICTURES_AT_ONCE));
await ask({ latencyMs: LATENCY_MS });
const farSingle = await save(all, 1);
const farBatch = await save(all, PICTURES_AT_ONCE);

server.disconnect();
bucket.close();
await pipeline.close();
await catalogue.close();
await rm(place, { recursive: true, force: true });

const row = (metric: string, value: number, unit: string, target: BenchRow['target'] = null): BenchRow => ({
  metric,
  value,
  unit,
  target,
});
const perSecond = ({ ms }: Run): number => (groups / ms) * 1_000;
report('save', [
  row('a batch over one by one', single.ms / batch.result.ms, 'x', { atLeast: 1.8 }),
  row(`with ${LATENCY_MS} ms a request: a batch over one by one`, farSingle.ms / farBatch.ms, 'x', { atLeast: 3 }),
  row('p99 of the delay over idle', p99(batch.delays) - p99(idle.delays), 'ms', { atMost: 10 }),
  row('a batch', perSecond(batch.result), 'pictures/s'),
  row('one by one', perSecond(single), 'pictures/s'),
  row(`with ${LATENCY_MS} ms a request: a batch`, perSecond(farBatch), 'pictures/s'),
  row(`with ${LATENCY_MS} ms a request: one by one`, perSecond(farSingle), 'pictures/s'),
  row('a batch: CPU time of main a picture', batch.result.cpuMs / groups, 'ms'),
  row('one by one: CPU time of main a picture', single.cpuMs / groups, 'ms'),
  row('idle: p99', p99(idle.delays), 'ms'),
]);
