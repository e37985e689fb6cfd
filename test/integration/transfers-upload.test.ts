import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Pipeline } from '../../electron/pipeline/pipeline.ts';
import { decodeMetadata } from '../../shared/object-metadata.ts';
import { listKeys } from '../support/bucket-content.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { captivePortal } from '../support/fault.ts';
import { isPut } from '../support/faulting-proxy.ts';
import { animatedGif, colourAt, colours, distance, orientedJpeg, placed, png, truncated } from '../support/pictures.ts';
import { serverKinds } from '../support/s3-servers.ts';
import { allGroups, sizeOf, startPipeline, type TransferScene, transferScene } from '../support/transfer-scene.ts';

const { signal } = new AbortController();
/** Sizes of the keys put, in the order in which the server heard of them. */
const putSizes = ({ proxy }: TransferScene): unknown[] =>
  proxy.requests.filter(isPut).map(({ path: sent }) => sizeOf(decodeURIComponent(sent.split('?')[0] ?? '').slice(1)));

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  return () => pipeline.close();
});

describe.each(serverKinds)('uploads with $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    const scene = (): Promise<TransferScene> => transferScene(server, pipeline);

    beforeAll(async () => {
      server = await start();
      return () => server.stop();
    });

    it('leaves exactly the variants of the layout, thumbnail last, and the group is in the grid with its name', async () => {
      const at = await scene();
      const source = await orientedJpeg({ width: 1500, height: 900 }, 6);
      const file = await placed(at.folder, '경주 여름.v2.JPG', source);
      const { summary, items } = await at.upload([file]);
      expect(summary).toMatchObject({ state: 'succeeded', itemsDone: 1, itemsFailed: 0 });
      expect(items[0]).toMatchObject({ name: '경주 여름.v2.JPG', state: 'done', error: null });

      expect(putSizes(at).slice(0, 2).sort()).toEqual([1024, 512]);
      expect(putSizes(at).slice(2)).toEqual(['thumbnail']);
      for (const key of await listKeys(at.direct)) {
        expect(key).toMatch(/^post\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}_(512|1024|thumbnail)\.webp$/);
        const object = await at.direct.getBytes(key, { signal, maxBytes: 10_000_000 });
        expect(object.contentType).toBe('image/webp');
        expect(decodeMetadata(object.metadata)).toEqual({
          name: '경주 여름.v2',
          extension: 'jpg',
          width: 1500,
          height: 900,
          uploaded: expect.any(Number),
          thumbhash: expect.any(String),
          sha256: createHash('sha256').update(source).digest('hex'),
        });
        const size = sizeOf(key);
        const { format, width, height } = await sharp(object.content).metadata();
        const expected = size === 'thumbnail' ? [200, 200] : size === 512 ? [512, 307] : [1024, 614];
        expect([format, width, height]).toEqual(['webp', ...expected]);
        if (size !== 'thumbnail')
          expect(distance(await colourAt(object.content, 0.1, 0.1), colours.topLeft)).toBeLessThan(12);
      }
      const [group = -1, ...others] = await allGroups(at);
      expect(others).toEqual([]);
      expect(await at.catalogue.group(group)).toMatchObject({
        state: 'complete',
        album: 'post/',
        originalName: '경주 여름.v2',
        originalExtension: 'jpg',
        source: { width: 1500, height: 900 },
      });
      expect((await at.catalogue.variants(group)).map(({ size }) => size).sort()).toEqual([1024, 512, 'thumbnail']);
      expect(await readdir(at.tempFolder)).toEqual([]);
    });

    it('sends an immutable Cache-Control with every object', async () => {
      const at = await scene();
      await at.upload([await placed(at.folder, 'a.png', png({ width: 520, height: 300 }))]);
      const sent = at.proxy.requests.filter(isPut).map(({ headers }) => headers['cache-control']);
      expect(sent).toEqual(Array(2).fill('public, max-age=31536000, immutable'));
    });

    it('finds the same groups again when the bucket is listed', async () => {
      const at = await scene();
      await at.upload([await placed(at.folder, 'a.png', png({ width: 520, height: 300 }))], { album: '' });
      const before = await allGroups(at);
      await at.list();
      expect(await allGroups(at)).toEqual(before);
      expect(await at.catalogue.counts()).toMatchObject({ objects: 2, groups: 1 });
    });

    it('keeps the untouched source as original where that is asked for', async () => {
      const at = await scene();
      const source = await animatedGif({ width: 60, height: 40 });
      await at.upload([await placed(at.folder, 'moving.gif', source)], { keepOriginal: true, album: 'gifs' });
      const keys = await listKeys(at.direct);
      expect(keys.map(sizeOf).sort()).toEqual([60, 'original', 'thumbnail']);
      const original = keys.find((key) => sizeOf(key) === 'original') ?? '';
      expect(original).toMatch(/^gifs\/.*_original\.gif$/);
      const object = await at.direct.getBytes(original, { signal, maxBytes: 1_000_000 });
      expect(object.contentType).toBe('image/gif');
      expect(object.content.equals(source)).toBe(true);
    });

    it('case 39: goes on past a source that turns out damaged, and says which', async () => {
      const at = await scene();
      await placed(at.folder, 'a.png', png({ width: 100, height: 80 }));
      await placed(at.folder, 'b.png', truncated(await png({ width: 900, height: 900 }), 0.6));
      await placed(at.folder, 'c.png', png({ width: 100, height: 80 }));
      const { summary, items } = await at.upload([at.folder]);
      expect(summary).toMatchObject({ state: 'failed', itemsDone: 2, itemsFailed: 1 });
      expect(items[1]).toMatchObject({
        name: 'b.png',
        state: 'failed',
        error: { code: 'damaged-image', name: 'b.png' },
      });
      expect(await listKeys(at.direct)).toHaveLength(4);
    });

    it('case 19: is a failure where a portal answers the thumbnail, and leaves nothing half behind', async () => {
      const at = await scene();
      at.proxy.strike({
        match: (request) => isPut(request) && request.path.includes('_thumbnail'),
        fault: captivePortal,
      });
      const { summary } = await at.upload([await placed(at.folder, 'a.png', png({ width: 1100, height: 300 }))]);
      expect(summary).toMatchObject({ state: 'failed', error: { code: 'not-s3' } });
      expect(await listKeys(at.direct)).toEqual([]);
      expect(await allGroups(at)).toEqual([]);
      expect(await readdir(at.tempFolder)).toEqual([]);
    });

    it('takes a put whose reply was lost for one put, not for two', async () => {
      const at = await scene();
      at.proxy.strike({ match: isPut, fault: { kind: 'lose-reply' }, times: 1 });
      const { summary } = await at.upload([await placed(at.folder, 'a.png', png({ width: 520, height: 300 }))]);
      expect(summary.state).toBe('succeeded');
      expect((await listKeys(at.direct)).map(sizeOf)).toEqual([512, 'thumbnail']);
      expect(await at.catalogue.counts()).toMatchObject({ objects: 2, groups: 1 });
    });

    it('removes what it sent when it is cancelled', async () => {
      const at = await scene();
      at.proxy.strike({
        match: (request) => isPut(request) && request.path.includes('_thumbnail'),
        fault: { kind: 'delay', ms: 60_000 },
      });
      const id = await at.startUpload([await placed(at.folder, 'a.png', png({ width: 520, height: 300 }))]);
      await vi.waitFor(() => expect(putSizes(at)).toContain('thumbnail'), { timeout: 10_000 });
      at.jobs.cancel(id);
      expect((await at.ended(id)).summary).toMatchObject({ state: 'cancelled', error: null });
      expect(await listKeys(at.direct)).toEqual([]);
      expect(await allGroups(at)).toEqual([]);
    });

    it('makes albums of dropped folders, and leaves out what the bucket has by its content', async () => {
      const at = await scene();
      const folder = path.join(at.folder, '여름');
      await mkdir(path.join(folder, 'day 1'), { recursive: true });
      const first = await placed(folder, 'a.png', await png({ width: 40, height: 30 }));
      await placed(path.join(folder, 'day 1'), 'b.png', await png({ width: 50, height: 30 }));
      const choice = { folders: 'albums', duplicates: 'skip' } as const;
      expect((await at.upload([folder], choice)).summary).toMatchObject({ state: 'succeeded', itemsDone: 2 });
      const albums = async (): Promise<unknown> =>
        (await at.catalogue.albums()).albums.map(({ album, groups }) => [album, groups]);
      expect(await albums()).toEqual([
        ['post/여름/', 1],
        ['post/여름/day 1/', 1],
      ]);
      await placed(folder, 'copy of a.png', await readFile(first));
      await placed(folder, 'c.png', await png({ width: 60, height: 30 }));
      expect((await at.upload([folder], choice)).items.map(({ name }) => name)).toEqual(['c.png']);
      expect(await albums()).toContainEqual(['post/여름/', 2]);
    });

    it('case 43: sends a second drop after the first and loses neither', async () => {
      const at = await scene();
      const one = await placed(at.folder, 'one.png', png({ width: 40, height: 40 }));
      const two = await placed(at.folder, 'two.png', png({ width: 40, height: 40 }));
      const ids = await Promise.all([at.startUpload([one]), at.startUpload([two], { album: 'later' })]);
      for (const id of ids) expect((await at.ended(id)).summary.state).toBe('succeeded');
      expect(await allGroups(at)).toHaveLength(2);
    });
  });
});
