import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer } from '../support/embedded-server.ts';
import { s3Error } from '../support/fault.ts';
import { startFaultingProxy } from '../support/faulting-proxy.ts';
import {
  askForBucket,
  backToGrid,
  cellOf,
  chooseAnotherBucket,
  chooseKeys,
  chooseServer,
  openBucket,
  waitForCount,
} from '../support/gallery.ts';
import { webp } from '../support/pictures.ts';
import { plainClient, setPolicy } from '../support/plain-client.ts';
import type { RgwServer } from '../support/rgw.ts';
import { newBucket, rgwLabel, rgwMissing, runningRgw } from '../support/s3-servers.ts';

const REGION = 'us-east-1';

describe.skipIf(rgwMissing !== null)(`buckets of a server that knows whose they are: ${rgwLabel}`, () => {
  let server: RgwServer;
  let bucket: string;
  let app: RunningApp;
  let content: Buffer;
  let isFirst = true;

  beforeAll(async () => {
    server = runningRgw();
    bucket = await newBucket(server);
    content = await webp({ width: 60, height: 40 });
    const keys = ['holiday/one.webp', 'holiday/two.webp', 'work/three.webp'];
    await server.putObjects(
      bucket,
      keys.map((key) => ({ key, content })),
    );
    app = await launchApp({
      profiles: [
        { name: 'owner', ...server.keys, region: REGION },
        { name: 'stranger', ...server.stranger, region: REGION },
      ],
    });
  });
  beforeEach(async () => {
    if (!isFirst) await chooseAnotherBucket(app.page);
    isFirst = false;
    await chooseServer(app.page, 'Ceph');
    await app.page.getByLabel('Endpoint').fill(server.endpoint);
  });
  afterEach(() => backToGrid(app.page));
  afterAll(async () => {
    await app.close();
    await server.stop();
  });

  const options = () => app.page.getByRole('listbox', { name: 'Buckets of these keys' }).getByRole('option');

  it('lists those of the keys, and opens the one that is chosen', async () => {
    await chooseKeys(app.page, 'owner');
    await app.page.getByRole('button', { name: 'Browse…' }).click();
    await options().first().waitFor();
    await app.page.keyboard.type(bucket);
    await expect.poll(() => options().allInnerTexts()).toEqual([bucket]);
    await options().first().click();
    expect(await app.page.getByLabel('Bucket', { exact: true }).inputValue()).toBe(bucket);
    await app.page.getByRole('button', { name: 'Open bucket' }).click();
    await waitForCount(app.page, 3);
  });

  it('says that keys have no bucket yet', async () => {
    await chooseKeys(app.page, 'stranger');
    await app.page.getByRole('button', { name: 'Browse…' }).click();
    await app.page.getByRole('status').getByText('These keys have no bucket yet.').waitFor();
    await app.page.keyboard.press('Escape');
    await openStill();
  });

  it('makes one under a name that is checked as it is typed, tells a name that is taken, and opens the new one', async () => {
    await chooseKeys(app.page, 'owner');
    await app.page.getByRole('button', { name: 'New bucket…' }).click();
    const dialog = app.page.getByRole('dialog', { name: 'Create a bucket' });
    const name = dialog.getByLabel('Name');
    const create = dialog.getByRole('button', { name: 'Create and open' });
    await name.fill('Holiday');
    await dialog.getByRole('alert').getByText('No capital letters').waitFor();
    await name.fill('holiday..photos');
    await dialog.getByRole('alert').getByText('Two dots may not stand side by side.').waitFor();
    expect(await create.isDisabled()).toBe(true);
    await name.fill(bucket);
    await create.click();
    await dialog.getByRole('alert').getByText(`“${bucket}”`).waitFor();
    const made = `made-${randomUUID()}`;
    await name.fill(made);
    await create.click();
    await waitForCount(app.page, 0);
    await app.page.getByRole('button', { name: `${made}: Connection and settings` }).waitFor();
    await server.putObjects(made, [{ key: 'proof.webp', content }]);
    await app.page.getByRole('button', { name: `${made}: Connection and settings` }).click();
    await app.page.getByRole('menuitem', { name: 'Read the bucket again' }).click();
    await cellOf(app.page, 'proof').waitFor();
  });

  it('opens the one folder that keys are limited to, where that is named', async () => {
    const Condition = { StringLike: { 's3:prefix': 'holiday/*' } };
    await setPolicy(plainClient(server), bucket, [
      { Effect: 'Allow', Action: 's3:ListBucket', below: [''], Condition },
      { Effect: 'Allow', Action: 's3:GetObject', below: ['/holiday/*'] },
    ]);
    await chooseKeys(app.page, 'stranger');
    await openBucket(app.page, { bucket, endpoint: server.endpoint, prefix: 'holiday/' }, 2);
    await cellOf(app.page, 'one').waitFor();
    await chooseAnotherBucket(app.page);
    await askForBucket(app.page, { bucket, endpoint: server.endpoint });
    await app.page.getByText('The bucket may not be listed').waitFor();
  });

  /** Something is open after each test, so that the next one begins alike. */
  async function openStill(): Promise<void> {
    await chooseKeys(app.page, 'owner');
    await openBucket(app.page, { bucket, endpoint: server.endpoint }, 3);
  }
});

describe('keys that may not list buckets', () => {
  it('are told so in a sentence, and open the bucket that is typed', async () => {
    const server = await startEmbeddedServer();
    const proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket('typed-by-hand');
    proxy.strike({
      match: ({ method, path }) => method === 'GET' && path.startsWith('/?'),
      fault: s3Error(403, 'AccessDenied'),
    });
    const app = await launchApp({ profiles: [{ name: 'narrow', ...server.keys, region: REGION }] });
    try {
      await chooseServer(app.page, 'Other S3-compatible');
      await app.page.getByLabel('Endpoint').fill(proxy.endpoint);
      await app.page.getByRole('button', { name: 'Browse…' }).click();
      await app.page.getByText('These keys may not list buckets. Type the name of the bucket instead.').waitFor();
      expect(await app.page.getByRole('alert').count()).toBe(0);
      await openBucket(app.page, { bucket: 'typed-by-hand', endpoint: proxy.endpoint }, 0);
    } finally {
      await app.close();
      await proxy.stop();
      await server.stop();
    }
  });
});
