import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Pipeline } from '../../electron/pipeline/pipeline.ts';
import type { BatchRequest } from '../../electron/transfers/batch-pictures.ts';
import { createBatches } from '../../electron/transfers/save-batch.ts';
import { DEFAULT_TEMPLATE, readTemplate } from '../../shared/name-template.ts';
import { encodeMetadata } from '../../shared/object-metadata.ts';
import { bytesOf, MEGABYTE } from '../support/bucket-content.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { isGet, isMethod, type RequestMatch } from '../support/faulting-proxy.ts';
import { webp } from '../support/pictures.ts';
import { serverKinds } from '../support/s3-servers.ts';
import { smallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import {
  allGroups,
  type EndedJob,
  startPipeline,
  type TransferScene,
  transferScene,
} from '../support/transfer-scene.ts';

const { signal } = new AbortController();
const PICTURES = 5;
/** Of a disk of one megabyte: room for a single small file stays. */
const NEARLY_ALL = 255 * 4096;
const jpeg = { kind: 'convert', format: 'jpeg', quality: 90, metadata: 'keep' } as const;
const asStored = { kind: 'as-stored' } as const;
const uuidOf = (n: number): string => `f06bb30d-c640-41bc-b287-${String(n).padStart(12, '0')}`;
const keyOf = (n: number): string => `post/${uuidOf(n)}_512.webp`;
const getOf =
  (n: number): RequestMatch =>
  (request) =>
    isGet(request) && request.path.includes(uuidOf(n));

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  return () => pipeline.close();
});

interface BatchScene {
  at: TransferScene;
  stored: Buffer[];
  save(request?: Partial<BatchRequest>): Promise<EndedJob>;
  /** Forgets what was saved, as another computer would not know it. */
  forget(): Promise<void>;
}

/** Pictures of 512 px in one album, whose names only the objects tell. */
async function pictures(server: TestServer, nameOf = (n: number) => `picture ${n}`): Promise<BatchScene> {
  const at = await transferScene(server, pipeline);
  const stored: Buffer[] = [];
  for (let n = 0; n < PICTURES; n++) {
    const content = await webp({ width: 512, height: 300 + 10 * n });
    const metadata = encodeMetadata({ name: nameOf(n), extension: 'jpg' });
    stored.push(content);
    await at.put([{ key: keyOf(n), content, contentType: 'image/webp', metadata }]);
  }
  await at.list();
  const groupIds = Uint32Array.from(await allGroups(at));
  const open = async () =>
    createBatches({ jobs: at.jobs, pipeline, tempFolder: at.tempFolder, ledgerFolder: await temporaryFolder() });
  let batches = await open();
  onTestFinished(() => batches.close());
  const { template } = readTemplate(DEFAULT_TEMPLATE);
  if (template === null) throw new Error('expected the default template to be one');
  return {
    at,
    stored,
    save: (request = {}) =>
      at.ended(
        batches.start(at.connection, {
          groupIds,
          subject: null,
          folder: at.folder,
          size: 'largest',
          choice: jpeg,
          template,
          existing: 'replace',
          ...request,
        }),
      ),
    async forget() {
      await batches.close();
      batches = await open();
    },
  };
}

