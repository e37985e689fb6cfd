import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startDelete } from '../../electron/transfers/delete.ts';
import { endUnfinished } from '../../electron/transfers/unfinished-uploads.ts';
import { resumeUploads, startUpload } from '../../electron/transfers/upload.ts';
import { isEnded, type JobSummary } from '../../shared/job.ts';
import type { StoredObject } from '../support/embedded-server.ts';
import { startFaultingProxy } from '../support/faulting-proxy.ts';
import type { StrictServer } from '../support/strict-server.ts';
import { faultSchedule } from './fault-schedule.ts';
import { CONNECTION_ID, type FlowParts, openFlowParts } from './flow-parts.ts';
import { ALBUM, OLD_CONTENT } from './flow-plan.ts';
import {
  leftInTemp,
  notSentOnce,
  shownAsWhole,
  storedGroups,
  strangeFiles,
  tornGroups,
  touched,
} from './invariants.ts';
import type { PreparedPicture } from './prepared-pictures.ts';
import { type SeededRandom, seededRandom } from './random.ts';
import { widestOf } from './saved-files.ts';
import { seededKey } from './seeded-bucket.ts';

/** Short, for a server on loopback, and long enough for a machine that runs other things too. */
const SCHEDULE_PACE = { connectMs: 2_000, idleMs: 300, replyMs: 500, firstRepeatMs: 1, longestRepeatMs: 8 } as const;
/** What failed is tried again; with a line that works that is once, but for what a busy machine itself delays. */
const MOST_RETRIES = 20;
const UNDO_MS = 1;
const TWO_DAYS_MS = 48 * 60 * 60_000;
/** What goes of the seeded bucket: one group, and a picture of another program. */
const DELETED = [seededKey(2, 'thumbnail'), 'camera/IMG_2.jpg'];

export interface ScheduleSurroundings {
  server: StrictServer;
  pictures: readonly PreparedPicture[];
  seed: readonly StoredObject[];
}

export interface ScheduleOutcome {
  requests: number;
  findings: string[];
}

interface ScheduleScene {
  parts: FlowParts;
  folder: string;
  pictures: readonly PreparedPicture[];
  random: SeededRandom;
}

/** Something that a person asks for: starts a job, and is asked for anew where that job cannot be tried again. */
type Order = (scene: ScheduleScene) => Promise<string>;

/** Uploads, saves, deletes and lists under faults of one seed; then without any until all is done. */
export async function runSchedule(
  { server, pictures, seed: objects }: ScheduleSurroundings,
  seed: number,
): Promise<ScheduleOutcome> {
  const home = await mkdtemp(path.join(await realpath(os.tmpdir()), 'contact-sheet-schedule-'));
  const [folder, dataFolder] = [path.join(home, 'person'), path.join(home, 'data')];
  await Promise.all([mkdir(folder), mkdir(dataFolder)]);
  await writeFile(path.join(folder, 'one.webp'), OLD_CONTENT);
  const bucket = `schedule-${randomUUID()}`;
  server.fill(bucket, objects);
  const proxy = await startFaultingProxy(server.endpoint);
  const place = { dataFolder, endpoint: proxy.endpoint, bucket, pictures, pace: SCHEDULE_PACE };
  const parts = await openFlowParts(place);
  try {
    const random = seededRandom(seed);
    const scene = { parts, folder, pictures, random };
    await untilItWorks(() => parts.list());
    proxy.strike({ match: () => true, fault: faultSchedule(seed) });
    const isLarge = random.chance(LARGE_SHARE);
    const orders = ordersOf(isLarge);
    const jobs = await underFaults(scene, orders);
    const torn = tornGroups(storedGroups(server.objects(bucket), pictures));
    const requests = proxy.requests.length;
    proxy.reset();
    const unfinished = await untilDone(scene, orders, jobs);
    await openAgain(parts);
    await untilItWorks(() => parts.list());
    const dayAfter = { bucket: parts.bucket, isNeeded: () => false, now: () => Date.now() + TWO_DAYS_MS };
    await untilItWorks(() => endUnfinished(dayAfter, { signal: never }));
    const groups = storedGroups(server.objects(bucket), pictures);
    const findings = [
      ...torn.map((finding) => `while it failed: ${finding}`),
      ...unfinished,
      ...tornGroups(groups),
      ...shownAsWhole(await parts.groups(), groups),
      ...touched(server.objects(bucket), objects.filter(isKept)),
      ...deletedStill(server, bucket),
      ...notSentOnce(groups, objects, {
        sources: uploaded(isLarge, pictures),
        isKeptOriginal: false,
        mayBeMissing: false,
      }),
      ...(await strangeFiles(folder, { 'one.webp': [widestOf(objects, 0)], 'two.webp': [widestOf(objects, 1)] })),
      ...server.uploads(bucket).map(({ key }) => `${key}: an upload in parts is left`),
    ];
    await parts.close();
    return { requests, findings: [...findings, ...(await leftInTemp(dataFolder))] };
  } finally {
    await parts.close();
    await proxy.stop();
    server.drop(bucket);
    await rm(home, { recursive: true, force: true });
  }
}

