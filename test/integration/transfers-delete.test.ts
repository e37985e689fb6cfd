import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Pipeline } from '../../electron/pipeline/pipeline.ts';
import { listKeys } from '../support/bucket-content.ts';
import type { TestServer } from '../support/embedded-server.ts';
import { captivePortal, s3Error } from '../support/fault.ts';
import { isDelete } from '../support/faulting-proxy.ts';
import { placed, png } from '../support/pictures.ts';
import { plainClient, type Statement, setPolicy } from '../support/plain-client.ts';
import { serverKinds } from '../support/s3-servers.ts';
import { allGroups, startPipeline, type TransferScene, transferScene } from '../support/transfer-scene.ts';

const { signal } = new AbortController();

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
  return () => pipeline.close();
});

describe.each(serverKinds)('deletes with $label', ({ label, missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    const scene = (): Promise<TransferScene> => transferScene(server, pipeline);

    beforeAll(async () => {
      server = await start();
      return () => server.stop();
    });

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

    it('case 22: shows again what the server refused, deletes the rest, and tries the refused once more', async (test) => {
      const { at, groups } = await twoGroups();
      const refused = (await listKeys(at.direct)).find((key) => key.includes('_512')) ?? '';
      const client = plainClient(server);
      const deny: Statement = { Effect: 'Deny', Action: 's3:DeleteObject', below: [`/${refused}`] };
      const lacking = await setPolicy(client, at.bucket.name, [deny]).then(
        () => null,
        (thrown: unknown) => `it takes no policies (${String(thrown)})`,
      );
      if (lacking !== null) return test.skip(`${label}: ${lacking}`);
      const { summary, items } = await at.remove(groups);
      if (summary.state === 'succeeded') return test.skip(`${label}: it heeds no policies`);
      expect(summary).toMatchObject({ state: 'failed', itemsDone: 1, itemsFailed: 1, canRetry: true });
      expect(items).toMatchObject([{ state: 'failed', error: { code: 'access-denied', key: refused } }]);
      expect(await listKeys(at.direct)).toEqual([refused]);
      expect(await allGroups(at)).toHaveLength(1);
      await client.send(new DeleteBucketPolicyCommand({ Bucket: at.bucket.name }));
      expect(await at.jobs.ended(await at.jobs.retry(summary.id))).toMatchObject({ state: 'succeeded' });
      expect(await listKeys(at.direct)).toEqual([]);
      expect(await allGroups(at)).toEqual([]);
    });

    it('deletes one by one where the server takes no rounds', async () => {
      const { at, groups } = await twoGroups();
      at.proxy.strike({ match: isDelete, fault: s3Error(501, 'NotImplemented') });
      expect((await at.remove(groups)).summary).toMatchObject({ state: 'succeeded', itemsDone: 2 });
      expect(await listKeys(at.direct)).toEqual([]);
      expect(at.proxy.count(isDelete)).toBe(1);
    });

    it('case 23: succeeds for keys that are gone already', async () => {
      const { at, groups } = await twoGroups();
      await at.direct.deleteKeys(await listKeys(at.direct), { signal });
      expect((await at.remove(groups)).summary).toMatchObject({ state: 'succeeded', itemsDone: 2 });
      expect(await allGroups(at)).toEqual([]);
    });
  });
});
