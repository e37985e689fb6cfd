import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { CreateMultipartUploadCommand, ListPartsCommand } from '@aws-sdk/client-s3';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket, UnfinishedUpload } from '../../electron/s3/bucket.ts';
import { MIN_PART_BYTES } from '../../electron/s3/upload-limits.ts';
import { endUnfinished, findUnfinished, UNFINISHED_AFTER_MS } from '../../electron/transfers/unfinished-uploads.ts';
import { listKeys } from '../support/bucket-content.ts';
import { buildProgram } from '../support/built-program.ts';
import type { TestServer } from '../support/embedded-server.ts';
import {
  type FaultingProxy,
  type RequestMatch,
  type SeenRequest,
  startFaultingProxy,
} from '../support/faulting-proxy.ts';
import { plainClient } from '../support/plain-client.ts';
import { newBucket, rgwLabel, rgwMissing, runningRgw } from '../support/s3-servers.ts';
import { startStrictServer } from '../support/strict-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { sizeOf } from '../support/transfer-scene.ts';
import type { UploadOutcome, UploadPlan } from '../support/upload-program.ts';

const { signal } = new AbortController();
const PARTS = 6;
const KILLED_PART = 5;
/** A picture that no width can be made of, so that its original goes up, in six parts. */
const SOURCE = `picture 20x20000 ${Array.from({ length: (PARTS - 1) * 700_000 }, (_, n) => n.toString(36).padStart(7, '0')).join('.')}`;

const isPart: RequestMatch = ({ method, path }) => method === 'PUT' && path.includes('partNumber=');
const isComplete: RequestMatch = ({ method, path }) => method === 'POST' && path.includes('uploadId=');
const isBegin: RequestMatch = ({ method, path }) => method === 'POST' && /[?&]uploads/.test(path);
const isThumbnail: RequestMatch = ({ method, path }) => method === 'PUT' && path.includes('_thumbnail.webp');
const partNumberOf = ({ path }: SeenRequest): number => Number(/partNumber=(\d+)/.exec(path)?.[1]);

const servers = [
  { label: 'a server as strict as Amazon S3', missing: null, start: startStrictServer },
  { label: rgwLabel, missing: rgwMissing, start: async () => runningRgw() },
];

let program = '';
beforeAll(async () => {
  program = await buildProgram('test/support/upload-program.ts');
});

