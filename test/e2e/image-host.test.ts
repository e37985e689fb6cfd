import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { closePicture, openPicture, saveOpenPicture } from '../support/gallery.ts';
import { descendantsOf, mappedFiles } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DRAWN_WITHIN_MS = 120_000;
const NAME = '설악산의 새벽';
const isLibvips = (file: string): boolean => /libvips/.test(file);

describe('the image host beside the window', () => {
  let app: RunningApp;

  const findHost = async () => {
    const main = app.electron.process().pid ?? 0;
    return (await descendantsOf(main)).find(({ command }) => /out\/main\/host\.js/.test(command));
  };

  beforeAll(async () => {
    app = await launchApp();
    await app.page.getByRole('button', { name: 'Try it without an account' }).click();
    await app.page.getByRole('button', { name: /^All pictures\s*66$/ }).waitFor({ timeout: DRAWN_WITHIN_MS });
  }, DRAWN_WITHIN_MS + 60_000);
  afterAll(() => app.close());

  it('keeps libvips out of every process of Electron while pictures are shown, converted and saved', async () => {
    const path = join(await temporaryFolder(), 'saved.jpg');
    await openPicture(app.page, NAME);
    await saveOpenPicture(app, { size: /^512/, format: 'JPEG', fileName: `${NAME}_512.jpg`, path });
    await closePicture(app.page);
    expect(await sharp(path).metadata()).toMatchObject({ format: 'jpeg', width: 512 });

    const pids = await app.pids();
    expect(pids.length).toBeGreaterThanOrEqual(3);
    const mapped = await Promise.all(pids.map(mappedFiles));
    expect(mapped.every((files) => files.length > 0)).toBe(true);
    expect(mapped.flat().filter(isLibvips)).toEqual([]);
    // The same look finds it where it belongs.
    const host = await findHost();
    expect((await mappedFiles(host?.pid ?? 0)).some(isLibvips)).toBe(true);
  });

  it('fails one job with its reason when the host dies for good, and the next one works', async () => {
    await openPicture(app.page, NAME);
    // Each new host is ended as soon as it is there, until the job is given up.
    let over = false;
    const endHosts = (async () => {
      const ended = new Set<number>();
      while (!over) {
        const host = await findHost();
        if (host !== undefined && !ended.has(host.pid)) {
          ended.add(host.pid);
          process.kill(host.pid, 'SIGKILL');
        }
      }
      return ended.size;
    })();
    await app.page.getByRole('radio', { name: /^AVIF/ }).click();
    await app.page
      .getByText(/failed for good/)
      .first()
      .waitFor();
    over = true;
    expect(await endHosts).toBeGreaterThan(0);
    const path = join(await temporaryFolder(), 'saved.png');
    await saveOpenPicture(app, { size: /^512/, format: 'PNG', fileName: `${NAME}_512.png`, path });
    expect(await sharp(path).metadata()).toMatchObject({ format: 'png', width: 512 });
    await closePicture(app.page);
  });
});
