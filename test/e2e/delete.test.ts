import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { listKeys } from '../support/bucket-content.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { captivePortal } from '../support/fault.ts';
import { type FaultingProxy, isDelete, startFaultingProxy } from '../support/faulting-proxy.ts';
import {
  backToGrid,
  cellOf,
  checkPicture,
  confirmDelete,
  embeddedProfile,
  openBucket,
  waitForCount,
} from '../support/gallery.ts';
import { webp } from '../support/pictures.ts';

const BUCKET = 'deletions';
/** Ten seconds to undo, and what the rest takes. */
const SENT_WITHIN = { timeout: 20_000 };
const COUNT = 6;
const uuidAt = (index: number): string => `f06bb30d-c640-41bc-b287-9b22111ac76${index}`;

describe('deleting', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let bucket: Bucket;
  let app: RunningApp;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket(BUCKET);
    bucket = server.openBucket(BUCKET);
    const content = await webp({ width: 200, height: 200 });
    const sizes = ['512', '1024', 'thumbnail'];
    const keys = Array.from({ length: COUNT }, (_, index) => sizes.map((size) => `post/${uuidAt(index)}_${size}.webp`));
    await server.putObjects(
      BUCKET,
      keys.flat().map((key) => ({ key, content })),
    );
    app = await launchApp({ profiles: [embeddedProfile] });
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, COUNT);
  });
  afterEach(async () => {
    proxy.reset();
    await backToGrid(app.page);
  });
  afterAll(async () => {
    await app.close();
    bucket.close();
    await proxy.stop();
    await server.stop();
  });

  const select = (index: number): Promise<void> => checkPicture(app.page, uuidAt(index));
  const askToDelete = () => app.page.getByRole('button', { name: 'Delete', exact: true }).click();

  const notices = () => app.page.getByRole('region', { name: 'Notices' });

  it('deletes nothing where the question is left by Escape', async () => {
    await select(0);
    await askToDelete();
    await app.page.getByRole('dialog', { name: 'Delete 1 picture?' }).waitFor();
    await app.page.keyboard.press('Escape');
    await app.page.getByRole('dialog').waitFor({ state: 'detached' });
    await app.page.getByRole('button', { name: 'Clear the selection' }).click();
    expect(await listKeys(bucket)).toHaveLength(COUNT * 3);
  });

  it('tells how many objects and bytes go, then deletes all variants of what is selected', async () => {
    await select(0);
    await select(1);
    await askToDelete();
    await app.page.getByText(/^6 objects \(.*“deletions”.*10 seconds, and not after that/).waitFor();
    await confirmDelete(app.page, 2);
    await notices().getByText('2 pictures will be deleted').waitFor();
    await waitForCount(app.page, COUNT - 2);
    expect(proxy.count(isDelete)).toBe(0);
    expect(await listKeys(bucket)).toHaveLength(COUNT * 3);
    await app.page.getByText('2 pictures deleted.').waitFor(SENT_WITHIN);
    // The thumbnails, then the rest.
    expect(proxy.count(isDelete)).toBe(2);
    const keys = await listKeys(bucket);
    expect(keys).toHaveLength((COUNT - 2) * 3);
    expect(keys.filter((key) => key.includes(uuidAt(0)) || key.includes(uuidAt(1)))).toEqual([]);
  });

  it.each([
    ['the button', () => notices().getByRole('button', { name: 'Undo' }).click()],
    ['Ctrl+Z', () => app.page.keyboard.press('Control+z')],
  ])('sends nothing and shows the picture again where it is undone by %s', async (_, undo) => {
    await select(2);
    await askToDelete();
    await confirmDelete(app.page, 1);
    await cellOf(app.page, uuidAt(2)).waitFor({ state: 'detached' });
    await undo();
    await cellOf(app.page, uuidAt(2)).waitFor();
    await notices().getByText('will be deleted').waitFor({ state: 'detached' });
    await waitForCount(app.page, COUNT - 2);
    expect(proxy.count(isDelete)).toBe(0);
  });

  it('case 21: takes nothing for deleted that a captive portal answered', async () => {
    proxy.strike({ match: isDelete, fault: captivePortal });
    await select(3);
    await askToDelete();
    await confirmDelete(app.page, 1);
    await cellOf(app.page, uuidAt(3)).waitFor({ state: 'detached' });
    await app.page.getByText(/^1 of 1 could not be deleted\..*is no S3 server/).waitFor(SENT_WITHIN);
    await cellOf(app.page, uuidAt(3)).waitFor();
    expect((await listKeys(bucket)).filter((key) => key.includes(uuidAt(3)))).toHaveLength(3);
  });

  it('deletes the open picture by the Delete key and shows its neighbour', async () => {
    await cellOf(app.page, uuidAt(4)).click();
    const heading = app.page.getByRole('heading', { level: 1 });
    await expect.poll(() => heading.textContent()).toBe(uuidAt(4));
    await app.page.keyboard.press('Delete');
    await confirmDelete(app.page, 1);
    await expect.poll(() => heading.textContent()).not.toBe(uuidAt(4));
    // Undone, the viewer shows it again; then it goes after all.
    await app.page.keyboard.press('Control+z');
    await expect.poll(() => heading.textContent()).toBe(uuidAt(4));
    await notices().getByText('will be deleted').waitFor({ state: 'detached' });
    await app.page.keyboard.press('Delete');
    await confirmDelete(app.page, 1);
    await expect.poll(() => heading.textContent()).not.toBe(uuidAt(4));
  });

  it('sends nothing of what can still be undone where the app is quit', async () => {
    await vi.waitFor(async () => expect((await listKeys(bucket)).join()).not.toContain(uuidAt(4)), SENT_WITHIN);
    await select(5);
    await askToDelete();
    await confirmDelete(app.page, 1);
    await cellOf(app.page, uuidAt(5)).waitFor({ state: 'detached' });
    const { userData } = app;
    await app.quit();
    expect((await listKeys(bucket)).filter((key) => key.includes(uuidAt(5)))).toHaveLength(3);
    app = await launchApp({ profiles: [embeddedProfile], userData });
    await cellOf(app.page, uuidAt(5)).waitFor();
  });
});
