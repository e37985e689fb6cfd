import type { Locator } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { chooseServer, embeddedProfile, keysField, waitForCount } from '../support/gallery.ts';
import { typeKeys } from '../support/key-window.ts';
import { listenOnLoopback } from '../support/loopback.ts';

const hasFocus = (element: Locator): Promise<boolean> => element.evaluate((shown) => shown === document.activeElement);

describe('choosing a bucket on the first screen', () => {
  let server: TestServer;
  let app: RunningApp;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    for (const bucket of ['archive', 'family-photos', 'old-photos']) await server.createBucket(bucket);
    app = await launchApp({ profiles: [embeddedProfile] });
  });
  afterAll(async () => {
    await app.close();
    await server.stop();
  });
  beforeEach(async () => {
    const head = app.page.getByRole('button', { name: /: Connection and settings$/ });
    if ((await head.count()) > 0) {
      await head.click();
      await app.page.getByRole('menuitem', { name: 'Open another bucket…' }).click();
    }
    await chooseServer(app.page, 'Other S3-compatible');
  });

  const page = () => app.page;
  const options = () => page().getByRole('listbox', { name: 'Buckets of these keys' }).getByRole('option');
  const bucket = () => page().getByLabel('Bucket', { exact: true });
  const endpoint = () => page().getByLabel('Endpoint');

  it('lists the buckets that the keys may see, narrowed by what is typed', async () => {
    await endpoint().fill(server.endpoint);
    await page().getByRole('button', { name: 'Browse…' }).click();
    await options().first().waitFor();
    expect(await options().allInnerTexts()).toEqual(['archive', 'family-photos', 'old-photos']);
    await page().keyboard.type('photos');
    await expect.poll(() => options().allInnerTexts()).toEqual(['family-photos', 'old-photos']);
    await page().keyboard.press('ArrowDown');
    await page().keyboard.press('Enter');
    expect(await bucket().inputValue()).toBe('family-photos');
    await page().getByRole('button', { name: 'Open bucket' }).click();
    await waitForCount(page(), 0);
  });

  it('begins with the keys and the server of the bucket that is open', async () => {
    await page().getByRole('button', { name: 'Browse…' }).waitFor();
    expect(await endpoint().inputValue()).toBe(server.endpoint);
    expect(await bucket().inputValue()).toBe('');
  });

  it('stops asking for buckets at Escape, where a server does not answer', async () => {
    const silent = await listenOnLoopback(() => undefined);
    try {
      await endpoint().fill(silent.endpoint);
      await page().getByRole('button', { name: 'Browse…' }).click();
      const asking = page().getByRole('status').getByText('Listing buckets…');
      await asking.waitFor();
      await page().keyboard.press('Escape');
      await asking.waitFor({ state: 'detached' });
      expect(await bucket().evaluate((input) => input === document.activeElement)).toBe(true);
    } finally {
      await silent.stop();
    }
  });

  it('makes a bucket under a name that is checked as it is typed, and opens it', async () => {
    await endpoint().fill(server.endpoint);
    await page().getByRole('button', { name: 'New bucket…' }).click();
    const dialog = page().getByRole('dialog', { name: 'Create a bucket' });
    const create = dialog.getByRole('button', { name: 'Create and open' });
    await dialog.getByLabel('Name').fill('My Photos');
    await dialog.getByRole('alert').getByText('No capital letters').waitFor();
    expect(await create.isDisabled()).toBe(true);
    const opener = page().getByRole('button', { name: 'New bucket…' });
    await page().keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await hasFocus(opener)).toBe(true);
    await opener.click();
    await dialog.getByLabel('Name').fill('archive');
    await create.click();
    await dialog.getByRole('alert').getByText('You have a bucket “archive” already.').waitFor();
    expect(await hasFocus(create)).toBe(true);
    await dialog.getByLabel('Name').fill('my-new-photos');
    await create.click();
    await waitForCount(page(), 0);
    await page()
      .getByRole('button', { name: /^my-new-photos: / })
      .waitFor();
  });

  it('keeps what was typed by hand when another kind of server is chosen', async () => {
    await endpoint().fill('https://s3.example.com');
    await chooseServer(page(), 'Cloudflare R2');
    expect(await endpoint().inputValue()).toBe('https://s3.example.com');
    await endpoint().fill('');
    await page().getByLabel('Account ID').fill('abc123');
    expect(await endpoint().getAttribute('placeholder')).toBe('https://abc123.r2.cloudflarestorage.com');
  });

  it('calls an open bucket’s service by its name, which says more than the host', async () => {
    await chooseServer(page(), 'Cloudflare R2');
    await endpoint().fill(server.endpoint);
    await bucket().fill('archive');
    await page().getByRole('button', { name: 'Open bucket' }).click();
    await waitForCount(page(), 0);
    await page().getByText('Cloudflare R2 · embedded', { exact: true }).waitFor();
  });
});

describe('the first screen of a computer without keys', () => {
  it('leaves the focus with the keys that were entered', async () => {
    const app = await launchApp();
    try {
      const opened = app.electron.waitForEvent('window');
      await app.page.getByRole('button', { name: 'Enter keys…' }).click();
      const keyWindow = await opened;
      await keyWindow.getByRole('button', { name: 'Use these keys' }).click();
      await keyWindow.getByText('Enter the access key ID.').waitFor();
      await expect.poll(() => hasFocus(keyWindow.getByLabel('Access key ID'))).toBe(true);
      const fields = { Name: 'at home', 'Access key ID': 'minioadmin', 'Secret access key': 'minioadmin' };
      await typeKeys(keyWindow, fields, 'Use these keys');
      await keysField(app.page).waitFor();
      await expect.poll(() => hasFocus(keysField(app.page))).toBe(true);
      await app.page.getByRole('button', { name: 'Open bucket' }).click();
      await expect.poll(() => hasFocus(app.page.getByLabel('Bucket', { exact: true }))).toBe(true);
    } finally {
      await app.close();
    }
  });

  it('leads to entering some', async () => {
    const app = await launchApp();
    try {
      const keys = app.page.getByRole('region', { name: 'Keys' });
      await keys.getByRole('button', { name: 'Enter keys…' }).waitFor();
      await keys.getByRole('button', { name: 'New profile…' }).waitFor();
      expect(await keysField(app.page).count()).toBe(0);
    } finally {
      await app.close();
    }
  });
});
