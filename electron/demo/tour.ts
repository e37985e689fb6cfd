import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserWindow } from 'electron';
import type { Dialogs } from '../files/dialogs.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Demo } from './demo.ts';
import { driveWindow, type Wanted, type WindowDriver } from './window-driver.ts';

const TIME_LIMIT_MS = 180_000;
const SCROLL_PIXELS = 3000;
/** Asked of the page: every picture that the grid holds is there. */
const ALL_PICTURES_SHOWN = `[...document.querySelectorAll('[role=gridcell] img')].every((image) => image.complete && image.naturalWidth > 0)`;
/** The picture that is opened and saved, and the one that is uploaded and deleted. */
const SAVED_NAME = '설악산의 새벽';
const SAVED_WIDTH = 1024;
const SOURCE_NAME = '새로 올린 언덕 🌿';

/** What the tour looks for, by the names that people and screen readers get, in either language. */
const names = {
  asStored: /^(As stored|저장된 그대로)/,
  saveAs: /^(Save as…|다른 이름으로 저장…)$/,
  startUpload: /^(Upload 1 picture|사진 1장 업로드)$/,
  delete: /^(Delete|삭제)$/,
  confirmDelete: /^(Delete 1 picture|1장 삭제)$/,
};
const savedCell: Wanted = { role: 'gridcell', name: new RegExp(`^${SAVED_NAME}$`) };
const uploadedCell: Wanted = { role: 'gridcell', name: new RegExp(`^${SOURCE_NAME}$`) };

interface TourParts {
  window: BrowserWindow;
  /** Where the saved files and the screenshots go. */
  folder: string;
  demo: Pick<Demo, 'filled' | 'drawSource'>;
  pipeline: Pick<Pipeline, 'inspect'>;
  print(line: string): void;
}

/** The tour's answers to the system's dialogs: every save goes into its folder. */
export function tourDialogs(folder: string): Dialogs {
  return {
    askSavePath: (suggestedName) => Promise.resolve(path.join(folder, suggestedName)),
    askSources: () => Promise.resolve(null),
    askNameTable: () => Promise.resolve(null),
    askFolder: () => Promise.resolve(folder),
  };
}

/**
 * Performs the main job once in the real window: browse, open, save twice, upload, delete. Prints each file it leaves with
 * its bytes and pixels. Throws at the first step that does not go as it should.
 */
export async function runTour(parts: TourParts): Promise<void> {
  await mkdir(parts.folder, { recursive: true });
  const driver = driveWindow(parts.window.webContents);
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  const late = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(new Error(`expected a tour within ${TIME_LIMIT_MS / 1000} s`)));
  });
  try {
    await Promise.race([visit(parts, driver), late]);
  } finally {
    driver.close();
  }
}

async function visit(parts: TourParts, driver: WindowDriver): Promise<void> {
  await parts.demo.filled();
  await browse(driver);
  await keepScreenshot(parts, driver, 'window.png');
  await savePictures(parts, driver);
  await uploadPicture(parts, driver);
  await deletePicture(driver);
}

async function browse(driver: WindowDriver): Promise<void> {
  await driver.find(savedCell);
  await scrollUntil(
    driver,
    SCROLL_PIXELS,
    'the first picture to scroll away',
    async () => !(await driver.isSeen(savedCell)),
  );
  await scrollUntil(driver, -SCROLL_PIXELS, 'the first picture to come back', () => driver.isSeen(savedCell));
  await driver.waitUntil('the thumbnails', () => driver.evaluate(ALL_PICTURES_SHOWN));
}

/** Turns the wheel until it has done its work, as a person does: a window that has just opened may miss the first turn. */
async function scrollUntil(
  driver: WindowDriver,
  pixels: number,
  what: string,
  check: () => Promise<boolean>,
): Promise<void> {
  await driver.waitUntil(what, async () => {
    if (await check()) return true;
    await driver.scroll(pixels);
    return false;
  });
}

/** One picture as a PNG and in its stored form. */
async function savePictures(parts: TourParts, driver: WindowDriver): Promise<void> {
  await driver.click(savedCell);
  await driver.click({ role: 'radio', name: new RegExp(`^${SAVED_WIDTH}`) });
  const [converted, stored] = [`${SAVED_NAME}_${SAVED_WIDTH}.png`, `${SAVED_NAME}_${SAVED_WIDTH}.webp`];
  await chooseFormat(driver, { role: 'radio', name: /^PNG/ }, converted);
  await keepScreenshot(parts, driver, 'viewer.png');
  await save(parts, driver, converted);
  await chooseFormat(driver, { role: 'radio', name: names.asStored }, stored);
  await save(parts, driver, stored);
  await driver.pressEscape();
  await driver.find(savedCell);
}

/** Chooses a format and waits until the panel shows the name of what comes of it. */
async function chooseFormat(driver: WindowDriver, format: Wanted, fileName: string): Promise<void> {
  await driver.click(format);
  await driver.find({ role: 'StaticText', name: exactly(fileName) });
}

async function save({ folder, pipeline, print }: TourParts, driver: WindowDriver, fileName: string): Promise<void> {
  const file = path.join(folder, fileName);
  await rm(file, { force: true });
  await driver.click({ role: 'button', name: names.saveAs });
  await driver.waitUntil(`the saved file ${fileName}`, () => exists(file));
  print(await describeFile(file, pipeline));
}

/** Drops a file from disk onto the window and sends it to the album that the panel offers. */
async function uploadPicture({ folder, demo, pipeline, print }: TourParts, driver: WindowDriver): Promise<void> {
  const source = path.join(folder, `${SOURCE_NAME}.jpg`);
  await demo.drawSource(source);
  print(await describeFile(source, pipeline));
  await driver.drop([source]);
  await driver.click({ role: 'button', name: names.startUpload });
  await driver.find(uploadedCell);
}

async function deletePicture(driver: WindowDriver): Promise<void> {
  await driver.clickToSelect(uploadedCell);
  await driver.click({ role: 'button', name: names.delete });
  await driver.click({ role: 'button', name: names.confirmDelete });
  await driver.waitUntil('the deleted picture to go', async () => (await driver.findAll(uploadedCell)).length === 0);
}

async function keepScreenshot({ folder, pipeline, print }: TourParts, driver: WindowDriver, name: string) {
  const file = path.join(folder, name);
  await writeFile(file, await driver.screenshot());
  print(await describeFile(file, pipeline));
}

async function describeFile(file: string, pipeline: Pick<Pipeline, 'inspect'>): Promise<string> {
  const { bytes, width, height } = await pipeline.inspect(file, { signal: new AbortController().signal });
  return `${file}  ${bytes} bytes  ${width} x ${height}`;
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

const exactly = (text: string): RegExp => new RegExp(`^${text.replaceAll('.', '\\.')}$`);
