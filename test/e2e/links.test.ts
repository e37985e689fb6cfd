import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoPictures, demoUuid } from '../../electron/demo/demo-pictures.ts';
import { type VariantSize, variantKey } from '../../shared/object-key.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { backToGrid, checkPicture, dismissNotice, openPicture } from '../support/gallery.ts';

const DRAWN_WITHIN_MS = 120_000;
const NAME = '설악산의 새벽';
/** What every presigned address holds, and nothing else. */
const SIGNATURE = /X-Amz-Signature=([0-9a-f]{64})/;
const HOUR_SECONDS = 60 * 60;
const DAY_SECONDS = 24 * HOUR_SECONDS;

describe('links to a picture of the demo', () => {
  let app: RunningApp;
  let dialog: Locator;
  let address: string;

  beforeAll(async () => {
    app = await launchApp();
    dialog = app.page.getByRole('dialog', { name: 'Copy link' });
    await app.page.getByRole('button', { name: 'Try it without an account' }).click();
    await app.page.getByRole('button', { name: /^All pictures\s*66$/ }).waitFor({ timeout: DRAWN_WITHIN_MS });
    address = await app.page.evaluate(async () => {
      const answer = await window.contactSheet.invoke('connections/current', undefined);
      if (!answer.ok || !answer.value) throw new Error('expected an open connection but received none');
      return `${answer.value.connection.endpoint}/${answer.value.connection.bucket}`;
    });
  }, DRAWN_WITHIN_MS + 60_000);
  afterAll(() => app.close());
  beforeEach(async () => {
    await backToGrid(app.page);
    await app.electron.evaluate(({ clipboard }) => clipboard.clear());
  });

  const copied = (): Promise<string> => app.electron.evaluate(({ clipboard }) => clipboard.readText());
  const choose = (name: RegExp) => dialog.getByRole('radio', { name }).check();

  /** Opens the dialog from the picture, chooses, copies, and answers what is on the clipboard and what was said. */
  async function copyLink(chosen: readonly RegExp[]): Promise<{ text: string; said: string }> {
    await openPicture(app.page, NAME);
    await app.page.getByRole('button', { name: 'Copy link' }).click();
    for (const name of chosen) await choose(name);
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await dialog.waitFor({ state: 'detached' });
    return { said: await dismissNotice(app.page, /copied/), text: await copied() };
  }

  it('are the S3 URI of a stored size', async () => {
    const { text, said } = await copyLink([/^S3 URI/, /^512/]);
    expect(text).toBe(`s3://${address.split('/').at(-1)}/${keyOf(NAME, 512)}`);
    expect(said).toBe('S3 URI copied.');
  });

  it('are the public address, said to open on this computer only', async () => {
    await openPicture(app.page, NAME);
    await app.page.keyboard.press('l');
    await choose(/^Public address/);
    await dialog.getByText('it opens on this computer only').waitFor();
    await dialog.getByText('only if the picture itself is public').waitFor();
    await backToGrid(app.page);
    const { text } = await copyLink([/^Public address/]);
    expect(text).toBe(`${address}/${encodeURI(keyOf(NAME, 1920))}`);
    expect((await fetch(text)).status).toBe(200);
  });

  it('are presigned: they bring the stored bytes under the original name, Korean and all, until they expire', async () => {
    const before = Date.now();
    const { text, said } = await copyLink([/^Link that expires/, /^1024/, /^1 hour/]);
    expect(said).toMatch(/^Link copied\. It works until .+\.$/);
    const url = new URL(text);
    expect(url.searchParams.get('X-Amz-Expires')).toBe(String(HOUR_SECONDS));
    expect(signedAt(url)).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000);
    const reply = await fetch(url);
    expect(reply.status).toBe(200);
    expect(downloadNameOf(reply)).toBe(`${NAME}_1024.webp`);
    expect(Buffer.from(await reply.arrayBuffer())).toEqual(await bytesAt(`${address}/${encodeURI(keyOf(NAME, 1024))}`));
  });

  it('begin with the kind and the time that were chosen last, and take a time of one’s own within S3’s limits', async () => {
    await openPicture(app.page, NAME);
    await app.page.keyboard.press('l');
    expect(await dialog.getByRole('radio', { name: /^Link that expires/ }).isChecked()).toBe(true);
    expect(await dialog.getByRole('radio', { name: /^1 hour/ }).isChecked()).toBe(true);
    expect(await dialog.getByRole('radio', { name: /^1920/ }).isChecked()).toBe(true);
    await choose(/^Other/);
    const copyButton = dialog.getByRole('button', { name: 'Copy' });
    await dialog.getByLabel('Unit').selectOption('days');
    await dialog.getByLabel('How long').fill('8');
    await dialog.getByText('at most 7 days').waitFor();
    expect(await copyButton.isDisabled()).toBe(true);
    await dialog.getByLabel('How long').fill('3');
    await dialog.getByLabel('How long').press('Enter');
    await dismissNotice(app.page, /^Link copied/);
    expect(new URL(await copied()).searchParams.get('X-Amz-Expires')).toBe(String(3 * DAY_SECONDS));
  });

  it('are chosen and copied by the keyboard alone, and leave the focus with the picture', async () => {
    await openPicture(app.page, NAME);
    await app.page.keyboard.press('l');
    await dialog.waitFor();
    await app.page.keyboard.press('ArrowUp');
    await app.page.keyboard.press('ArrowUp');
    await app.page.keyboard.press('Enter');
    await dismissNotice(app.page, /^S3 URI copied/);
    expect(await copied()).toMatch(/^s3:/);
    const heading = app.page.getByRole('heading', { level: 1 });
    await app.page.keyboard.press('ArrowRight');
    await expect.poll(() => heading.textContent()).not.toBe(NAME);
  });

  it('are offered for the one picture that is selected, and for each stored size among the details', async () => {
    await checkPicture(app.page, NAME);
    await app.page.getByRole('toolbar').getByRole('button', { name: 'Copy link' }).click();
    await dialog.getByText(NAME, { exact: true }).waitFor();
    await backToGrid(app.page);
    await app.page.getByRole('button', { name: 'Clear the selection' }).click();
    await openPicture(app.page, NAME);
    await app.page.getByRole('tab', { name: 'Details' }).click();
    await app.page.getByRole('button', { name: 'Copy a link to this size' }).last().click();
    expect(await dialog.getByRole('radio', { name: /^Thumbnail/ }).isChecked()).toBe(true);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await app.page.getByRole('tab', { name: 'Save' }).click();
  });

  it('are never logged: they are in no file of the app’s data folder, and never on the page', async () => {
    const { text } = await copyLink([/^Link that expires/, /^7 days/]);
    const signature = SIGNATURE.exec(text)?.[1];
    if (signature === undefined) throw new Error('expected a presigned address on the clipboard');
    await fetch(text);
    expect(await app.page.content()).not.toContain(signature);
    await app.quit();
    expect(await filesWith(app.userData, [signature, 'X-Amz-Signature'])).toEqual([]);
  });
});