describe.each(serverKinds)('a batch of saves with $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;

    beforeAll(async () => {
      server = await start();
      return () => server.stop();
    });

    it('case 46: converts every picture into a file of its own, by one request for each', async () => {
      const { at, save } = await pictures(server, (n) => (n < 2 ? '경주' : `picture ${n}`));
      const { summary } = await save();
      expect(summary).toMatchObject({ state: 'succeeded', itemsDone: PICTURES, savedPath: at.folder });
      const files = (await readdir(at.folder)).sort();
      expect(files.map((name) => name.normalize('NFC'))).toEqual([
        'picture 2_512.jpg',
        'picture 3_512.jpg',
        'picture 4_512.jpg',
        '경주_512 (2).jpg',
        '경주_512.jpg',
      ]);
      const facts = await Promise.all(files.map((name) => sharp(path.join(at.folder, name)).metadata()));
      expect(facts.map(({ format, width }) => [format, width])).toEqual(files.map(() => ['jpeg', 512]));
      expect(new Set(facts.map(({ height }) => height))).toEqual(new Set([300, 310, 320, 330, 340]));
      expect(at.proxy.requests).toHaveLength(PICTURES);
      expect(await readdir(at.tempFolder)).toEqual([]);
    });

    it('sends no request for files that it knows to be right, and one HEAD where only the bytes can tell', async () => {
      const { at, stored, save, forget } = await pictures(server);
      await save({ choice: asStored });
      for (const [n, content] of stored.entries()) {
        expect((await readFile(path.join(at.folder, `picture ${n}_512.webp`))).equals(content)).toBe(true);
      }
      at.proxy.reset();
      expect((await save({ choice: asStored })).summary).toMatchObject({ itemsDone: 0, itemsSkipped: PICTURES });
      expect(at.proxy.requests).toEqual([]);
      await forget();
      expect((await save({ choice: asStored })).summary).toMatchObject({ itemsDone: 0, itemsSkipped: PICTURES });
      expect(at.proxy.count(isGet)).toBe(0);
      expect(at.proxy.count(isMethod('HEAD'))).toBe(PICTURES);
    });

    it('fetches a picture again that was put anew', async () => {
      const { at, save } = await pictures(server);
      await save();
      at.proxy.reset();
      const content = await webp({ width: 512, height: 500 });
      await at.put([
        { key: keyOf(3), content, contentType: 'image/webp', metadata: encodeMetadata({ name: 'picture 3' }) },
      ]);
      await at.list();
      expect((await save()).summary).toMatchObject({ itemsDone: 1, itemsSkipped: PICTURES - 1 });
      expect((await sharp(path.join(at.folder, 'picture 3_512.jpg')).metadata()).height).toBe(500);
    });

    it('case 25: goes on where a connection was cut, under If-Match, and the bytes are equal', async () => {
      const { at, save } = await pictures(server);
      const content = bytesOf(MEGABYTE);
      await at.put([{ key: keyOf(2), content, metadata: encodeMetadata({ name: 'large' }) }]);
      await at.list();
      at.proxy.strike({ match: getOf(2), fault: [{ kind: 'cut', afterBytes: MEGABYTE / 2 }] });
      expect((await save({ choice: asStored })).summary).toMatchObject({ state: 'succeeded' });
      const again = at.proxy.requests.filter(getOf(2)).at(-1);
      expect(again?.headers).toMatchObject({
        'if-match': expect.any(String),
        range: expect.stringMatching(/^bytes=[1-9]/),
      });
      expect((await readFile(path.join(at.folder, 'large_512.webp'))).equals(content)).toBe(true);
    });

    it('case 27: leaves no file for a picture whose every body is damaged, and saves the others', async () => {
      const { at, save } = await pictures(server);
      at.proxy.strike({ match: getOf(3), fault: { kind: 'corrupt', atByte: 100 } });
      const { summary, items } = await save();
      expect(summary).toMatchObject({ state: 'failed', itemsDone: PICTURES - 1, itemsFailed: 1, canRetry: true });
      expect(items.find(({ state }) => state === 'failed')?.error).toMatchObject({ code: 'transfer-damaged' });
      expect(await readdir(at.folder)).toHaveLength(PICTURES - 1);
      at.proxy.reset();
      const retried = await at.ended(await at.jobs.retry(summary.id));
      expect(retried.summary).toMatchObject({ state: 'succeeded', itemsDone: 1, itemsTotal: 1 });
      expect(await readdir(at.folder)).toContain('picture 3_512.jpg');
      expect(at.proxy.requests).toHaveLength(1);
    });

    it('case 41: lists what is no longer in the bucket, and the catalogue forgets it', async () => {
      const { at, save } = await pictures(server);
      await at.direct.deleteKeys([keyOf(4)], { signal });
      const { summary, items } = await save();
      expect(summary).toMatchObject({ state: 'failed', itemsDone: PICTURES - 1, itemsFailed: 1 });
      expect(items.find(({ state }) => state === 'failed')?.error).toEqual({ code: 'key-vanished', key: keyOf(4) });
      expect(await allGroups(at)).toHaveLength(PICTURES - 1);
    });

    it('case 30: ends with the reason where the disk is full, and leaves whole files only', async ({ skip }) => {
      const disk = await smallDisk();
      if (disk.missing !== null) return skip(disk.missing);
      const { save } = await pictures(server);
      await writeFile(path.join(disk.folder, 'large.bin'), Buffer.alloc(NEARLY_ALL, 1));
      const { summary } = await save({ folder: disk.folder });
      expect(summary).toMatchObject({ state: 'failed', error: { code: 'disk-full' } });
      for (const name of await readdir(disk.folder)) {
        if (name !== 'large.bin') expect((await sharp(path.join(disk.folder, name)).metadata()).format).toBe('jpeg');
      }
    });
  });
});
