/** Listing a made-up bucket of a million keys, beside the paginator of the AWS SDK. Words: how many keys, if not a million. */
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { createS3Bucket } from '../../electron/s3/s3-bucket.ts';
import { SYNTHETIC_SIZES, type SyntheticAlbum } from '../support/synthetic-keys.ts';
import { type RemoteListingServer, startRemoteListingServer } from './remote-listing-server.ts';
import { type BenchRow, report } from './rows.ts';

const BUCKET = 'million';
const REGION = 'us-east-1';
const KEYS = { accessKeyId: 'BENCH', secretAccessKey: 'bench' };
const LATENCY_MS = 80;
const PAGE = 1_000;
/** Of the SDK's paginator: measured on fewer pages and scaled, for it takes the same time for each. */
const PEER_PAGES = 40;
/** Of both, before anything is measured. */
const WARM_UP_PAGES = 20;
const MICROSECONDS = 1_000;

const keys = Number(process.argv[2] ?? 1_000_000);
const groups = Math.floor(keys / SYNTHETIC_SIZES.length);

/** Key sets of the same size. */
const sets: Readonly<Record<string, SyntheticAlbum[]>> = {
  uniform: [{ name: 'post', groups }],
  skewed: [
    { name: 'post', groups: Math.floor(groups * 0.9) },
    ...Array.from({ length: 50 }, (_, n) => ({ name: `album-${n}`, groups: Math.floor(groups * 0.002) })),
  ],
  'by time': [{ name: 'post', groups, ids: 'by-time' }],
};

interface Run {
  keys: number;
  ms: number;
  cpuMs: number;
  serverMs: number;
  requests: number;
}

/** Time, CPU time of this process, and of the server's, of one listing. */
async function measure(server: RemoteListingServer, list: () => Promise<number>): Promise<Run> {
  const before = await server.work();
  const cpu = process.cpuUsage();
  const began = performance.now();
  const listed = await list();
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const after = await server.work();
  return {
    keys: listed,
    ms,
    cpuMs: (user + system) / MICROSECONDS,
    serverMs: after.cpuMs - before.cpuMs,
    requests: after.requests - before.requests,
  };
}

/** The product: every key of the bucket, or as many pages as are asked for. */
async function listAll(endpoint: string, pages = Number.POSITIVE_INFINITY): Promise<number> {
  const credentials = fixedCredentials(KEYS);
  const bucket = createS3Bucket({ name: BUCKET, prefix: '', region: REGION, endpoint, pathStyle: true, credentials });
  let listed = 0;
  let count = 0;
  for await (const page of bucket.listAll({ signal: new AbortController().signal })) {
    listed += page.length;
    count++;
    if (count >= pages) break;
  }
  bucket.close();
  return listed;
}

/** The peer: as many pages as are asked for. */
async function paginate(client: S3Client, pages: number): Promise<number> {
  let listed = 0;
  let count = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: BUCKET })) {
    listed += Contents.length;
    count++;
    if (count >= pages) break;
  }
  return listed;
}

async function benchSet(name: string, albums: readonly SyntheticAlbum[]): Promise<BenchRow[]> {
  const server = await startRemoteListingServer({ bucket: BUCKET, albums, prepared: true });
  const { endpoint } = server;
  const all = albums.reduce((sum, album) => sum + album.groups, 0) * SYNTHETIC_SIZES.length;
  const client = new S3Client({ endpoint, region: REGION, credentials: KEYS, forcePathStyle: true });
  await paginate(client, WARM_UP_PAGES);
  await listAll(endpoint, WARM_UP_PAGES);
  const rows: BenchRow[] = [];
  for (const latencyMs of name === 'uniform' ? [0, LATENCY_MS] : [LATENCY_MS]) {
    await server.setLatency(latencyMs);
    const peer = await measure(server, () => paginate(client, PEER_PAGES));
    const own = await measure(server, () => listAll(endpoint));
    if (own.keys !== all) throw new Error(`expected ${all} keys but received ${own.keys}`);
    rows.push(...rowsOf(`${name}, ${latencyMs} ms`, latencyMs, { peer, own }));
  }
  client.destroy();
  server.stop();
  return rows;
}

function rowsOf(name: string, latencyMs: number, { peer, own }: { peer: Run; own: Run }): BenchRow[] {
  const peerMs = (peer.ms / peer.keys) * own.keys;
  const perPage = ({ cpuMs, keys: listed }: Run): number => (cpuMs / listed) * PAGE;
  const row = (metric: string, value: number, unit: string, target: BenchRow['target'] = null): BenchRow => ({
    metric: `${name}: ${metric}`,
    value,
    unit,
    target,
  });
  const rows = [
    row('time', own.ms / 1_000, 's'),
    row('time of the paginator, scaled', peerMs / 1_000, 's'),
    row('times as fast as the paginator', peerMs / own.ms, 'x', { atLeast: latencyMs > 0 ? 30 : 5 }),
    row('requests a page', (own.requests / own.keys) * PAGE, ''),
    row('CPU a page', perPage(own), 'ms'),
    row('share of the time in which the server worked', own.serverMs / own.ms, ''),
  ];
  if (latencyMs > 0) return rows;
  return [
    ...rows,
    row('CPU a page of the paginator', perPage(peer), 'ms'),
    row('times less CPU a page than the paginator', perPage(peer) / perPage(own), 'x', { atLeast: 15 }),
  ];
}

const rows: BenchRow[] = [];
for (const [name, albums] of Object.entries(sets)) rows.push(...(await benchSet(name, albums)));
report('listing', rows);