const never = new AbortController().signal;
const LARGE_SHARE = 0.15;
const CANCEL_SHARE = 0.1;

/** What could not be taken back while the server did not answer is, when the bucket opens the next time. */
async function openAgain({ uploads, journal, bucket: { name, endpoint, prefix }, jobs }: FlowParts): Promise<void> {
  const resumed = await resumeUploads(uploads, journal, { connectionId: CONNECTION_ID, name, endpoint, prefix });
  await Promise.all(resumed.map((jobId) => jobs.ended(jobId)));
}

async function untilItWorks(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < MOST_RETRIES; tries += 1) if (await work().then(isTrue, () => false)) return;
  await work();
}

const isTrue = (): boolean => true;

const uploaded = (isLarge: boolean, pictures: readonly PreparedPicture[]): readonly PreparedPicture[] =>
  isLarge ? pictures : pictures.slice(0, 3);

const isKept = ({ key }: StoredObject): boolean =>
  key !== 'camera/IMG_2.jpg' && !key.startsWith(seededKey(2, 'thumbnail').slice(0, -'_thumbnail.webp'.length));

const deletedStill = (server: StrictServer, bucket: string): string[] =>
  server
    .objects(bucket)
    .filter(({ key }) => DELETED.includes(key))
    .map(({ key }) => `${key}: not deleted`);

const ordersOf = (isLarge: boolean): Order[] => [
  upload((pictures) => pictures.slice(0, 3), false),
  ...(isLarge ? [upload((pictures) => pictures.slice(3), false)] : []),
  save(0, 'one.webp'),
  save(1, 'two.webp'),
  remove,
];

/** Begins them in an order of the seed's, at once or one after the other, with a listing beside; answers the jobs in the order of `orders`. */
async function underFaults(scene: ScheduleScene, orders: readonly Order[]): Promise<string[]> {
  const { parts, random } = scene;
  const isOneByOne = random.chance(0.3);
  const listing = parts.list().catch(() => undefined);
  const jobs = new Map<Order, string>();
  for (const order of shuffled(orders, random)) {
    const jobId = await order(scene);
    jobs.set(order, jobId);
    if (random.chance(CANCEL_SHARE)) setImmediate(() => parts.jobs.cancel(jobId));
    if (isOneByOne) await parts.jobs.ended(jobId);
  }
  await Promise.all([...jobs.values()].map((jobId) => parts.jobs.ended(jobId)));
  await listing;
  return orders.map((order) => jobs.get(order) ?? '');
}

function shuffled<T>(all: readonly T[], random: SeededRandom): T[] {
  const keyed = all.map((one) => ({ one, at: random.next() }));
  return keyed.sort((a, b) => a.at - b.at).map(({ one }) => one);
}

/** Tries again what did not succeed. Answers what still did not. */
async function untilDone(scene: ScheduleScene, orders: readonly Order[], jobs: readonly string[]): Promise<string[]> {
  const outcomes = orders.map(async (order, index) => {
    let jobId = jobs[index] ?? '';
    for (let tries = 0; ; tries += 1) {
      const job = await scene.parts.jobs.ended(jobId);
      if (isDone(job)) return [];
      if (tries >= MOST_RETRIES) return [`${job.kind} of ${job.subject}: ${JSON.stringify(reasons(scene, job))}`];
      jobId = job.canRetry ? await scene.parts.jobs.retry(jobId) : await order(scene);
    }
  });
  return (await Promise.all(outcomes)).flat();
}

const isDone = ({ state }: JobSummary): boolean => isEnded(state) && state === 'succeeded';

const reasons = ({ parts }: ScheduleScene, { id, error }: JobSummary): unknown[] => [
  error,
  ...parts.jobs.items(id, 0, 100).flatMap((item) => item.error ?? []),
];

const upload =
  (chosen: (pictures: readonly PreparedPicture[]) => readonly PreparedPicture[], keepOriginal: boolean): Order =>
  async ({ parts, pictures }) => {
    const { catalogue, staging, uploads } = parts;
    const paths = chosen(pictures).map(({ path: file }) => file);
    const { stagingId } = await staging.stage(CONNECTION_ID, paths, { signal: never, catalogue });
    const request = {
      album: ALBUM,
      keepOriginal,
      acl: 'bucket-default',
      folders: 'flat',
      duplicates: 'keep',
    } as const;
    return startUpload(uploads, staging.files(stagingId), request);
  };

const save =
  (index: number, name: string): Order =>
  async ({ parts, folder }) =>
    parts.saves.saveObject(parts.connection, seededKey(index, 'widest'), path.join(folder, name));

const remove: Order = async ({ parts }) => {
  const { bucket, catalogue, jobs } = parts;
  const known = await Promise.all(DELETED.map((key) => catalogue.groupOfKey(key)));
  const ids = Uint32Array.from(known.flatMap((id) => id ?? []));
  return startDelete({ connectionId: CONNECTION_ID, bucket, catalogue, jobs, undoMs: UNDO_MS }, ids);
};
