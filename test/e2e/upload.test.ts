import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { parseKey } from '../../shared/object-key.ts';
import { decodeMetadata } from '../../shared/object-metadata.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { listAll, MEGABYTE } from '../support/bucket-content.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { backToGrid, cellOf, embeddedProfile, openBucket, waitForCount } from '../support/gallery.ts';
import { gif, halfTransparentPng, jpeg, png, svg, truncated } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUCKET = 'uploads';
const { signal } = new AbortController();

describe('uploading', () => {
  let server: TestServer;
  let bucket: Bucket;
  let app: RunningApp;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    await server.createBucket(BUCKET);
    bucket = server.openBucket(BUCKET);
    app = await launchApp({ profiles: [embeddedProfile] });
    await openBucket(app.page, { bucket: BUCKET, endpoint: server.endpoint }, 0);
  });
  afterAll(async () => {
    await app.close();
    bucket.close();
    await server.stop();
  });

  afterEach(() => backToGrid(app.page));

  const panel = (title: string) => app.page.getByRole('dialog', { name: title });

  const notices = () => app.page.getByRole('region', { name: 'Notices' });

  /** Sizes of a stored picture by its original name, smallest first, the thumbnail last; with one object's metadata. */
  async function stored(album: string, name: string) {
    const objects = await listAll(bucket, { prefix: album });
    const heads = await Promise.all(objects.map(({ key }) => bucket.head(key, { signal })));
    const own = objects.flatMap(({ key }, index) => {
      const facts = decodeMetadata(heads[index]?.metadata ?? {});
      const parsed = parseKey(key);
      return facts.name === name && parsed.kind === 'group' ? [{ key, size: parsed.size, facts }] : [];
    });
    const order = (size: unknown) => (typeof size === 'number' ? size : Number.POSITIVE_INFINITY);
    return own.sort((a, b) => order(a.size) - order(b.size));
  }

  it('case 39: takes a folder and files at once, and leaves out by content what is no picture, with the reason', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, '여름 휴가', 'deep'), { recursive: true });
    await writeFile(join(folder, '여름 휴가', '바다.jpg'), await jpeg({ width: 2400, height: 1600 }));
    await writeFile(join(folder, '여름 휴가', 'deep', 'small.gif'), await gif({ width: 300, height: 200 }));
    await writeFile(join(folder, 'notes.png'), 'these are words');
    await writeFile(join(folder, 'drawing.png'), svg);
    await writeFile(join(folder, 'cut.png'), truncated(await png({ width: 400, height: 300 }), 0.4));
    await app.drop(['여름 휴가', 'notes.png', 'drawing.png', 'cut.png'].map((name) => join(folder, name)));

    // Only the whole decode, at the upload, tells that one is cut short.
    const dialog = panel('Upload 3 pictures');
    await dialog.waitFor();
    await dialog.getByText('“notes.png” is not a picture.').waitFor();
    await dialog.getByText('“drawing.png” is SVG').waitFor();
    await dialog.getByText('not all pixels kept').waitFor();
    await dialog.getByRole('combobox', { name: 'Album' }).fill('휴가 2026');
    await dialog.getByRole('button', { name: 'Upload 3 pictures' }).click();
    await cellOf(app.page, '바다').waitFor();
    await cellOf(app.page, 'small').waitFor();
    await app.page.getByRole('button', { name: /^휴가 2026\s*2$/ }).waitFor();
    await app.page.getByText('1 of 3 pictures could not be uploaded.').waitFor();
    await notices().getByRole('button', { name: 'Show', exact: true }).click();
    await app.page.getByText('“cut.png” is damaged or cut short.').waitFor();
  });

  it('stores the sizes of the plan as WebP, each with the facts of the source', async () => {
    await waitForCount(app.page, 2);
    const sea = await stored('휴가 2026/', '바다');
    expect(sea.map(({ size }) => size)).toEqual([512, 1024, 1920, 'thumbnail']);
    for (const { key, facts } of sea) {
      const { content } = await bucket.getBytes(key, { signal, maxBytes: MEGABYTE });
      expect((await sharp(content).metadata()).format).toBe('webp');
      expect(facts).toMatchObject({ name: '바다', extension: 'jpg', width: 2400, height: 1600 });
      expect(facts.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect((await stored('휴가 2026/', 'small')).map(({ size }) => size)).toEqual([300, 'thumbnail']);
  });

  it('case 50: shows Korean, Japanese, Arabic and emoji names as they were, decomposed ones composed', async () => {
    const folder = await temporaryFolder();
    const names = ['봄 나들이'.normalize('NFD'), '夕焼け', 'صورة', '🌊 wave.final'];
    for (const [index, name] of names.entries())
      await writeFile(join(folder, `${name}.png`), await png({ width: 60 + index, height: 40 }));
    await app.drop(names.map((name) => join(folder, `${name}.png`)));
    await panel('Upload 4 pictures').getByRole('button', { name: 'Upload 4 pictures' }).click();
    for (const name of names) await cellOf(app.page, name.normalize('NFC')).waitFor();
  });

  it('case 43: keeps a second drop until the first is decided', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'first.png'), await halfTransparentPng({ width: 80, height: 60 }));
    await writeFile(join(folder, 'second.png'), await png({ width: 80, height: 60 }));
    await app.drop([join(folder, 'first.png')]);
    const dialog = panel('Upload 1 picture');
    await dialog.getByText('first.png').waitFor();
    await app.drop([join(folder, 'second.png')]);
    await dialog.getByText('1 more drop waits behind this one.').waitFor();
    await dialog.getByRole('button', { name: 'Upload 1 picture' }).click();
    await dialog.getByText('second.png').waitFor();
    await dialog.getByRole('button', { name: 'Upload 1 picture' }).click();
    await cellOf(app.page, 'first').waitFor();
    await cellOf(app.page, 'second').waitFor();
  });

  it('offers the albums of the bucket with their counts, found by what is typed and chosen by keys', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'third.png'), await png({ width: 90, height: 60 }));
    await app.drop([join(folder, 'third.png')]);
    const dialog = panel('Upload 1 picture');
    const album = dialog.getByRole('combobox', { name: 'Album' });
    // All pictures are shown: where to is a guess, and is said to be one.
    expect(await album.inputValue()).toBe('휴가 2026');
    await dialog.getByText('As in the last upload.').waitFor();
    await album.fill('');
    await dialog.getByText('To no album.').waitFor();
    await album.fill('휴가');
    await app.page.getByRole('option', { name: /^휴가 2026\s*\d+$/ }).waitFor();
    await album.press('ArrowDown');
    await album.press('Enter');
    expect(await album.inputValue()).toBe('휴가 2026');
    await dialog.getByText('As in the last upload.').waitFor();
    await album.fill('nowhere');
    await dialog.getByText('A new album is made.').waitFor();
    expect(await app.page.getByRole('listbox', { name: 'Albums' }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('makes an album of each dropped folder, and leaves out what is in the bucket already', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'Trip', '둘째 날'), { recursive: true });
    const content = await png({ width: 620, height: 400 });
    await writeFile(join(folder, 'Trip', 'one.png'), content);
    await writeFile(join(folder, 'Trip', '둘째 날', 'two.png'), await png({ width: 610, height: 400 }));
    await app.drop([join(folder, 'Trip')]);
    const first = panel('Upload 2 pictures');
    await first.getByRole('combobox', { name: 'Album' }).fill('Folders');
    await first.getByRole('checkbox', { name: 'Make an album of each folder' }).check();
    await first.getByRole('button', { name: 'Upload 2 pictures' }).click();
    await app.page.getByRole('button', { name: /^Folders\/Trip\s*1$/ }).waitFor();
    await app.page.getByRole('button', { name: /^Folders\/Trip\/둘째 날\s*1$/ }).waitFor();
    await notices().getByText('2 pictures uploaded to “Folders/Trip” and “Folders/Trip/둘째 날”.').waitFor();

    await writeFile(join(folder, 'Trip', 'one again.png'), content);
    await writeFile(join(folder, 'Trip', 'three.png'), await png({ width: 500, height: 400 }));
    await app.drop([join(folder, 'Trip')]);
    const second = panel('Upload 1 picture');
    await second.getByText('in the bucket', { exact: true }).first().waitFor();
    expect(await second.getByText('in the bucket', { exact: true }).count()).toBe(3);
    // Nothing is larger than the sizes that are made but what is left out, and only what is sent is counted.
    const keepOriginals = app.page.getByRole('checkbox', { name: /^Also keep the original files/ });
    const inAll = async () => app.page.getByText(/ in all$/).textContent();
    const alone = await inAll();
    expect(await keepOriginals.count()).toBe(0);
    const leaveOut = app.page.getByRole('checkbox', { name: 'Leave out 3 duplicates' });
    expect(await leaveOut.isChecked()).toBe(true);
    await leaveOut.uncheck();
    await panel('Upload 4 pictures').waitFor();
    await keepOriginals.waitFor();
    expect(await inAll()).not.toBe(alone);
    await leaveOut.check();
    expect(await inAll()).toBe(alone);
    await second.getByRole('button', { name: 'Upload 1 picture' }).click();
    await cellOf(app.page, 'three').waitFor();
  });

  it('keeps the source itself where that is asked for', async () => {
    const folder = await temporaryFolder();
    const source = await jpeg({ width: 2200, height: 1100 });
    await writeFile(join(folder, 'wide.jpg'), source);
    await app.answerOpenDialog([join(folder, 'wide.jpg')]);
    await app.page.getByRole('button', { name: 'Upload', exact: true }).click();
    await app.page.getByRole('menuitem', { name: 'Files…' }).click();
    const dialog = panel('Upload 1 picture');
    await dialog.getByRole('combobox', { name: 'Album' }).fill('kept');
    await dialog.getByRole('checkbox', { name: /^Also keep the original files/ }).check();
    await dialog.getByRole('button', { name: 'Upload 1 picture' }).click();
    await cellOf(app.page, 'wide').waitFor();
    const notice = notices().locator('> div').filter({ hasText: '1 picture uploaded to “kept”.' });
    await notice.getByRole('button', { name: 'Open the album' }).click();
    const place = app.page.getByRole('button', { name: /^kept\s*1$/ });
    await expect.poll(() => place.getAttribute('aria-current')).toBe('page');
    await cellOf(app.page, 'three').waitFor({ state: 'detached' });
    await app.page.getByRole('button', { name: /^All pictures/ }).click();
    const original = (await stored('kept/', 'wide')).find(({ size }) => size === 'original');
    expect(original?.key).toMatch(/_original\.jpg$/);
    const { content, contentType } = await bucket.getBytes(original?.key ?? '', { signal, maxBytes: MEGABYTE });
    expect(content.equals(source)).toBe(true);
    expect(contentType).toBe('image/jpeg');
  });

  it('cuts a long name in the list of tasks, not the state beside it', async () => {
    const folder = await temporaryFolder();
    const name = `${'a very long name '.repeat(12)}.png`;
    await writeFile(join(folder, name), truncated(await png({ width: 400, height: 300 }), 0.4));
    await app.drop([join(folder, name)]);
    await panel('Upload 1 picture').getByRole('button', { name: 'Upload 1 picture' }).click();
    await notices().getByRole('button', { name: 'Show', exact: true }).click();
    // A task of one file is folded until it is asked for.
    await app.page.getByRole('button', { name: 'Show the files' }).first().click();
    const list = app.page.getByLabel('What failed').filter({ hasText: name });
    await list.getByText('failed', { exact: true }).waitFor();
    expect(await list.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
  });

  it('says so where nothing of a drop is a picture', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'letter.txt'), 'Dear all');
    await app.drop([join(folder, 'letter.txt')]);
    const dialog = panel('Nothing to upload');
    await dialog.getByText('“letter.txt” is not a picture.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
  });
});
