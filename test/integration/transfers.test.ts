import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createPipeline } from '../../electron/pipeline/host-client.ts';
import type { Pipeline } from '../../electron/pipeline/pipeline.ts';
import { parseKey } from '../../shared/object-key.ts';
import { decodeMetadata } from '../../shared/object-metadata.ts';
import { bytesOf, listKeys, MEGABYTE } from '../support/bucket-content.ts';
import { builtHost } from '../support/built-host.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { captivePortal } from '../support/fault.ts';
import { isDelete, isGet, isPut } from '../support/faulting-proxy.ts';
import {
  animatedGif,
  colourAt,
  colours,
  distance,
  halfTransparentPng,
  jpeg,
  orientedJpeg,
  placed,
  png,
  truncated,
  webp,
} from '../support/pictures.ts';
import { serverKinds } from '../support/s3-servers.ts';
import { smallDisk } from '../support/small-disk.ts';
import { type TransferScene, transferScene } from '../support/transfer-scene.ts';

const { signal } = new AbortController();
const UUID = 'f06bb30d-c640-41bc-b287-9b22111ac762';
const png1024 = { kind: 'convert', format: 'png', quality: null } as const;
const asStored = { kind: 'as-stored' } as const;

const sizeOf = (key: string): unknown => {
  const parsed = parseKey(key);
  return parsed.kind === 'group' ? parsed.size : 'foreign';
};
/** Sizes of the keys put, in the order in which the server heard of them. */
const putSizes = ({ proxy }: TransferScene): unknown[] =>
  proxy.requests.filter(isPut).map(({ path: sent }) => sizeOf(decodeURIComponent(sent.split('?')[0] ?? '').slice(1)));
/** Every group's id. */
async function allGroups({ catalogue }: TransferScene): Promise<number[]> {
  const view = await catalogue.openView({ album: null, search: '', sort: 'name', incompleteOnly: false });
  return [...(await catalogue.ids(view.viewId, 0, view.count))];
}

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = createPipeline({ hostPath: await builtHost(), nodePath: process.execPath });
  return () => pipeline.close();
});

