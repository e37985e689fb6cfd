import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { type FaultingProxy, startFaultingProxy } from '../support/faulting-proxy.ts';
import {
  backToGrid,
  cellOf,
  closePicture,
  dismissNotice,
  embeddedProfile,
  openBucket,
  openPicture,
  saveOpenPicture,
} from '../support/gallery.ts';
import {
  animatedWebp,
  colourAt,
  colours,
  distance,
  halfTransparentPng,
  noisyPng,
  orientedJpeg,
  webp,
} from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUCKET = 'earlier-layout';
const OLD = 'f06bb30d-c640-41bc-b287-9b22111ac762';
const NAMED = '0b1c2d3e-4f50-4617-8899-aabbccddeeff';
const CLEAR = '11111111-2222-4333-8444-555555555555';
const MOVING = '22222222-2222-4333-8444-555555555555';
const GONE = '33333333-2222-4333-8444-555555555555';
const LARGE = '44444444-2222-4333-8444-555555555555';
const ODD = '앨범 +%20/사진 & 그림/';
/** As low as the window may be. */
const LOW_PX = 560;
const { signal } = new AbortController();

describe('saving from a bucket that an earlier application wrote', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let bucket: Bucket;
  let app: RunningApp;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket(BUCKET);
    bucket = server.openBucket(BUCKET);
    const thumbnail = await webp({ width: 200, height: 200 });
    const large = await webp({ width: 1024, height: 640 });
    const clear = await sharp(await halfTransparentPng({ width: 512, height: 320 }))
      .webp({ lossless: true })
      .toBuffer();
    await server.putObjects(BUCKET, [
      { key: `post/${OLD}_512.webp`, content: await webp({ width: 512, height: 320 }) },
      { key: `post/${OLD}_1024.webp`, content: large },
      { key: `post/${OLD}_thumbnail.webp`, content: thumbnail },
      { key: `post/${NAMED}_1024.webp`, content: large },
      { key: `post/${NAMED}_thumbnail.webp`, content: thumbnail },
      { key: `post/${CLEAR}_512.webp`, content: clear },
      { key: `post/${CLEAR}_thumbnail.webp`, content: thumbnail },
      { key: `post/${MOVING}_400.webp`, content: await animatedWebp({ width: 400, height: 300 }) },
      { key: `post/${MOVING}_thumbnail.webp`, content: thumbnail },
      { key: `post/${GONE}_1024.webp`, content: large },
      { key: `post/${GONE}_thumbnail.webp`, content: thumbnail },
      {
        key: `post/${LARGE}_1920.webp`,
        content: await sharp(await noisyPng({ width: 1920, height: 1440 }))
          .webp()
          .toBuffer(),
      },
      { key: `post/${LARGE}_thumbnail.webp`, content: thumbnail },
      {
        key: `${ODD}IMG_1.jpg`,
        content: await orientedJpeg({ width: 600, height: 400 }, 6),
        contentType: 'image/jpeg',
      },
      { key: 'post/terms.pdf', content: '%PDF-1.4 not much', contentType: 'application/pdf' },
    ]);
    app = await launchApp({ profiles: [embeddedProfile] });
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, 7);
  });
  afterAll(async () => {
    await app.close();
    bucket.close();
    await proxy.stop();
    await server.stop();
  });

  afterEach(() => backToGrid(app.page));

  it('shows a picture that did not arrive once it is tried again', async () => {
    proxy.strike({ match: ({ path }) => path.includes(`${MOVING}_400`), fault: { kind: 'refuse' } });
    await openPicture(app.page, MOVING);
    const notice = app.page.getByRole('alert').filter({ hasText: 'This picture cannot be shown' });
    await notice.waitFor();
    proxy.reset();
    await notice.getByRole('button', { name: 'Try again' }).click();
    await app.page.getByRole('img', { name: MOVING }).waitFor();
  });

  it('keeps what comes of a choice in sight in a low window, and in its place whatever is chosen', async () => {
    const resize = (height: number) =>
      app.electron.evaluate(({ BrowserWindow }, to) => {
        const window = BrowserWindow.getAllWindows().at(0);
        const [width = 0, from = 0] = window?.getContentSize() ?? [];
        window?.setContentSize(width, to);
        return from;
      }, height);
    const height = await resize(LOW_PX);
    onTestFinished(async () => void (await resize(height)));
    await openPicture(app.page, OLD);
    const result = app.page.getByRole('region', { name: 'Result' });
    const placeWith = async (format: RegExp) => {
      await app.page.getByRole('radio', { name: format }).first().click();
      await result.getByText('1024 × 640 px').waitFor();
      const box = await result.boundingBox();
      if (box === null) throw new Error('expected the result in sight');
      return { top: box.y, bottom: box.y + box.height };
    };
    const converted = await placeWith(/^JPEG/);
    expect(converted.bottom).toBeLessThan(LOW_PX);
    expect(await placeWith(/^As stored/)).toEqual(converted);
  });

  it('says of an address that names nothing that there is no such object', async () => {
    const search = app.page.getByRole('searchbox');
    await search.fill(`s3://${BUCKET}/post/never.jpg`);
    await search.press('Enter');
    await app.page.getByRole('status').getByText('There is no object “post/never.jpg” in this bucket.').waitFor();
    await search.fill('');
  });

  it('offers the key’s base where no name is known, and PNG', async () => {
    const path = join(await temporaryFolder(), 'old.png');
    await openPicture(app.page, OLD);
    await saveOpenPicture(app, { format: 'PNG', fileName: `${OLD}_1024.png`, path });
    const content = await readFile(path);
    expect(await sharp(content).metadata()).toMatchObject({ format: 'png', width: 1024, height: 640 });
    expect(distance(await colourAt(content, 0.25, 0.25), colours.topLeft)).toBeLessThan(12);
    expect(distance(await colourAt(content, 0.75, 0.75), colours.bottomRight)).toBeLessThan(12);
  });

  it('shows the names of an imported table and offers their extension', async () => {
    const folder = await temporaryFolder();
    const table = join(folder, 'names.csv');
    await writeFile(table, `uuid,file_name,file_extension\n${NAMED},남산 타워 v1.2,jpg\n`);
    await app.answerOpenDialog([table]);
    await app.page.getByRole('button', { name: /Connection and settings$/ }).click();
    await app.page.getByRole('menuitem', { name: 'Import names…' }).click();
    await dismissNotice(app.page, /1 of 1 names/);
    await openPicture(app.page, '남산 타워 v1.2');
    await app.page.getByText('남산 타워 v1.2_1024.jpg', { exact: true }).waitFor();
  });

  it.each([
    ['JPEG', 'jpg', 'jpeg'],
    ['WebP', 'webp', 'webp'],
    ['AVIF', 'avif', 'heif'],
    ['TIFF', 'tiff', 'tiff'],
    ['GIF', 'gif', 'gif'],
  ])('really converts to %s', async (label, extension, format) => {
    const path = join(await temporaryFolder(), `out.${extension}`);
    await openPicture(app.page, OLD);
    await app.page.getByRole('radio', { name: /^512/ }).click();
    const tile = app.page.getByRole('radio', { name: new RegExp(`^${label}`) });
    await tile.click();
    await app.answerSaveDialog(path);
    await app.page.getByText(`${OLD}_512.${extension}`, { exact: true }).waitFor();
    await app.page.getByRole('button', { name: 'Save as…' }).click();
    await dismissNotice(app.page, /^Saved “/);
    const content = await readFile(path);
    expect(await sharp(content).metadata()).toMatchObject({ format, width: 512, height: 320 });
    expect(distance(await colourAt(content, 0.75, 0.25), colours.topRight)).toBeLessThan(40);
  });

  it('tells about how large a file will be, then how large it is, and shows it beside what is stored', async () => {
    const result = app.page.getByRole('region', { name: 'Result' });
    const shown = app.page.locator('img[data-side="result"][data-state="shown"]');
    await openPicture(app.page, LARGE);
    await app.page.getByRole('radio', { name: /^AVIF/ }).click();
    await result.getByText(/^about \d/).waitFor();
    await result.getByText('estimate', { exact: true }).waitFor();
    await result.getByText('1920 × 1440 px').waitFor();
    await shown.waitFor();
    expect(await shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1920);
    const avif = await shown.getAttribute('src');
    const sides = app.page.getByRole('group', { name: 'Compare with what is stored' });
    expect(await sides.getByRole('button', { name: /^Result/ }).getAttribute('aria-pressed')).toBe('true');
    await app.page.keyboard.press('c');
    await app.page.locator('img[data-side="stored"][data-state="shown"]').waitFor();
    await app.page.keyboard.press('c');
    // The page cannot show a TIFF by itself, and what is chosen no more is not there to be shown.
    await app.page.getByRole('radio', { name: /^TIFF/ }).click();
    await expect.poll(() => shown.getAttribute('src')).not.toBe(avif);
    expect(await shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1920);
    const loads = (address: string | null) =>
      app.page.evaluate((src) => {
        const image = new Image();
        image.src = src ?? '';
        return image.decode().then(
          () => true,
          () => false,
        );
      }, address);
    expect(await loads(await shown.getAttribute('src'))).toBe(true);
    expect(await loads(`${avif}-`)).toBe(false);
    await app.page.getByRole('radio', { name: 'As stored' }).click();
    await sides.waitFor({ state: 'detached' });
  });

  it('leaves out photo details where that is chosen', async () => {
    const path = join(await temporaryFolder(), 'IMG_1.png');
    await openPicture(app.page, 'IMG_1');
    await app.page.getByRole('radio', { name: /^JPEG/ }).click();
    await app.page.getByLabel('Photo details').selectOption('Leave out all');
    await saveOpenPicture(app, { format: 'JPEG', fileName: 'IMG_1.jpg', path });
    expect((await sharp(path).metadata()).exif).toBeUndefined();
  });

  it('turns transparency white in a JPEG and keeps it in a PNG', async () => {
    const folder = await temporaryFolder();
    await openPicture(app.page, CLEAR);
    await saveOpenPicture(app, { format: 'JPEG', fileName: `${CLEAR}_512.jpg`, path: join(folder, 'flat.jpg') });
    await saveOpenPicture(app, { format: 'PNG', fileName: `${CLEAR}_512.png`, path: join(folder, 'clear.png') });
    expect(distance(await colourAt(await readFile(join(folder, 'flat.jpg')), 0.8, 0.5), [255, 255, 255])).toBeLessThan(
      4,
    );
    expect((await colourAt(await readFile(join(folder, 'clear.png')), 0.8, 0.5)).at(3)).toBe(0);
  });

  it('keeps an animation where the format can hold it', async () => {
    const folder = await temporaryFolder();
    await openPicture(app.page, MOVING);
    await saveOpenPicture(app, { format: 'GIF', fileName: `${MOVING}_400.gif`, path: join(folder, 'moving.gif') });
    expect((await sharp(join(folder, 'moving.gif')).metadata()).pages).toBe(4);
  });

  it('case 47: opens and saves a foreign image under an odd key by its own name, stored bytes untouched', async () => {
    const path = join(await temporaryFolder(), 'IMG_1.jpg');
    await openPicture(app.page, 'IMG_1');
    await saveOpenPicture(app, { format: 'As stored', fileName: 'IMG_1.jpg', path });
    const { content } = await bucket.getBytes(`${ODD}IMG_1.jpg`, { signal, maxBytes: 1_000_000 });
    expect((await readFile(path)).equals(content)).toBe(true);
    const upright = join(await temporaryFolder(), 'IMG_1.png');
    await saveOpenPicture(app, { format: 'PNG', fileName: 'IMG_1.png', path: upright });
    expect(await sharp(upright).metadata()).toMatchObject({ width: 600, height: 400 });
  });

  it('opens a pasted address of any style, and offers to save an object that is no picture', async () => {
    const search = app.page.getByRole('searchbox');
    const path = join(await temporaryFolder(), 'terms.pdf');
    await search.fill(`${proxy.endpoint}/${BUCKET}/post/${OLD}_512.webp?X-Amz-Expires=60`);
    await search.press('Enter');
    await expect.poll(() => app.page.getByRole('heading', { level: 1 }).textContent()).toBe(OLD);
    await closePicture(app.page);
    await app.answerSaveDialog(path);
    await search.fill(`s3://${BUCKET}/post/terms.pdf`);
    await search.press('Enter');
    await app.page.getByRole('button', { name: 'Save as it is…' }).click();
    await dismissNotice(app.page, /^Saved “/);
    expect(await readFile(path, 'utf8')).toBe('%PDF-1.4 not much');
  });

  it('case 45: replaces a file only when the new one is whole', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'kept.png');
    await writeFile(path, 'what was there before');
    await openPicture(app.page, OLD);
    await saveOpenPicture(app, { format: 'PNG', fileName: `${OLD}_1024.png`, path });
    expect((await sharp(path).metadata()).format).toBe('png');
    expect(await readdir(folder)).toEqual(['kept.png']);
  });

  it('case 30: says that a folder cannot be written, and leaves nothing in it', async () => {
    const folder = await temporaryFolder();
    const blocked = join(folder, 'a file, no folder');
    await writeFile(blocked, '');
    await chmod(blocked, 0o444);
    await app.answerSaveDialog(join(blocked, 'out.png'));
    await openPicture(app.page, OLD);
    await app.page.getByText(`${OLD}_1024.png`, { exact: true }).waitFor();
    await app.page.getByRole('button', { name: 'Save as…' }).click();
    const said = await dismissNotice(app.page, /Choose another folder|is not there any more/);
    expect(said).toContain('out.png');
    expect(await readdir(folder)).toEqual(['a file, no folder']);
  });

  it('case 41: says that a picture is no longer in the bucket, and the grid forgets it', async () => {
    await cellOf(app.page, GONE).waitFor();
    await bucket.deleteKeys([`post/${GONE}_1024.webp`, `post/${GONE}_thumbnail.webp`], { signal });
    await cellOf(app.page, GONE).click();
    await app.page
      .getByText(/no longer in the bucket/i)
      .first()
      .waitFor();
    await app.page.keyboard.press('Escape');
    await cellOf(app.page, GONE).waitFor({ state: 'detached' });
  });
});