function keyOf(name: string, size: VariantSize): string {
  const picture = demoPictures.find(({ fileName }) => fileName.startsWith(name));
  if (!picture) throw new Error(`expected a demo picture ${name} but found none`);
  return variantKey(picture.album, demoUuid(picture.index), size);
}

const bytesAt = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer());

/** X-Amz-Date as ms since the epoch. */
function signedAt(url: URL): number {
  const [, y, m, d, h, min, s] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(url.searchParams.get('X-Amz-Date') ?? '') ?? [];
  return Date.UTC(Number(y), Number(m) - 1, Number(d), Number(h), Number(min), Number(s));
}

/** The name that a browser saves a reply under (RFC 6266: `filename*` where it is given). */
function downloadNameOf(reply: Response): string {
  const [, encoded = ''] = /filename\*=UTF-8''([^;]+)/i.exec(reply.headers.get('content-disposition') ?? '') ?? [];
  return decodeURIComponent(encoded);
}

/** Files under a folder that hold one of the texts; the demo's pictures, which the folder only links to, are left out. */
async function filesWith(folder: string, texts: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.map(async (file) => {
      const content = await readFile(file, 'latin1');
      return texts.some((text) => content.includes(text)) ? [file] : [];
    }),
  );
  expect(files.length).toBeGreaterThan(0);
  return found.flat();
}
