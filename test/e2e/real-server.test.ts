import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import {
  askForBucket,
  cellOf,
  checkPicture,
  chooseAnotherBucket,
  chooseKeys,
  closePicture,
  confirmDelete,
  openPicture,
  saveOpenPicture,
} from '../support/gallery.ts';
import { jpeg, webp } from '../support/pictures.ts';
import type { RgwServer } from '../support/rgw.ts';
import { newBucket, rgwLabel, rgwMissing, runningRgw } from '../support/s3-servers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const UUID = 'f06bb30d-c640-41bc-b287-9b22111ac762';
/** Each of these breaks a client that encodes keys, or signs them, by halves. */
const ODD_KEY = '여행 2026/a+b %41 & 😀/IMG 1 (2).jpg';
const NEW_NAME = '섬.최종 v2';

describe.skipIf(rgwMissing !== null)(`a server that checks who asks: ${rgwLabel}`, () => {
  let server: RgwServer;
  let bucket: string;
  let app: RunningApp;
  let odd: Buffer;

  const choose = async (profile: string) => {
    await chooseKeys(app.page, profile);
    await askForBucket(app.page, { bucket, endpoint: server.endpoint });
  };

  beforeAll(async () => {
    server = runningRgw();
    bucket = await newBucket(server);
    const thumbnail = await webp({ width: 200, height: 200 });
    odd = await jpeg({ width: 640, height: 480 });
    await server.putObjects(bucket, [
      { key: `post/${UUID}_512.webp`, content: await webp({ width: 512, height: 384 }) },
      { key: `post/${UUID}_thumbnail.webp`, content: thumbnail },
      { key: ODD_KEY, content: odd },
    ]);
    const region = 'us-east-1';
    app = await launchApp({
      profiles: [
        { name: 'mistyped', ...server.keys, secretAccessKey: 'mistyped', region },
        { name: 'stranger', ...server.stranger, region },
        { name: 'owner', ...server.keys, region },
      ],
    });
  });
  afterAll(async () => {
    await app.close();
    await server.stop();
  });

  it('says that the keys are wrong', async () => {
    await choose('mistyped');
    const question = app.page.getByRole('dialog', { name: 'These keys do not work' });
    await question.getByText(`${server.endpoint} refused the secret access key`).waitFor();
    await question.getByText(`…${server.keys.accessKeyId.slice(-4)}`).waitFor();
    await question.getByRole('button', { name: 'Stop opening' }).click();
    await question.waitFor({ state: 'detached' });
  });

  it('says what is denied', async () => {
    await choose('stranger');
    await app.page.getByRole('alert').getByText(`These keys may not list the bucket “${bucket}”`).waitFor();
    await chooseAnotherBucket(app.page);
  });

  it('shows the bucket to its owner, and saves from it', async () => {
    await choose('owner');
    const path = join(await temporaryFolder(), 'saved.png');
    await openPicture(app.page, UUID);
    await saveOpenPicture(app, { format: 'PNG', fileName: `${UUID}_512.png`, path });
    await closePicture(app.page);
    expect(await sharp(path).metadata()).toMatchObject({ format: 'png', width: 512, height: 384 });
  });

  it('case 47: saves a picture under an odd key as it is stored', async () => {
    const path = join(await temporaryFolder(), 'odd.jpg');
    await openPicture(app.page, 'IMG 1 (2)');
    await saveOpenPicture(app, { format: 'As stored', fileName: 'IMG 1 (2).jpg', path });
    await closePicture(app.page);
    expect(await readFile(path)).toEqual(odd);
  });

  it('takes an upload and gives its name back, then lets it go', async () => {
    const source = join(await temporaryFolder(), `${NEW_NAME}.jpg`);
    await writeFile(source, await jpeg({ width: 1100, height: 700 }));
    await app.drop([source]);
    await app.page.getByRole('combobox', { name: 'Album' }).fill('섬');
    await app.page.getByRole('button', { name: 'Upload 1 picture' }).click();
    await cellOf(app.page, NEW_NAME).waitFor();
    await checkPicture(app.page, NEW_NAME);
    await app.page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    await confirmDelete(app.page, 1);
    await cellOf(app.page, NEW_NAME).waitFor({ state: 'detached' });
    await app.page.getByText('1 picture deleted.').waitFor();
    const own = server.openBucket(bucket);
    const left: string[] = [];
    const { signal } = new AbortController();
    for await (const page of own.list({ signal })) left.push(...page.map(({ key }) => key));
    own.close();
    expect(left).toHaveLength(3);
  });
});
