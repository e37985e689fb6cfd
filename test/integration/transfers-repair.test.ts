import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Pipeline } from '../../electron/pipeline/pipeline.ts';
import { startRepair } from '../../electron/transfers/repair.ts';
import { listKeys } from '../support/bucket-content.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { s3Error } from '../support/fault.ts';
import { placed, png } from '../support/pictures.ts';
import { serverKinds } from '../support/s3-servers.ts';
import {
  allGroups,
  type EndedJob,
  sizeOf,
  startPipeline,
  type TransferScene,
  transferScene,
} from '../support/transfer-scene.ts';

const { signal } = new AbortController();
/** A group without its thumbnail that is younger may be another's upload. */
const LATER_MS = 16 * 60 * 1000;

describe.each(serverKinds)('repairs with $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    let pipeline: Pipeline;

    beforeAll(async () => {
      server = await start();
      pipeline = await startPipeline();
      return async () => {
        await pipeline.close();
        await server.stop();
      };
    });

    /** A group of all sizes of which some objects are lost, as a crash or another program leaves it, long ago. */
    async function incomplete(lost: (size: ReturnType<typeof sizeOf>) => boolean) {
      const at = await transferScene(server, pipeline, {});
      await placed(at.folder, '섬.png', png({ width: 1100, height: 700 }));
      await at.upload([at.folder]);
      const keys = await listKeys(at.direct);
      const { failed } = await at.direct.deleteKeys(
        keys.filter((key) => lost(sizeOf(key))),
        { signal },
      );
      expect(failed).toEqual([]);
      at.wait(LATER_MS);
      await at.list();
      const repair = async (): Promise<EndedJob> => {
        const { bucket, catalogue, jobs, tempFolder } = at;
        const spare = async (): Promise<void> => undefined;
        const parts = { connectionId: 'c1', bucket, catalogue, jobs, pipeline, tempFolder, spare };
        return at.ended(await startRepair(parts, Uint32Array.from(await allGroups(at))));
      };
      return { at, keys, repair };
    }

    const stateOf = async (at: TransferScene) => (await at.catalogue.group((await allGroups(at))[0] ?? -1)).state;

    it('case 36: makes the thumbnail and the widths that are missing from the widest that is there', async () => {
      const { at, keys, repair } = await incomplete((size) => size === 'thumbnail' || size === 512);
      expect(await stateOf(at)).toBe('incomplete');
      expect((await repair()).summary).toMatchObject({ state: 'succeeded', kind: 'repair', itemsDone: 1 });
      expect(await listKeys(at.direct)).toEqual(keys);
      expect(await stateOf(at)).toBe('complete');
      const key = (size: string): string => keys.find((one) => one.includes(size)) ?? '';
      const source = await at.direct.head(key('_1024'), { signal });
      for (const [name, width, height] of [
        ['_thumbnail', 200, 200],
        ['_512', 512, 326],
      ] as const) {
        const { content, metadata, contentType } = await at.direct.getBytes(key(name), { signal, maxBytes: 1e6 });
        expect(await sharp(content).metadata()).toMatchObject({ format: 'webp', width, height });
        expect(metadata).toEqual(source.metadata);
        expect(contentType).toBe('image/webp');
      }
      const puts = at.proxy.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path);
      expect(puts.at(-1)).toContain('_thumbnail');
      expect((await at.catalogue.group((await allGroups(at))[0] ?? -1)).originalName).toBe('섬');
    });

    it('leaves whole groups as they are', async () => {
      const { at, repair } = await incomplete(() => false);
      const puts = at.proxy.count(({ method }) => method === 'PUT');
      expect((await repair()).summary).toMatchObject({ state: 'succeeded', itemsDone: 0, itemsSkipped: 1 });
      expect(at.proxy.count(({ method }) => method === 'PUT')).toBe(puts);
    });

    it('takes the next one where the widest cannot be read as a picture', async () => {
      const { at, keys, repair } = await incomplete((size) => size === 'thumbnail');
      const widest = keys.find((key) => key.includes('_1024')) ?? '';
      await at.direct.put(widest, Buffer.from('no picture'), { contentType: 'image/webp', signal });
      await at.list();
      at.wait(LATER_MS);
      expect((await repair()).summary).toMatchObject({ state: 'succeeded', itemsDone: 1 });
      expect(await stateOf(at)).toBe('complete');
    });

    it('puts no thumbnail where a width was refused, says why, and can be tried again', async () => {
      const { at, keys, repair } = await incomplete((size) => size === 'thumbnail' || size === 512);
      at.proxy.strike({ match: ({ method }) => method === 'PUT', fault: s3Error(403, 'AccessDenied') });
      const { summary } = await repair();
      expect(summary).toMatchObject({ state: 'failed', error: { code: 'access-denied' }, canRetry: true });
      expect((await listKeys(at.direct)).filter((key) => key.includes('_thumbnail'))).toEqual([]);
      expect(await stateOf(at)).toBe('incomplete');
      at.proxy.reset();
      expect(await at.jobs.ended(await at.jobs.retry(summary.id))).toMatchObject({ state: 'succeeded' });
      expect(await listKeys(at.direct)).toEqual(keys);
    });

    it('removes what is incomplete like any other picture', async () => {
      const { at } = await incomplete((size) => size === 'thumbnail');
      expect((await at.remove(await allGroups(at))).summary).toMatchObject({ state: 'succeeded', itemsDone: 1 });
      expect(await listKeys(at.direct)).toEqual([]);
      expect(await allGroups(at)).toEqual([]);
    });
  });
});
