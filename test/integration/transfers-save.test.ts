import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Pipeline } from '../../electron/pipeline/pipeline.ts';
import { bytesOf, MEGABYTE } from '../support/bucket-content.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { isGet } from '../support/faulting-proxy.ts';
import { colourAt, colours, distance, halfTransparentPng, jpeg, placed, webp } from '../support/pictures.ts';
import { serverKinds } from '../support/s3-servers.ts';
import { smallDisk } from '../support/small-disk.ts';
import { allGroups, startPipeline, type TransferScene, transferScene } from '../support/transfer-scene.ts';

const { signal } = new AbortController();
const UUID = 'f06bb30d-c640-41bc-b287-9b22111ac762';
const png1024 = { kind: 'convert', format: 'png', quality: null, metadata: 'keep' } as const;
const asStored = { kind: 'as-stored' } as const;

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  return () => pipeline.close();
});

describe.each(serverKinds)('saves with $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    const scene = (): Promise<TransferScene> => transferScene(server, pipeline);

    beforeAll(async () => {
      server = await start();
      return () => server.stop();
    });

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
      const choice = { kind: 'convert', format: 'jpeg', quality: 90, metadata: 'keep' } as const;
      const request = { groupId: group, size: 512, choice, resultId: 'r1' };
      expect(await at.saves.prepare(request, at.connection)).toMatchObject({ fileName: '서울🌃 夜景_512.jpeg' });
    });

    it('flattens a foreign image with alpha for JPEG, under its own name', async () => {
      const at = await scene();
      const content = await halfTransparentPng({ width: 80, height: 40 });
      await at.put([{ key: 'camera/IMG 1+%.png', content, contentType: 'image/png' }]);
      await at.list();
      const [group = -1] = await allGroups(at);
      const choice = { kind: 'convert', format: 'jpeg', quality: 90, metadata: 'keep' } as const;
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
});
