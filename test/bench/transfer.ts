/**
 * Fetching and sending 10,000 small objects as files, beside the AWS SDK with its default settings and 50 requests in
 * flight, and aws-cli where it is installed. Words: how many objects, if not 10,000.
 */
import { execFile, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import { type BenchRow, report } from './rows.ts';

const BUCKET = 'transfers';
const REGION = 'us-east-1';
const KEYS = { accessKeyId: 'BENCH', secretAccessKey: 'bench' };
const OBJECT_BYTES = 10 * 1024;
/** Of the peer, as the issue sets it; the product is given the same. */
const IN_FLIGHT = 50;
const WARM_UP = 500;
/** Files that are sent, each several times. */
const SOURCES = 1_000;
const MICROSECONDS = 1_000;
const METADATA = { name: 'IMG_0001', extension: 'jpg', width: '4032', height: '3024' };

const wanted = Number(process.argv[2] ?? 10_000);
const signal = new AbortController().signal;
const keyOf = (index: number): string => `album/${String(index).padStart(6, '0')}_512.webp`;

interface Run {
  ms: number;
  cpuMs: number;
}

/** Time, and CPU time of this process, of `count` transfers. */
async function measure(count: number, transfer: (index: number) => Promise<unknown>): Promise<Run> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) await transfer(next++);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  const { user, system } = process.cpuUsage(cpu);
  return { ms: performance.now() - began, cpuMs: (user + system) / MICROSECONDS };
}

/** The same files again and again: what is measured is the way, not the disk. */
async function makeSources(folder: string, count: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const sources: string[] = [];
  for (let index = 0; index < count; index++) {
    const path = join(folder, `${index}.webp`);
    await writeFile(path, randomBytes(OBJECT_BYTES));
    sources.push(path);
  }
  return sources;
}

function product(endpoint: string): Bucket {
  const credentials = fixedCredentials(KEYS);
  return createS3Bucket({ name: BUCKET, prefix: '', region: REGION, endpoint, pathStyle: true, credentials });
}

function productUp(bucket: Bucket, sources: readonly string[], prefix: string) {
  return async (index: number): Promise<void> => {
    const body = { path: sources[index % sources.length] ?? '', bytes: OBJECT_BYTES };
    await bucket.put(prefix + keyOf(index), body, { contentType: 'image/webp', metadata: METADATA, signal });
  };
}

function peerUp(client: S3Client, sources: readonly string[], prefix: string) {
  return async (index: number): Promise<void> => {
    const Body = await readFile(sources[index % sources.length] ?? '');
    const Key = prefix + keyOf(index);
    await client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key, Body, ContentType: 'image/webp', Metadata: METADATA }),
    );
  };
}

/** Both turn about, so that neither has the quieter machine. */
async function rounds(count: number, ours: (from: number) => Promise<Run>, theirs: (from: number) => Promise<Run>) {
  const slices = 4;
  const sum = { ours: { ms: 0, cpuMs: 0 }, theirs: { ms: 0, cpuMs: 0 } };
  for (let slice = 0; slice < slices; slice++) {
    const from = Math.floor((count / slices) * slice);
    for (const [whose, run] of [
      ['ours', ours],
      ['theirs', theirs],
    ] as const) {
      const { ms, cpuMs } = await run(from);
      sum[whose].ms += ms;
      sum[whose].cpuMs += cpuMs;
    }
  }
  return { ...sum, each: Math.floor(count / slices) };
}

async function compare(what: string, count: number, ours: Transfer, theirs: Transfer): Promise<BenchRow[]> {
  await measure(WARM_UP, ours);
  await measure(WARM_UP, theirs);
  const each = Math.floor(count / 4);
  const sums = await rounds(
    count,
    (from) => measure(each, (index) => ours(from + index)),
    (from) => measure(each, (index) => theirs(from + index)),
  );
  const perObject = (ms: number): number => ms / (each * 4);
  return [
    { metric: `${what}: time an object`, value: perObject(sums.ours.ms), unit: 'ms', target: null },
    { metric: `${what}: SDK’s time an object`, value: perObject(sums.theirs.ms), unit: 'ms', target: null },
    { metric: `${what}: CPU an object`, value: perObject(sums.ours.cpuMs), unit: 'ms', target: null },
    { metric: `${what}: SDK’s CPU an object`, value: perObject(sums.theirs.cpuMs), unit: 'ms', target: null },
    {
      metric: `${what}: quicker than the SDK`,
      value: sums.theirs.ms / sums.ours.ms,
      unit: 'x',
      target: { atLeast: 2 },
    },
  ];
}

type Transfer = (index: number) => Promise<unknown>;

async function hasAwsCli(): Promise<boolean> {
  return promisify(execFile)('aws', ['--version']).then(
    () => true,
    () => false,
  );
}

/** `aws s3 cp --recursive` of as many objects, both ways; null where there is no aws-cli. */
async function awsCli(endpoint: string, folder: string, sources: string): Promise<{ up: number; down: number } | null> {
  if (!(await hasAwsCli())) return null;
  const env = { ...process.env, AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey };
  const copy = async (from: string, to: string): Promise<number> => {
    const began = performance.now();
    const args = ['--endpoint-url', endpoint, '--region', REGION, 's3', 'cp', '--recursive', '--quiet', from, to];
    await promisify(execFile)('aws', args, { env });
    return performance.now() - began;
  };
  const up = await copy(sources, `s3://${BUCKET}/cli`);
  return { up, down: await copy(`s3://${BUCKET}/cli`, join(folder, 'cli')) };
}

/** The product’s time an object beside that of aws-cli, which was given fewer of them; nothing where it is not there. */
function besideCli(what: string, [ours]: readonly BenchRow[], cliMs: number | undefined): BenchRow[] {
  if (cliMs === undefined || ours === undefined) return [];
  const each = cliMs / SOURCES;
  return [
    { metric: `${what}: aws-cli’s time an object`, value: each, unit: 'ms', target: null },
    { metric: `${what}: quicker than aws-cli`, value: each / ours.value, unit: 'x', target: { atLeast: 5 } },
  ];
}

const folder = await mkdtemp(join(tmpdir(), 'contact-sheet-bench-'));
const server = fork(join(import.meta.dirname, 'object-server-process.mjs'));
try {
  const [endpoint] = (await once(server, 'message')) as [string];
  const sources = await makeSources(join(folder, 'sources'), SOURCES);
  const bucket = product(endpoint);
  const client = new S3Client({ region: REGION, endpoint, forcePathStyle: true, credentials: KEYS });
  const up = await compare('up', wanted, productUp(bucket, sources, 'ours/'), peerUp(client, sources, 'theirs/'));
  await mkdir(join(folder, 'ours'));
  await mkdir(join(folder, 'theirs'));
  let file = 0;
  const down = await compare(
    'down',
    wanted,
    (index) => bucket.getFile(`ours/${keyOf(index)}`, join(folder, 'ours', `${file++}`), { signal }),
    async (index) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: `theirs/${keyOf(index)}` }));
      const content = await Body?.transformToByteArray();
      await writeFile(join(folder, 'theirs', `${file++}`), content ?? '');
    },
  );
  bucket.close();
  client.destroy();
  const cli = await awsCli(endpoint, folder, join(folder, 'sources'));
  if (cli === null) console.log('skipped: aws-cli is not installed');
  report('transfer', [...up, ...besideCli('up', up, cli?.up), ...down, ...besideCli('down', down, cli?.down)]);
} finally {
  server.disconnect();
  await rm(folder, { recursive: true, force: true });
}
