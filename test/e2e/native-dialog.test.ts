import { access } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { openPicture } from '../support/gallery.ts';
import { escapeFileDialog, nativeDialogMissing, typeIntoFileDialog } from '../support/native-dialog.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** GTK's own title of a save dialog. */
const TITLE = 'Save File';
const DRAWN_WITHIN_MS = 120_000;
const NAME = '설악산의 새벽';
const missing = await nativeDialogMissing();

describe.skipIf(missing !== null)(`the system’s own save dialog${missing === null ? '' : ` (${missing})`}`, () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await launchApp();
    await app.page.getByRole('button', { name: 'Try it without an account' }).click();
    await app.page.getByRole('gridcell', { name: NAME }).waitFor({ timeout: DRAWN_WITHIN_MS });
    await openPicture(app.page, NAME);
    await app.page.getByRole('radio', { name: /^512/ }).click();
    await app.page.getByRole('radio', { name: /^PNG/ }).click();
    await app.page.getByText(`${NAME}_512.png`, { exact: true }).waitFor();
  }, DRAWN_WITHIN_MS + 60_000);
  afterAll(() => app.close());

  it('writes the picture where a person types', async () => {
    const path = join(await temporaryFolder(), 'typed.png');
    await app.page.getByRole('button', { name: 'Save as…' }).click();
    await typeIntoFileDialog(TITLE, path);
    await app.page
      .getByRole('region', { name: 'Notices' })
      .getByText(/^Saved “/)
      .waitFor();
    expect(await sharp(path).metadata()).toMatchObject({ format: 'png', width: 512, height: 341 });
  });

  it('writes nothing and says nothing when it is dismissed', async () => {
    const path = join(await temporaryFolder(), 'dismissed.png');
    await app.page.getByRole('button', { name: 'Dismiss' }).first().click();
    await app.page.getByRole('button', { name: 'Save as…' }).click();
    await escapeFileDialog(TITLE);
    await expect.poll(() => app.page.getByRole('button', { name: 'Save as…' }).isEnabled()).toBe(true);
    await expect(access(path)).rejects.toThrow();
    expect(await app.page.getByRole('region', { name: 'Notices' }).getByRole('alert').count()).toBe(0);
  });
});
