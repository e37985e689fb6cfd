import { PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { encodeMetadata } from '../../shared/object-metadata.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { listKeys } from '../support/bucket-content.ts';
import { cellOf, checkPicture, openBucket, waitForCount } from '../support/gallery.ts';
import { webp } from '../support/pictures.ts';
import type { RgwServer } from '../support/rgw.ts';
import { newBucket, rgwLabel, rgwMissing, runningRgw } from '../support/s3-servers.ts';

const GROUPS = 5;
const { signal } = new AbortController();
const uuidAt = (index: number): string => `f06bb30d-c640-41bc-b287-9b22111ac76${index}`;
const keysOf = (index: number): string[] =>
  ['512', '1024', 'thumbnail'].map((size) => `post/${uuidAt(index)}_${size}.webp`);

describe.skipIf(rgwMissing !== null)(`a bucket that keeps what is deleted: ${rgwLabel}`, () => {
  let server: RgwServer;
  let bucket: Bucket;
  let app: RunningApp;

  beforeAll(async () => {
    server = runningRgw();
    const name = await newBucket(server);
    const { endpoint, keys: credentials, region } = server;
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration }));
    client.destroy();
    bucket = server.openBucket(name);
    for (let index = 0; index < GROUPS; index += 1) {
      const content = await webp({ width: 200, height: 200 });
      const metadata = encodeMetadata({ name: `picture ${index}`, extension: 'jpg' });
      for (const key of keysOf(index)) await bucket.put(key, content, { contentType: 'image/webp', metadata, signal });
    }
    await bucket.deleteKeys([...keysOf(1), ...keysOf(3)], { signal });
    app = await launchApp({ profiles: [{ name: 'owner', ...server.keys, region: 'us-east-1' }] });
    await openBucket(app.page, { bucket: name, endpoint: server.endpoint }, GROUPS - 2);
  });
  afterAll(async () => {
    await app.close();
    bucket.close();
    await server.stop();
  });

  const tile = (index: number) => app.page.getByRole('button', { name: new RegExp(`^picture ${index}, `) });

  it('says before a delete that it can be restored', async () => {
    await cellOf(app.page, 'picture 0').waitFor();
    await app.page.getByRole('button', { name: 'Recently deleted' }).waitFor();
    await checkPicture(app.page, 'picture 0');
    await app.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await app.page.getByText(/restore from “Recently deleted” after that/).waitFor();
    await app.page.keyboard.press('Escape');
    await app.page.getByRole('button', { name: 'Clear the selection' }).click();
  });

  it('shows what was deleted with its pictures and names, and brings back what is chosen', async () => {
    await app.page.getByRole('button', { name: 'Recently deleted' }).click();
    await tile(1).waitFor();
    expect(await app.page.getByRole('list', { name: 'Recently deleted' }).getByRole('listitem').count()).toBe(2);
    const image = tile(3).locator('img');
    await expect.poll(() => image.evaluate((img) => img instanceof HTMLImageElement && img.naturalWidth)).toBe(200);
    await tile(3).click();
    await app.page.getByRole('button', { name: 'Restore' }).click();
    await tile(3).waitFor({ state: 'detached' });
    await waitForCount(app.page, GROUPS - 1);
    expect(await listKeys(bucket)).toEqual([0, 2, 3, 4].flatMap((index) => keysOf(index).toSorted()));
    await app.page.getByRole('button', { name: /^All pictures/ }).click();
    await cellOf(app.page, 'picture 3').waitFor();
  });
});
