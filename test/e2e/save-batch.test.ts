import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { encodeMetadata } from '../../shared/object-metadata.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { backToGrid, cellOf, checkPicture, embeddedProfile, openBucket } from '../support/gallery.ts';
import { webp } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUCKET = 'many';
const { signal } = new AbortController();
const uuidOf = (index: number): string => `f06bb30d-c640-41bc-b287-${String(index).padStart(12, '0')}`;
/** Two of one name, in two albums; the last one has no large size. */
const PICTURES = [
  { album: 'post', name: '남산 타워', widths: [1024, 512] },
  { album: 'post', name: 'beach', widths: [1024, 512] },
  { album: 'trip', name: 'beach', widths: [1024, 512] },
  { album: 'trip', name: 'small', widths: [512] },
] as const;

const panel = (page: Page) => page.getByRole('dialog', { name: /^Save .* pictures?/ });
const keyOf = (index: number, size: number): string => `${PICTURES[index]?.album}/${uuidOf(index)}_${size}.webp`;

describe('saving many pictures', () => {
  let server: TestServer;
  let bucket: Bucket;
  let app: RunningApp;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    await server.createBucket(BUCKET);
    bucket = server.openBucket(BUCKET);
    for (const [index, { album, name, widths }] of PICTURES.entries()) {
      const metadata = encodeMetadata({ name, extension: 'jpg' });
      const stem = `${album}/${uuidOf(index)}`;
      await server.putObjects(BUCKET, [
        ...(await Promise.all(
          widths.map(async (width) => ({
            key: `${stem}_${width}.webp`,
            content: await webp({ width, height: width / 2 }),
            metadata,
          })),
        )),
        { key: `${stem}_thumbnail.webp`, content: await webp({ width: 200, height: 200 }), metadata },
      ]);
    }
    app = await launchApp({ profiles: [embeddedProfile] });
    await openBucket(app.page, { bucket: BUCKET, endpoint: server.endpoint }, PICTURES.length);
    await cellOf(app.page, 'small').waitFor();
  });
  afterEach(() => backToGrid(app.page));
  afterAll(async () => {
    await app.close();
    bucket.close();
    await server.stop();
  });

  const saveInto = async (folder: string): Promise<void> => {
    await app.answerOpenDialog([folder]);
    await panel(app.page).getByRole('button', { name: 'Choose the folder…' }).click();
    await panel(app.page).waitFor({ state: 'detached' });
  };
  const files = (folder: string) => expect.poll(async () => (await readdir(folder)).sort(), { timeout: 20_000 });

  it('saves what is selected as it is stored, and shows the names before', async () => {
    const folder = await temporaryFolder();
    for (const name of ['남산 타워', 'small']) await checkPicture(app.page, name);
    await app.page.getByRole('toolbar').getByRole('button', { name: 'Save 2 pictures…' }).click();
    const examples = panel(app.page).getByRole('list', { name: 'What the first files will be called' });
    await expect
      .poll(async () => (await examples.getByRole('listitem').allTextContents()).sort())
      .toEqual(['small_512.webp', '남산 타워_1024.webp']);
    await saveInto(folder);
    await files(folder).toEqual(['small_512.webp', '남산 타워_1024.webp']);
    const { content } = await bucket.getBytes(keyOf(0, 1024), { signal, maxBytes: 1_000_000 });
    expect((await readFile(join(folder, '남산 타워_1024.webp'))).equals(content)).toBe(true);
    await app.page.getByRole('toolbar', { name: 'Selection' }).waitFor({ state: 'detached' });
  });

  it('case 46: saves a whole view in one size and form, under names of a template, and numbers those that come twice', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'small.jpg'), 'was there before');
    await app.page.getByRole('button', { name: 'Save all 4 pictures shown…' }).click();
    const dialog = panel(app.page);
    await dialog.getByRole('radio', { name: '512', exact: true }).check();
    await dialog.getByLabel('Format').selectOption('jpeg');
    const names = dialog.getByRole('textbox', { name: 'File names' });
    await names.fill('{nam}');
    await dialog.getByText(/There is no field “nam”/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Choose the folder…' }).isDisabled()).toBe(true);
    await names.fill('');
    await dialog.getByRole('button', { name: 'Name', exact: true }).click();
    expect(await names.inputValue()).toBe('{name}');
    await dialog.getByRole('radio', { name: 'Leave it out' }).check();
    await saveInto(folder);
    await files(folder).toEqual(['beach (2).jpg', 'beach.jpg', 'small.jpg', '남산 타워.jpg'].sort());
    expect(await readFile(join(folder, 'small.jpg'), 'utf8')).toBe('was there before');
    expect(await sharp(join(folder, '남산 타워.jpg')).metadata()).toMatchObject({ format: 'jpeg', width: 512 });
  });

  it('keeps the panel, and what was chosen in it, where the folder’s dialog is dismissed', async () => {
    await app.page.getByRole('button', { name: /^trip/ }).click();
    await app.page.getByRole('button', { name: 'Save all 2 pictures shown…' }).click();
    const dialog = panel(app.page);
    await dialog.getByLabel('Format').selectOption('png');
    await app.answerOpenDialog([]);
    await dialog.getByRole('button', { name: 'Choose the folder…' }).click();
    await expect.poll(() => dialog.getByRole('button', { name: 'Choose the folder…' }).isEnabled()).toBe(true);
    expect(await dialog.getByLabel('Format').inputValue()).toBe('png');
  });
});
