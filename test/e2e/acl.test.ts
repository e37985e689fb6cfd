import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { backToGrid, cellOf, chooseKeys, dismissNotice, openBucket, openPicture } from '../support/gallery.ts';
import { jpeg } from '../support/pictures.ts';
import { plainClient } from '../support/plain-client.ts';
import type { RgwServer } from '../support/rgw.ts';
import { newBucket, rgwLabel, rgwMissing, runningRgw } from '../support/s3-servers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SHARED = '모두의 바다';
const OWN = '나만의 산';

describe.skipIf(rgwMissing !== null)(`the ACL of an upload (who may see it), and the links to it: ${rgwLabel}`, () => {
  let server: RgwServer;
  let bucket: string;
  let app: RunningApp;

  beforeAll(async () => {
    server = runningRgw();
    bucket = await newBucket(server);
    app = await launchApp({ profiles: [{ name: 'owner', ...server.keys, region: 'us-east-1' }] });
    await chooseKeys(app.page, 'owner');
    await openBucket(app.page, { bucket, endpoint: server.endpoint }, 0);
  });
  afterAll(async () => {
    await app.close();
    await server.stop();
  });

  const audience = () => app.page.getByLabel('Who may see it');

  /** Each is one of its own: what is in the bucket already is left out. */
  let dropped = 0;
  async function dropPicture(name: string): Promise<void> {
    const source = join(await temporaryFolder(), `${name}.jpg`);
    await writeFile(source, await jpeg({ width: 640, height: 480 + dropped++ }));
    await app.drop([source]);
    await audience().waitFor();
  }

  const upload = () => app.page.getByRole('button', { name: 'Upload 1 picture' }).click();

  async function linkTo(name: string, kind: RegExp): Promise<string> {
    await backToGrid(app.page);
    await openPicture(app.page, name);
    await app.page.keyboard.press('l');
    await app.page.getByRole('dialog', { name: 'Copy link' }).getByRole('radio', { name: kind }).check();
    await app.page.keyboard.press('Enter');
    await dismissNotice(app.page, /copied/);
    return app.electron.evaluate(({ clipboard }) => clipboard.readText());
  }

  it('is as the bucket says until something else is chosen', async () => {
    await dropPicture(OWN);
    expect(await audience().inputValue()).toBe('bucket-default');
    await audience().selectOption('Only the owner');
    await upload();
    await cellOf(app.page, OWN).waitFor();
    await backToGrid(app.page);
  });

  it('is everyone where that was chosen, after a word on what it means', async () => {
    await dropPicture(SHARED);
    expect(await audience().inputValue()).toBe('private');
    await audience().selectOption('Everyone');
    await app.page.getByText('can see it, without keys').waitFor();
    await upload();
    await cellOf(app.page, SHARED).waitFor();
    await backToGrid(app.page);
  });

  it('decides whether a public address opens', async () => {
    const shared = await fetch(await linkTo(SHARED, /^Public address/));
    expect(shared.status).toBe(200);
    expect(shared.headers.get('content-type')).toBe('image/webp');
    expect((await fetch(await linkTo(OWN, /^Public address/))).status).toBe(403);
  });

  it('matters nothing to a link that expires, which downloads under the Korean name, and not once it is altered', async () => {
    const link = await linkTo(OWN, /^Link that expires/);
    const reply = await fetch(link);
    expect(reply.status).toBe(200);
    const disposition = reply.headers.get('content-disposition') ?? '';
    expect(disposition).toContain(`filename*=UTF-8''${encodeURIComponent(`${OWN}_512.webp`)}`);
    expect((await fetch(link.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=604800'))).status).toBe(403);
  });

  it('is refused by a bucket that blocks public access, with what to choose instead', async () => {
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true };
    await plainClient(server).send(new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration }));
    await backToGrid(app.page);
    await dropPicture('너무 공개된 사진');
    await audience().selectOption('Everyone');
    await upload();
    await app.page.getByRole('button', { name: 'Show', exact: true }).click();
    await app.page.getByText('Upload again with “As the bucket says”').first().waitFor();
  });
});
