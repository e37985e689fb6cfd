import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { type FaultingProxy, isList, startFaultingProxy } from '../support/faulting-proxy.ts';
import {
  backToGrid,
  cellOf,
  dismissNotice,
  embeddedProfile,
  openBucket,
  readBucketAgain,
  thumbnailsShown,
  waitForCount,
} from '../support/gallery.ts';
import { jpeg, webp } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUCKET = 'pictures';
const PICTURES = 8;
/** The app looks for a server with pauses that grow to half a minute. */
const BACK_WITHIN_MS = 30_000;

describe('a server that goes away', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let app: RunningApp;
  let content: Buffer;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket(BUCKET);
    content = await webp({ width: 60, height: 40 });
    const uuid = (index: number) => `${String(index).padStart(8, '0')}-c640-41bc-b287-9b22111ac762`;
    const objects = Array.from({ length: PICTURES }, (_, index) => ({
      key: `post/${uuid(index)}_thumbnail.webp`,
      content,
    }));
    await server.putObjects(BUCKET, objects);
    app = await launchApp({ profiles: [embeddedProfile] });
  });
  afterEach(() => backToGrid(app.page));
  afterAll(async () => {
    await app.close();
    await proxy.stop();
    await server.stop();
  });

  const bar = () => app.page.getByRole('alert').getByText(`No connection to ${new URL(proxy.endpoint).host}.`);

  it('is told by a bar, which leaves by itself; pictures and an upload that waited go on then', async () => {
    // The first listing alone still comes through.
    proxy.strike({ match: isList, fault: [null] });
    proxy.strike({ match: () => true, fault: { kind: 'refuse' } });
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, PICTURES);
    await bar().waitFor();
    expect(await thumbnailsShown(app.page)).toBe(0);

    const source = join(await temporaryFolder(), 'waits.jpg');
    await writeFile(source, await jpeg({ width: 700, height: 500 }));
    await app.drop([source]);
    await app.page.getByRole('button', { name: 'Upload 1 picture' }).click();
    await app.page.getByText('Waiting for the network').waitFor();

    const looks = () => proxy.count(isList);
    const before = looks();
    await app.page.getByRole('button', { name: 'Try now' }).click();
    await expect.poll(looks).toBeGreaterThan(before);
    await bar().waitFor();

    proxy.reset();
    await bar().waitFor({ state: 'detached', timeout: BACK_WITHIN_MS });
    await dismissNotice(app.page, /^1 picture uploaded/);
    await waitForCount(app.page, PICTURES + 1);
    await cellOf(app.page, 'waits').waitFor();
    await expect.poll(() => thumbnailsShown(app.page), { timeout: BACK_WITHIN_MS }).toBe(PICTURES + 1);
    expect(await app.page.getByText('could not be uploaded').count()).toBe(0);
  });

  it('takes up a reading that broke off as soon as it is back', async () => {
    proxy.strike({ match: () => true, fault: { kind: 'refuse' } });
    await readBucketAgain(app.page);
    await bar().waitFor();
    await server.putObjects(BUCKET, [{ key: 'post/came-meanwhile.webp', content }]);
    proxy.reset();
    await app.page.getByRole('button', { name: 'Try now' }).click();
    await bar().waitFor({ state: 'detached' });
    await cellOf(app.page, 'came-meanwhile').waitFor();
  });
});
