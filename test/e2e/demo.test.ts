import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPictures, demoUuid } from '../../electron/demo/demo-pictures.ts';
import { type VariantSize, variantKey } from '../../shared/object-key.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import {
  cellOf,
  checkPicture,
  closePicture,
  confirmDelete,
  openPicture,
  saveOpenPicture,
  waitForCount,
} from '../support/gallery.ts';
import { jpeg } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Well before a notice goes by itself. */
const BAR_FREE_WITHIN_MS = 2_500;
const DRAWN_WITHIN_MS = 120_000;
const NAME = '설악산의 새벽';
const PANORAMA = '알프스 파노라마';

describe('the demo bucket in the window', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await launchApp();
    await app.page.getByRole('button', { name: 'Try it without an account' }).click();
    await app.page.getByRole('button', { name: /^All pictures\s*66$/ }).waitFor({ timeout: DRAWN_WITHIN_MS });
  }, DRAWN_WITHIN_MS + 60_000);
  afterAll(() => app.close());

  it('shows four albums with their counts, and the pictures of the one that is chosen', async () => {
    const albums = app.page.getByRole('navigation', { name: 'Albums' });
    expect(await albums.getByRole('button').count()).toBe(5);
    await albums.getByRole('button', { name: /^archive\/film\s*11$/ }).click();
    const cells = app.page.getByRole('gridcell');
    await expect.poll(() => cells.first().getAttribute('aria-label')).toBe('roll 07 - 12A');
    await albums.getByRole('button', { name: /^All pictures/ }).click();
    await expect.poll(() => cells.first().getAttribute('aria-label')).toBe(NAME);
  });

  it('shows thumbnails under the names that came with them', async () => {
    const cell = cellOf(app.page, NAME);
    await cell.waitFor();
    const isShown = () =>
      cell.locator('img').evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth);
    await expect.poll(isShown).toBe(200);
  });

  it('opens a picture, goes to the next and back, and closes on Escape', async () => {
    await openPicture(app.page, NAME);
    const heading = app.page.getByRole('heading', { level: 1 });
    expect(await heading.textContent()).toBe(NAME);
    await app.page.keyboard.press('ArrowRight');
    await expect.poll(() => heading.textContent()).toBe('열기구 축제 🎈');
    await app.page.keyboard.press('ArrowLeft');
    await expect.poll(() => heading.textContent()).toBe(NAME);
    await closePicture(app.page);
    expect(await heading.count()).toBe(0);
  });

  it('saves a picture as a PNG of 1024 pixels that is one', async () => {
    const path = join(await temporaryFolder(), 'saved.png');
    await openPicture(app.page, NAME);
    await saveOpenPicture(app, { size: /^1024/, format: 'PNG', fileName: `${NAME}_1024.png`, path });
    expect(await sharp(path).metadata()).toMatchObject({ format: 'png', width: 1024, height: 683 });
    // The sky's top is dark, the horizon light: not an empty canvas of the right size.
    const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const green = (y: number) => data[(y * info.width + 20) * info.channels + 1] ?? 0;
    expect(green(330) - green(4)).toBeGreaterThan(50);
    await closePicture(app.page);
  });

  it('saves the stored bytes untouched, as the bucket has them', async () => {
    const path = join(await temporaryFolder(), 'saved.webp');
    await openPicture(app.page, PANORAMA);
    await saveOpenPicture(app, { format: 'As stored', fileName: `${PANORAMA}_1920.webp`, path });
    expect(await readFile(path)).toEqual(await storedBytes(PANORAMA, 1920));
    await closePicture(app.page);
  });

  it('uploads what is dropped on the window, and deletes it after a question', async () => {
    const source = join(await temporaryFolder(), '드롭한 사진.v2.jpg');
    await writeFile(source, await jpeg({ width: 1500, height: 1000 }));
    await app.drop([source]);
    await app.page.getByRole('combobox', { name: 'Album' }).fill('새 앨범');
    await app.page.getByRole('button', { name: 'Upload 1 picture' }).click();
    const cell = cellOf(app.page, '드롭한 사진.v2');
    await cell.waitFor();
    await app.page.getByRole('button', { name: /^새 앨범\s*1$/ }).waitFor();

    await checkPicture(app.page, '드롭한 사진.v2');
    // At once: the notice of the upload is still there and must not lie over the bar.
    await app.page.getByRole('button', { name: 'Delete', exact: true }).click({ timeout: BAR_FREE_WITHIN_MS });
    // 512, 1024 and the thumbnail of a source that is 1,500 pixels wide.
    await app.page.getByText(/^3 objects \(/).waitFor();
    await confirmDelete(app.page, 1);
    await cell.waitFor({ state: 'detached' });
    await waitForCount(app.page, 66);
  });

  /** Straight from the demo's server, past the app. */
  async function storedBytes(name: string, size: VariantSize): Promise<Buffer> {
    const picture = demoPictures.find(({ fileName }) => fileName.startsWith(name));
    if (!picture) throw new Error(`expected a demo picture ${name} but found none`);
    const address = await app.page.evaluate(async () => {
      const answer = await window.contactSheet.invoke('connections/current', undefined);
      if (!answer.ok || !answer.value) throw new Error('expected an open connection but received none');
      return `${answer.value.connection.endpoint}/${answer.value.connection.bucket}`;
    });
    const key = variantKey(picture.album, demoUuid(picture.index), size);
    return Buffer.from(await (await fetch(`${address}/${encodeURI(key)}`)).arrayBuffer());
  }
});
