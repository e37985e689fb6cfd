import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { s3Error } from '../support/fault.ts';
import {
  type FaultingProxy,
  isDelete,
  isGet,
  isList,
  isMethod,
  isPut,
  type RequestMatch,
  startFaultingProxy,
} from '../support/faulting-proxy.ts';
import {
  askForBucket,
  backToGrid,
  cellOf,
  checkPicture,
  chooseAnotherBucket,
  confirmDelete,
  dismissNotice,
  embeddedProfile,
  openBucket,
  readBucketAgain,
  saveOpenPicture,
  thumbnailsShown,
  waitForCount,
} from '../support/gallery.ts';
import { png, webp } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const isRead: RequestMatch = (request) => isGet(request) || isMethod('HEAD')(request);

describe('case 48: keys that may not do one thing', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let app: RunningApp;
  let content: Buffer;
  let opened = 0;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    content = await webp({ width: 120, height: 80 });
    app = await launchApp({ profiles: [embeddedProfile] });
  });
  afterEach(async () => {
    proxy.reset();
    await backToGrid(app.page);
  });
  afterAll(async () => {
    await app.close();
    await proxy.stop();
    await server.stop();
  });

  const deny = (match: RequestMatch) => proxy.strike({ match, fault: s3Error(403, 'AccessDenied') });
  /** A bucket of its own with three pictures: what keys may do is learnt for each connection anew. */
  const newBucket = async (): Promise<string> => {
    const bucket = `bucket-${++opened}`;
    await server.createBucket(bucket);
    const names = ['one', 'two', 'three'];
    await server.putObjects(
      bucket,
      names.map((name) => ({ key: `album/${name}.webp`, content })),
    );
    if (opened > 1) await chooseAnotherBucket(app.page);
    return bucket;
  };
  const open = async (): Promise<string> => {
    const bucket = await newBucket();
    await openBucket(app.page, { bucket, endpoint: proxy.endpoint }, 3);
    return bucket;
  };
  const select = (name: string) => checkPicture(app.page, name);
  const inBar = (name: string) => app.page.getByRole('toolbar').getByRole('button', { name });
  const uploadButton = () => app.page.getByRole('button', { name: 'Upload', exact: true });
  const upload = async (name: string): Promise<void> => {
    const source = join(await temporaryFolder(), `${name}.png`);
    await writeFile(source, await png({ width: 80, height: 60 }));
    await app.drop([source]);
    await app.page.getByRole('button', { name: 'Upload 1 picture' }).click();
  };
  const expectGreyed = async (button: Locator, reason: string): Promise<void> => {
    await expect.poll(() => button.getAttribute('aria-disabled')).toBe('true');
    expect(await button.getAttribute('aria-description')).toBe(reason);
    await button.hover();
    await app.page.getByRole('tooltip').getByText(reason).waitFor();
  };
  const expectFree = (button: Locator) => expect.poll(() => button.getAttribute('aria-disabled')).toBe(null);
  const save = async (name: string): Promise<void> => {
    const path = join(await temporaryFolder(), `${name}.webp`);
    await cellOf(app.page, name).click();
    await saveOpenPicture(app, { format: 'As stored', fileName: `${name}.webp`, path });
    await app.page.keyboard.press('Escape');
  };

  it('list: says so in place of the pictures, and takes uploads', async () => {
    const bucket = await newBucket();
    deny(isList);
    await askForBucket(app.page, { bucket, endpoint: proxy.endpoint });
    await app.page.getByText('The bucket may not be listed').waitFor();
    await app.page.getByText(`These keys may not list the bucket “${bucket}”.`).waitFor();
    await expectFree(uploadButton());
    await upload('added');
    await cellOf(app.page, 'added').waitFor();
    proxy.reset();
    await readBucketAgain(app.page);
    await waitForCount(app.page, 4);
    await cellOf(app.page, 'three').waitFor();
  });

  it('get: greys out saving, and still deletes and uploads', async () => {
    deny(isRead);
    const bucket = await open();
    const reason = `These keys may not read what is in the bucket “${bucket}”. Ask its owner for s3:GetObject.`;
    await select('one');
    await expectGreyed(inBar('Save…'), reason);
    await expectFree(inBar('Delete'));
    await inBar('Delete').click();
    await confirmDelete(app.page, 1);
    await cellOf(app.page, 'one').waitFor({ state: 'detached' });
    await upload('unseen');
    await dismissNotice(app.page, /^1 picture uploaded/);
    await cellOf(app.page, 'two').click();
    await expectGreyed(app.page.getByRole('button', { name: 'Save as…' }), reason);
    await app.page.keyboard.press('Escape');
    proxy.reset();
    await readBucketAgain(app.page);
    await expect.poll(() => thumbnailsShown(app.page)).toBe(3);
    await save('two');
  });

  it('put: greys out the upload and turns drops away, and still saves and deletes', async () => {
    const bucket = await open();
    deny(isPut);
    await upload('refused');
    await app.page.getByText('1 of 1 pictures could not be uploaded.').waitFor();
    await expectGreyed(
      uploadButton(),
      `These keys may not write into the bucket “${bucket}”. Ask its owner for s3:PutObject.`,
    );
    await save('three');
    await select('one');
    await inBar('Delete').click();
    await confirmDelete(app.page, 1);
    await cellOf(app.page, 'one').waitFor({ state: 'detached' });
    await app.drop([join(await temporaryFolder(), 'dropped.png')]);
    expect(await app.page.getByRole('dialog').count()).toBe(0);
    proxy.reset();
    await readBucketAgain(app.page);
    await expectFree(uploadButton());
    await upload('accepted');
    await cellOf(app.page, 'accepted').waitFor();
  });

  it('delete: greys out deleting, and still saves and uploads', async () => {
    const bucket = await open();
    deny((request) => isDelete(request) || isMethod('DELETE')(request));
    await select('one');
    await inBar('Delete').click();
    await confirmDelete(app.page, 1);
    await app.page.getByText('1 of 1 not deleted').waitFor();
    await cellOf(app.page, 'one').waitFor();
    await select('two');
    await expectGreyed(
      inBar('Delete'),
      `These keys may not delete anything in the bucket “${bucket}”. Ask its owner for s3:DeleteObject.`,
    );
    await inBar('Clear the selection').click();
    await save('three');
    await upload('added');
    await cellOf(app.page, 'added').waitFor();
    proxy.reset();
    await readBucketAgain(app.page);
    await select('one');
    await expectFree(inBar('Delete'));
    await inBar('Delete').click();
    await confirmDelete(app.page, 1);
    await cellOf(app.page, 'one').waitFor({ state: 'detached' });
  });
});