describe.each(servers)('an upload whose process is killed, at $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    let proxy: FaultingProxy;
    let direct: Bucket;
    let plan: Omit<UploadPlan, 'sources' | 'cancelsWhenTold'>;
    let source: string;

    beforeAll(async () => {
      server = await start();
      proxy = await startFaultingProxy(server.endpoint);
      return async () => {
        await proxy.stop();
        await server.stop();
      };
    });
    beforeEach(async () => {
      proxy.reset();
      const bucket = await newBucket(server);
      direct = server.openBucket(bucket);
      const home = await temporaryFolder();
      const dataFolder = path.join(home, 'data');
      source = path.join(home, 'tall.jpg');
      await mkdir(dataFolder);
      await writeFile(source, SOURCE);
      plan = {
        endpoint: proxy.endpoint,
        region: server.region,
        keys: { ...server.keys },
        bucket,
        place: 'https://s3.example',
        dataFolder,
        partBytes: MIN_PART_BYTES,
      };
      return () => direct.close();
    });

    const begin = async (rest: Pick<UploadPlan, 'sources'> & Partial<UploadPlan>): Promise<ChildProcess> => {
      const file = path.join(plan.dataFolder, 'plan.json');
      await writeFile(file, JSON.stringify({ ...plan, cancelsWhenTold: false, ...rest }));
      const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
      return spawn(process.execPath, [program, file], { stdio: ['pipe', 'pipe', 'inherit'], env });
    };
    const outcome = async (child: ChildProcess): Promise<UploadOutcome> => {
      const told = await text(child.stdout as NodeJS.ReadableStream);
      return JSON.parse(told) as UploadOutcome;
    };
    /** Runs until `match` comes to the proxy for the `nth` time, and is killed there. */
    const runUntil = async (match: RequestMatch, kind: 'refuse' | 'lose-reply' = 'refuse', nth = 1): Promise<void> => {
      const child = await begin({ sources: [source] });
      let seen = 0;
      let isDead = false;
      const kill = (): void => {
        isDead = true;
        child.kill('SIGKILL');
      };
      proxy.strike({
        match: (request) => isDead || (match(request) && ++seen >= nth),
        fault: () => {
          if (isDead || kind === 'refuse') {
            kill();
            return { kind: 'refuse' };
          }
          return { kind: 'lose-reply', done: kill };
        },
      });
      const [, killedBy] = await once(child, 'exit');
      expect(killedBy).toBe('SIGKILL');
      proxy.reset();
    };
    const resume = async (): Promise<UploadOutcome> => outcome(await begin({ sources: null }));
    const unfinished = async (): Promise<UnfinishedUpload[]> => {
      const found: UnfinishedUpload[] = [];
      for await (const page of direct.listUploads({ signal })) found.push(...page);
      return found;
    };
    const partsOf = async ({ key, uploadId }: UnfinishedUpload): Promise<number[]> => {
      const reply = await plainClient(server).send(
        new ListPartsCommand({ Bucket: plan.bucket, Key: key, UploadId: uploadId }),
      );
      return (reply.Parts ?? []).flatMap(({ PartNumber }) => PartNumber ?? []);
    };
    const expectWhole = async (): Promise<void> => {
      const keys = await listKeys(direct);
      expect(keys.map(sizeOf).sort()).toEqual(['original', 'thumbnail']);
      const target = path.join(plan.dataFolder, 'fetched');
      await direct.getFile(keys.find((key) => sizeOf(key) === 'original') ?? '', target, { signal });
      expect((await readFile(target, 'utf8')) === SOURCE).toBe(true);
      expect(await unfinished()).toEqual([]);
    };
    const done = { jobs: [{ summary: { state: 'succeeded', itemsDone: 1, itemsTotal: 1 } }], left: 0 };

    it('case 31: goes on with the parts that the server lists, and sends none of them again', async () => {
      await runUntil((request) => isPart(request) && partNumberOf(request) === KILLED_PART);
      const [upload, ...more] = await unfinished();
      expect(more).toEqual([]);
      const stored = upload === undefined ? [] : await partsOf(upload);
      expect(stored.length).toBeGreaterThan(0);
      expect(await resume()).toMatchObject(done);
      const sent = proxy.requests.filter(isPart).map(partNumberOf).sort();
      // One more may have been on its way to the server when the process was killed.
      expect(sent.filter((number) => stored.includes(number))).toEqual([]);
      expect(new Set(sent).size).toBe(sent.length);
      expect(sent).toContain(KILLED_PART);
      expect(proxy.count(isBegin)).toBe(0);
      await expectWhole();
    });

    it('case 32: begins anew where the upload is gone meanwhile', async () => {
      await runUntil((request) => isPart(request) && partNumberOf(request) === KILLED_PART);
      for (const upload of await unfinished()) await direct.abortUpload(upload, { signal });
      expect(await resume()).toMatchObject(done);
      expect(proxy.count(isBegin)).toBe(1);
      await expectWhole();
    });

    it('case 33: finds by HEAD what was completed before the reply came, and tells of it once, as success', async () => {
      await runUntil(isComplete, 'lose-reply');
      expect(await resume()).toMatchObject(done);
      expect(proxy.count(isBegin)).toBe(0);
      expect(proxy.count(isPart)).toBe(0);
      await expectWhole();
    });

    it('case 36: ends what it had begun and not noted, and goes on with its group', async () => {
      await runUntil(isBegin, 'lose-reply');
      expect(await unfinished()).toHaveLength(1);
      expect(await resume()).toMatchObject(done);
      await expectWhole();
    });

    it('case 36: shows nothing as whole before it is, and sends only the thumbnail where nothing else is missing', async () => {
      await runUntil(isThumbnail);
      expect((await listKeys(direct)).map(sizeOf)).toEqual(['original']);
      expect(await resume()).toMatchObject(done);
      expect(proxy.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
      await expectWhole();
    });

    it('case 34: takes back what was cancelled while the server was away, in the next run', async () => {
      const child = await begin({ sources: [source], cancelsWhenTold: true });
      proxy.strike({
        match: (request) => isPart(request) && partNumberOf(request) === 5,
        fault: () => {
          proxy.strike({ match: () => true, fault: { kind: 'refuse' } });
          child.stdin?.write('cancel\n');
          return { kind: 'hold', until: new Promise(() => undefined) };
        },
        times: 1,
      });
      const first = await outcome(child);
      expect(first).toMatchObject({ jobs: [{ summary: { state: 'cancelled' } }], left: 1 });
      proxy.reset();
      expect(await unfinished()).toHaveLength(1);
      expect(await resume()).toEqual({ jobs: [], left: 0 });
      expect(await unfinished()).toEqual([]);
      expect(await listKeys(direct)).toEqual([]);
    });

    it('finds and ends uploads in parts that nobody goes on with: of our layout, and older than a day', async () => {
      const ours = (n: number): string => `post/f06bb30d-c640-41bc-b287-9b22111ac76${n}_original.jpg`;
      const client = plainClient(server);
      for (const key of [ours(1), ours(2), 'post/ & +%/a film.mov'])
        await client.send(new CreateMultipartUploadCommand({ Bucket: plan.bucket, Key: key }));
      const isNeeded = ({ key }: UnfinishedUpload): boolean => key === ours(2);
      const parts = { bucket: direct, isNeeded };
      expect(await findUnfinished(parts, { signal })).toEqual([]);
      const later = { ...parts, now: () => Date.now() + UNFINISHED_AFTER_MS + 60_000 };
      expect((await findUnfinished(later, { signal })).map(({ key }) => key)).toEqual([ours(1)]);
      expect(await endUnfinished(later, { signal })).toBe(1);
      expect((await unfinished()).map(({ key }) => key).sort()).toEqual([ours(2), 'post/ & +%/a film.mov'].sort());
      expect(await endUnfinished(later, { signal })).toBe(0);
    });
  });
});
