import { PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDeletedPictures } from '../../electron/images/deleted-pictures.ts';
import type { Pipeline } from '../../electron/pipeline/pipeline.ts';
import { startRestore } from '../../electron/transfers/restore.ts';
import { listKeys } from '../support/bucket-content.ts';
import { captivePortal } from '../support/fault.ts';
import { isDelete } from '../support/faulting-proxy.ts';
import { placed, png } from '../support/pictures.ts';
import { plainClient } from '../support/plain-client.ts';
import type { RgwServer } from '../support/rgw.ts';
import { rgwLabel, rgwMissing, runningRgw } from '../support/s3-servers.ts';
import { allGroups, startPipeline, type TransferScene, transferScene } from '../support/transfer-scene.ts';

const { signal } = new AbortController();

/** Only the gateway: the embedded server keeps the newest version and no other. */
describe.skipIf(rgwMissing !== null)(`restoring with ${rgwLabel}`, () => {
  let pipeline: Pipeline;
  let server: RgwServer;

  beforeAll(async () => {
    server = runningRgw();
    pipeline = await startPipeline();
    return async () => {
      await pipeline.close();
      await server.stop();
    };
  });

  async function twoDeleted(): Promise<{
    at: TransferScene;
    keys: string[];
    restore(stems: string[]): Promise<unknown>;
  }> {
    const at = await transferScene(server, pipeline);
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await plainClient(server).send(new PutBucketVersioningCommand({ Bucket: at.bucket.name, VersioningConfiguration }));
    await placed(at.folder, '여름.png', png({ width: 520, height: 300 }));
    await placed(at.folder, 'b.png', png({ width: 520, height: 300 }));
    await at.upload([at.folder]);
    const keys = await listKeys(at.direct);
    expect((await at.remove(await allGroups(at))).summary.state).toBe('succeeded');
    const { bucket, catalogue, jobs } = at;
    const restore = async (stems: string[]) =>
      at.ended(startRestore({ connectionId: 'c1', bucket, catalogue, jobs }, stems));
    return { at, keys, restore };
  }

  it('shows the deleted groups with their names and pictures', async () => {
    const { at } = await twoDeleted();
    const pictures = createDeletedPictures(at.bucket);
    const { groups, next } = await pictures.list(null, { signal });
    expect(next).toBeNull();
    expect(groups.map(({ name, album, objects }) => [name, album, objects]).toSorted()).toEqual([
      ['b', 'post/', 2],
      ['여름', 'post/', 2],
    ]);
    for (const { stem } of groups) {
      expect(await pictures.picture(stem, { signal })).toMatchObject({ contentType: 'image/webp' });
    }
    expect(Math.abs((groups[0]?.deletedAt ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('brings a group back, thumbnail last, and tells the catalogue', async () => {
    const { at, keys, restore } = await twoDeleted();
    const pictures = createDeletedPictures(at.bucket);
    const [first] = (await pictures.list(null, { signal })).groups;
    const stem = first?.stem ?? '';
    const before = at.proxy.count(isDelete);
    expect(await restore([stem])).toMatchObject({ summary: { state: 'succeeded', kind: 'restore', itemsDone: 1 } });
    expect(at.proxy.count(isDelete) - before).toBe(2);
    const own = keys.filter((key) => key.startsWith(stem));
    expect(await listKeys(at.direct)).toEqual(own);
    const [groupId] = await allGroups(at);
    expect(await at.catalogue.group(groupId ?? -1)).toMatchObject({ state: 'complete', album: 'post/' });
    const variants = await at.catalogue.variants(groupId ?? -1);
    expect(variants.map(({ key }) => key).toSorted()).toEqual(own.toSorted());
    for (const { key, bytes } of variants) expect((await at.direct.head(key, { signal })).bytes).toBe(bytes);
    expect((await pictures.list(null, { signal })).groups).toHaveLength(1);
  });

  it('case 21: takes nothing for restored that a captive portal answered', async () => {
    const { at, restore } = await twoDeleted();
    const { groups } = await createDeletedPictures(at.bucket).list(null, { signal });
    at.proxy.strike({ match: isDelete, fault: captivePortal });
    const stems = groups.map(({ stem }) => stem);
    expect(await restore(stems)).toMatchObject({ summary: { state: 'failed', itemsFailed: 2, canRetry: true } });
    expect(await allGroups(at)).toEqual([]);
    expect(await listKeys(at.direct)).toEqual([]);
  });

  it('says of what nobody deleted that nothing can be brought back', async () => {
    const { restore } = await twoDeleted();
    expect(await restore(['post/never'])).toMatchObject({
      summary: { state: 'failed', error: { code: 'key-vanished', key: 'post/never' } },
    });
  });
});
