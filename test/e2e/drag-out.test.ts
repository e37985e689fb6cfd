import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { type FaultingProxy, startFaultingProxy } from '../support/faulting-proxy.ts';
import { backToGrid, cellOf, checkPicture, dismissNotice, embeddedProfile, openBucket } from '../support/gallery.ts';
import { placed, webp } from '../support/pictures.ts';
import { createGate } from '../support/scripted-bucket.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUCKET = 'dragged';
/** The last one is dragged by the test only that needs it not to be here yet. */
const NAMES = ['a', 'b', 'c', 'd'] as const;
const { signal } = new AbortController();

declare global {
  /** In main, of these tests: what the system's drag was given. */
  var dragged: { files: string[]; hasIcon: boolean }[];
}

/** The system's drag needs a pointer that is really held; what it is given is all that the app decides. */
const watchDrags = ({ electron }: RunningApp): Promise<void> =>
  electron.evaluate(({ BrowserWindow }) => {
    globalThis.dragged = [];
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (!contents) throw new Error('expected a window');
    contents.startDrag = ({ files = [], icon }) =>
      void globalThis.dragged.push({ files, hasIcon: typeof icon !== 'string' && !icon.isEmpty() });
  });

describe('dragging pictures out of the window', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let bucket: Bucket;
  let app: RunningApp;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket(BUCKET);
    bucket = server.openBucket(BUCKET);
    const content = await webp({ width: 300, height: 200 });
    await server.putObjects(
      BUCKET,
      NAMES.map((name) => ({ key: `pictures/${name}.webp`, content })),
    );
    app = await launchApp({ profiles: [embeddedProfile] });
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, NAMES.length);
    await cellOf(app.page, 'c').locator('img').waitFor();
  });
  beforeEach(() => watchDrags(app));
  afterEach(async () => {
    proxy.reset();
    await app.page.mouse.up();
    await backToGrid(app.page);
    const clear = app.page.getByRole('button', { name: 'Clear the selection' });
    if ((await clear.count()) > 0) await clear.click();
  });
  afterAll(async () => {
    await app.close();
    bucket.close();
    await proxy.stop();
    await server.stop();
  });

  const dragged = () => app.electron.evaluate(() => globalThis.dragged);
  const press = async (name: string): Promise<{ x: number; y: number }> => {
    const box = await cellOf(app.page, name).boundingBox();
    if (box === null) throw new Error(`expected ${name} in sight`);
    const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await app.page.mouse.move(place.x, place.y);
    await app.page.mouse.down();
    return place;
  };
  /** Folders of drags whose files are all there: the picture for the pointer is made last. */
  const prepared = async (): Promise<string[]> => {
    const temp = join(app.userData, 'temp');
    const folders = (await readdir(temp)).filter((name) => name.includes('drag'));
    const contents = await Promise.all(folders.map((name) => readdir(join(temp, name))));
    return folders.filter((_, index) => contents[index]?.includes('icon.png'));
  };
  const drag = async (name: string): Promise<string[]> => {
    const before = new Set(await prepared());
    const place = await press(name);
    await expect.poll(async () => (await prepared()).some((folder) => !before.has(folder))).toBe(true);
    return pull(place);
  };
  /** Makes a drag of the press; answers the files of the system's drag. */
  const pull = async ({ x, y }: { x: number; y: number }): Promise<string[]> => {
    const { length } = await dragged();
    await app.page.mouse.move(x + 30, y + 30, { steps: 5 });
    await expect.poll(async () => (await dragged()).length).toBe(length + 1);
    await app.page.mouse.up();
    return (await dragged()).at(-1)?.files ?? [];
  };
  const chooseForm = async (form: string): Promise<void> => {
    await app.page.getByRole('button', { name: /: Connection and settings$/ }).click();
    await app.page.getByRole('menuitem', { name: 'Drag pictures out as' }).press('ArrowRight');
    await app.page.getByRole('menuitemradio', { name: form }).click();
  };

  it('gives the stored file under the picture’s name, and opens nothing', async () => {
    const [file = ''] = await drag('b');
    expect(basename(file)).toBe('b.webp');
    const { content } = await bucket.getBytes('pictures/b.webp', { signal, maxBytes: 1_000_000 });
    expect((await readFile(file)).equals(content)).toBe(true);
    expect((await dragged())[0]?.hasIcon).toBe(true);
    expect(await app.page.getByRole('complementary', { name: 'Save and details' }).count()).toBe(0);
  });

  it('gives all that is selected, in the form that is chosen', async () => {
    await chooseForm('PNG');
    for (const name of ['a', 'c']) await checkPicture(app.page, name);
    const files = await drag('c');
    expect(files.map((file) => basename(file)).sort()).toEqual(['a.png', 'c.png']);
    for (const file of files) {
      expect(await sharp(file).metadata()).toMatchObject({ format: 'png', width: 300, height: 200 });
    }
    await chooseForm('As stored');
  });

  it('takes its own files, dropped back into the window, for no upload', async () => {
    const files = await drag('a');
    const other = await placed(await temporaryFolder(), 'other.webp', webp({ width: 300, height: 200 }));
    await app.drop(files);
    await app.drop([other]);
    // Had the first been looked at, it would stand before the second one.
    const panel = app.page.getByRole('dialog', { name: 'Upload 1 picture' });
    await panel.getByText('other.webp').waitFor();
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await panel.waitFor({ state: 'detached' });
    for (const file of files) expect((await stat(file)).size).toBeGreaterThan(0);
  });

  it('says that a file is not ready yet, and has it ready for the next try', async () => {
    const gate = createGate();
    proxy.strike({ match: ({ path }) => path.includes('d.webp'), fault: { kind: 'hold', until: gate.passed } });
    const { x, y } = await press('d');
    await app.page.mouse.move(x + 30, y + 30, { steps: 5 });
    await app.page.mouse.up();
    await dismissNotice(app.page, /^The files are still being fetched/);
    expect(await dragged()).toEqual([]);
    gate.open();
    await dismissNotice(app.page, /^The picture is ready/);
    const [file = ''] = await pull(await press('d'));
    expect(basename(file)).toBe('d.webp');
  });

  it('leaves a drag with Shift to the band that selects', async () => {
    await app.page.keyboard.down('Shift');
    const { x, y } = await press('a');
    await app.page.mouse.move(x + 200, y + 20, { steps: 5 });
    await app.page.mouse.up();
    await app.page.keyboard.up('Shift');
    await app.page.getByRole('toolbar', { name: 'Selection' }).waitFor();
    expect(await dragged()).toEqual([]);
  });

  it('draws band after band, and never lets the browser select what they are drawn over', async () => {
    const { page } = app;
    const checked = page.getByRole('gridcell', { selected: true });
    const browserSelection = () => page.evaluate(() => window.getSelection()?.type);
    const cells = page.getByRole('gridcell');
    const box = await cells.first().boundingBox();
    const name = await cells.first().getAttribute('aria-label');
    if (box === null || name === null) throw new Error('expected a picture in sight');
    const between = { x: box.x + box.width + 1, y: box.y + 40 };
    await page.mouse.move(between.x, between.y);
    await page.mouse.down();
    await page.mouse.move(between.x + box.width, between.y + 60, { steps: 5 });
    await expect.poll(() => checked.count()).toBeGreaterThan(0);
    expect(await browserSelection()).not.toBe('Range');
    await page.mouse.up();

    await page.getByRole('button', { name: 'Clear the selection' }).click();
    await page.keyboard.down('Shift');
    const { x, y } = await press(name);
    await page.mouse.move(x + box.width, y + 20, { steps: 5 });
    await expect.poll(() => checked.count()).toBeGreaterThan(1);
    expect(await browserSelection()).not.toBe('Range');
    await page.mouse.up();
    await page.keyboard.up('Shift');
  });
});
