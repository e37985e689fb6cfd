import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { s3Error } from '../support/fault.ts';
import { type FaultingProxy, startFaultingProxy } from '../support/faulting-proxy.ts';
import { askForBucket, cellOf, embeddedProfile, openBucket, openPicture } from '../support/gallery.ts';
import { webp } from '../support/pictures.ts';

const BUCKET = 'states';
const GOOD = '00000000-0000-4000-8000-000000000001';
const BROKEN = '00000000-0000-4000-8000-000000000002';
const SLOW = '00000000-0000-4000-8000-000000000003';
/** Long enough to look at what stands in for the variant. */
const VARIANT_DELAY_MS = 1_500;
const WIDE = { width: 1024, height: 640 };

describe('what the window shows while something is missing', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let app: RunningApp;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    await server.createBucket(BUCKET);
    const thumbnail = await webp({ width: 200, height: 200 });
    await server.putObjects(BUCKET, [
      { key: `a/${GOOD}_1024.webp`, content: await webp(WIDE) },
      { key: `a/${GOOD}_512.webp`, content: await webp({ width: 512, height: 320 }) },
      { key: `a/${GOOD}_thumbnail.webp`, content: thumbnail },
      { key: `a/${BROKEN}_thumbnail.webp`, content: Buffer.from('<svg onload="window.ran = 1"/>') },
      { key: `a/${SLOW}_thumbnail.webp`, content: thumbnail },
    ]);
    proxy = await startFaultingProxy(server.endpoint);
    app = await launchApp({ profiles: [embeddedProfile] });
  });
  beforeEach(() => proxy.reset());
  afterAll(async () => {
    await app.close();
    await proxy.stop();
    await server.stop();
  });

  it('case 17: says that the region is wrong where nobody tells the right one', async () => {
    proxy.strike({ match: () => true, fault: s3Error(301, 'PermanentRedirect') });
    await askForBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint });
    await app.page.getByRole('alert').getByText(`The bucket “${BUCKET}” is not in us-east-1.`).waitFor();
  });

  it('keeps a quiet place for a thumbnail on its way, and a plain tile for one that cannot be shown', async () => {
    proxy.strike({ match: ({ path }) => path.includes(SLOW), fault: { kind: 'stall', afterBytes: 20 } });
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, 3);
    const widthOf = (name: string) =>
      cellOf(app.page, name)
        .locator('img')
        .evaluate((image) => (image as HTMLImageElement).naturalWidth);
    await expect.poll(() => widthOf(GOOD)).toBe(200);
    await cellOf(app.page, BROKEN).getByTitle('No preview').waitFor();
    expect(await cellOf(app.page, BROKEN).locator('img').count()).toBe(0);
    expect(await widthOf(SLOW)).toBe(0);
    expect(await app.page.evaluate(() => 'ran' in window)).toBe(false);
  });

  it('shows the thumbnail large until the variant is there, then the variant', async () => {
    proxy.strike({
      match: ({ path }) => path.includes(`${GOOD}_1024`),
      fault: { kind: 'delay', ms: VARIANT_DELAY_MS },
    });
    await openPicture(app.page, GOOD);
    const widths = () =>
      app.page
        .getByRole('main')
        .locator('img')
        .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));
    await expect.poll(widths).toContain(200);
    expect(await widths()).not.toContain(WIDE.width);
    await app.page.getByRole('img', { name: GOOD }).waitFor();
    expect(await widths()).toContain(WIDE.width);
  });

  it('tells the growth of what is about to be saved against the chosen size', async () => {
    await app.page.getByRole('radio', { name: /^512/ }).click();
    await app.page.getByRole('radio', { name: /^TIFF/ }).click();
    await app.page.getByText(`${GOOD}_512.tiff`, { exact: true }).waitFor();
    const panel = app.page.getByRole('complementary', { name: 'Save and details' });
    await panel.getByText(/\d × the stored file$/).waitFor();
    await panel.getByText('512 × 320 px').waitFor();
    await app.page.getByRole('radio', { name: /^As stored/ }).click();
    await panel.getByText('Same size as the stored file').waitFor();
  });
});