describe.each(serverKinds)('transfers with $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    const scene = (): Promise<TransferScene> => transferScene(server, pipeline);

    beforeAll(async () => {
      server = await start();
      return () => server.stop();
    });

    describe('an upload', () => {
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

      it('case 43: sends a second drop after the first and loses neither', async () => {
        const at = await scene();
        const one = await placed(at.folder, 'one.png', png({ width: 40, height: 40 }));
        const two = await placed(at.folder, 'two.png', png({ width: 40, height: 40 }));
        const ids = await Promise.all([at.startUpload([one]), at.startUpload([two], { album: 'later' })]);
        for (const id of ids) expect((await at.ended(id)).summary.state).toBe('succeeded');
        expect(await allGroups(at)).toHaveLength(2);
      });
    });

    describe('a save', () => {
      /** A bucket as the earlier web application wrote it: no metadata, no names. */
      async function earlierBucket(): Promise<{ at: TransferScene; group: number; wide: Buffer }> {
        const at = await scene();
        const wide = await webp({ width: 1024, height: 640 });
        await at.put([
          { key: `post/${UUID}_1024.webp`, content: wide, contentType: 'image/webp' },
          { key: `post/${UUID}_512.webp`, content: await webp({ width: 512, height: 320 }), contentType: 'image/webp' },
          {
            key: `post/${UUID}_thumbnail.webp`,
            content: await webp({ width: 200, height: 200 }),
            contentType: 'image/webp',
          },
        ]);
        await at.list();
        const [group = -1] = await allGroups(at);
        return { at, group, wide };
      }

      it('really converts a picture of the earlier layout, under the base of its key', async () => {
        const { at, group, wide } = await earlierBucket();
        const request = { groupId: group, size: 1024, choice: png1024, resultId: 'r1' };
        const prepared = await at.saves.prepare(request, at.connection);
        expect(prepared).toMatchObject({
          width: 1024,
          height: 640,
          storedBytes: wide.length,
          fileName: `${UUID}_1024.png`,
        });
        const target = path.join(at.folder, '경주.png');
        const { summary } = await at.ended(at.saves.write('r1', target));
        expect(summary).toMatchObject({ state: 'succeeded', savedPath: target, bytesDone: prepared.bytes });
        const saved = await readFile(target);
        expect(saved.length).toBe(prepared.bytes);
        expect(await sharp(saved).metadata()).toMatchObject({ format: 'png', width: 1024, height: 640 });
        for (const [x, y, colour] of [
          [0.1, 0.1, colours.topLeft],
          [0.9, 0.9, colours.bottomRight],
        ] as const) {
          expect(distance(await colourAt(saved, x, y), colour)).toBeLessThan(12);
        }
        expect(await readdir(at.folder)).toEqual(['경주.png']);
      });

      it('leaves the stored bytes untouched where that is the choice, and fetches them once for both', async () => {
        const { at, group, wide } = await earlierBucket();
        const request = { groupId: group, size: 1024, resultId: 'r1' } as const;
        await at.saves.prepare({ ...request, choice: png1024 }, at.connection);
        expect(await at.saves.prepare({ ...request, choice: asStored }, at.connection)).toMatchObject({
          bytes: wide.length,
          width: 1024,
          height: 640,
          fileName: `${UUID}_1024.webp`,
        });
        expect(at.proxy.count(isGet)).toBe(1);
        const target = path.join(at.folder, 'stored.webp');
        await at.ended(at.saves.write('r1', target));
        expect((await readFile(target)).equals(wide)).toBe(true);
      });

      it('case 50: suggests the original name that an upload wrote', async () => {
        const at = await scene();
        await at.upload([await placed(at.folder, '서울🌃 夜景.jpeg', jpeg({ width: 512, height: 400 }))]);
        const [group = -1] = await allGroups(at);
        const choice = { kind: 'convert', format: 'jpeg', quality: 90 } as const;
        const request = { groupId: group, size: 512, choice, resultId: 'r1' };
        expect(await at.saves.prepare(request, at.connection)).toMatchObject({ fileName: '서울🌃 夜景_512.jpeg' });
      });

      it('flattens a foreign image with alpha for JPEG, under its own name', async () => {
        const at = await scene();
        const content = await halfTransparentPng({ width: 80, height: 40 });
        await at.put([{ key: 'camera/IMG 1+%.png', content, contentType: 'image/png' }]);
        await at.list();
        const [group = -1] = await allGroups(at);
        const choice = { kind: 'convert', format: 'jpeg', quality: 90 } as const;
        const request = { groupId: group, size: 'original', choice, resultId: 'r1' } as const;
        expect(await at.saves.prepare(request, at.connection)).toMatchObject({ fileName: 'IMG 1+%.jpg', width: 80 });
        await at.ended(at.saves.write('r1', path.join(at.folder, 'a.jpg')));
        expect(
          distance(await colourAt(await readFile(path.join(at.folder, 'a.jpg')), 0.9, 0.5), [255, 255, 255]),
        ).toBeLessThan(12);
      });

      it('case 41: says that a key is no longer in the bucket, and the grid forgets it', async () => {
        const { at, group } = await earlierBucket();
        const gone = `post/${UUID}_1024.webp`;
        await at.direct.deleteKeys([gone], { signal });
        const request = { groupId: group, size: 1024, choice: png1024, resultId: 'r1' };
        await expect(at.saves.prepare(request, at.connection)).rejects.toMatchObject({
          error: { code: 'key-vanished', key: gone },
        });
        expect((await at.catalogue.variants(group)).map(({ size }) => size).sort()).toEqual([512, 'thumbnail']);
      });

      it('case 27: leaves no file at the final path where every body is damaged', async () => {
        const at = await scene();
        await at.put([{ key: 'docs/report.pdf', content: 'a report of some length', contentType: 'application/pdf' }]);
        at.proxy.strike({ match: isGet, fault: { kind: 'corrupt', atByte: 3 } });
        const target = path.join(at.folder, 'report.pdf');
        const { summary } = await at.ended(at.saves.saveObject(at.connection, 'docs/report.pdf', target));
        expect(summary).toMatchObject({ state: 'failed', error: { code: 'transfer-damaged' }, savedPath: null });
        expect(await readdir(at.folder)).toEqual([]);
      });

      it('case 30: says disk-full where a download does not fit, and keeps the old file', async ({ skip }) => {
        const disk = await smallDisk();
        if (disk.missing !== null) return skip(disk.missing);
        const at = await scene();
        await at.put([{ key: 'docs/large.bin', content: bytesOf(3 * MEGABYTE) }]);
        const target = path.join(disk.folder, 'large.bin');
        await writeFile(target, 'old');
        const { summary } = await at.ended(at.saves.saveObject(at.connection, 'docs/large.bin', target));
        expect(summary).toMatchObject({ state: 'failed', error: { code: 'disk-full', path: target } });
        expect(await readFile(target, 'utf8')).toBe('old');
        expect(await readdir(disk.folder)).toEqual(['large.bin']);
      });

      it('writes an object that is no image untouched', async () => {
        const at = await scene();
        await at.put([{ key: 'docs/보고서.pdf', content: 'a report', contentType: 'application/pdf' }]);
        const target = path.join(at.folder, at.saves.suggestedObjectName('docs/보고서.pdf'));
        await writeFile(target, 'old');
        const { summary } = await at.ended(at.saves.saveObject(at.connection, 'docs/보고서.pdf', target));
        expect(summary).toMatchObject({ state: 'succeeded', subject: '보고서.pdf', bytesDone: 8, bytesTotal: 8 });
        expect(await readFile(target, 'utf8')).toBe('a report');
      });
    });

    describe('a delete', () => {
      async function twoGroups(): Promise<{ at: TransferScene; groups: number[] }> {
        const at = await scene();
        await placed(at.folder, 'a.png', png({ width: 520, height: 300 }));
        await placed(at.folder, 'b.png', png({ width: 520, height: 300 }));
        await at.upload([at.folder]);
        return { at, groups: await allGroups(at) };
      }

      it('removes all variants, thumbnails in a round of their own first', async () => {
        const { at, groups } = await twoGroups();
        expect((await at.remove(groups)).summary).toMatchObject({ state: 'succeeded', itemsDone: 2 });
        expect(at.proxy.count(isDelete)).toBe(2);
        expect(await listKeys(at.direct)).toEqual([]);
        expect(await allGroups(at)).toEqual([]);
      });

      it('case 21: assumes nothing deleted where a portal answers', async () => {
        const { at, groups } = await twoGroups();
        at.proxy.strike({ match: isDelete, fault: captivePortal });
        const { summary } = await at.remove(groups);
        expect(summary).toMatchObject({ state: 'failed', itemsFailed: 2 });
        expect(await allGroups(at)).toEqual(groups);
        expect(await listKeys(at.direct)).toHaveLength(4);
      });

      it('case 23: succeeds for keys that are gone already', async () => {
        const { at, groups } = await twoGroups();
        await at.direct.deleteKeys(await listKeys(at.direct), { signal });
        expect((await at.remove(groups)).summary).toMatchObject({ state: 'succeeded', itemsDone: 2 });
        expect(await allGroups(at)).toEqual([]);
      });
    });
  });
});
