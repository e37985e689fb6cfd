import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {} from '../../renderer/key-window/main.tsx';
import { launchApp, type RunningApp } from '../support/app.ts';
import { openKeyWindow, typeKeys } from '../support/key-window.ts';

const ID = 'AKIAKEYWINDOW1234';
const SECRET = 'secret/of+the.key.window';
const fields = { 'Access key ID': ID, 'Secret access key': SECRET };
const NOTICE = 'There is no keyring on this computer. The keys are forgotten when Contact Sheet ends.';

describe('the key window', () => {
  let app: RunningApp;
  let credentials: string;
  let folder: string;

  beforeAll(async () => {
    const profile = { name: 'studio', accessKeyId: 'AKIAOLDOLDOLD5678', secretAccessKey: 'old' };
    app = await launchApp({ profiles: [profile] });
    credentials = await app.electron.evaluate(() => process.env.AWS_SHARED_CREDENTIALS_FILE ?? '');
    folder = join(credentials, '..');
  });
  afterAll(() => app.close());

  const sourcesOf = ({ page }: RunningApp) =>
    page.evaluate(() => window.contactSheet.invoke('credentials/sources', undefined));
  const windowCount = ({ electron }: RunningApp) =>
    electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  const answerQuestions = (response: number): Promise<void> =>
    app.electron.evaluate(({ dialog }, chosen) => {
      dialog.showMessageBox = async () => ({ response: chosen, checkboxChecked: false });
    }, response);
  const pressEscape = async (page: Page): Promise<void> => {
    const closed = page.waitForEvent('close');
    await page.keyboard.press('Escape').catch(() => undefined);
    await closed;
  };

  it('writes nothing where its page ended while the person was asked, and opens again', async () => {
    await app.electron.evaluate(({ dialog }) => {
      dialog.showMessageBox = () => new Promise(() => undefined);
    });
    const before = await readFile(credentials, 'utf8');
    const { page, entered } = await openKeyWindow(app, { kind: 'profile-keys', profile: 'studio' });
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByRole('button', { name: 'Continue…' }).click();
    await app.electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) if (window.getParentWindow() !== null) window.destroy();
    });
    expect(await entered).toEqual({ ok: true, value: null });
    expect(await readFile(credentials, 'utf8')).toBe(before);
    const again = await openKeyWindow(app, { kind: 'new-keys' });
    await pressEscape(again.page);
    expect(await again.entered).toEqual({ ok: true, value: null });
  });

  it('case 10: says that the keys are forgotten where there is no keyring, and they are', async () => {
    const first = await launchApp();
    const { page, entered } = await openKeyWindow(first, { kind: 'new-keys' });
    await page.getByText(NOTICE).waitFor();
    await typeKeys(page, { Name: 'by hand', ...fields }, 'Use these keys');
    expect(await entered).toMatchObject({
      ok: true,
      value: { label: 'by hand', method: 'typed', keyIdEnd: '1234', sessionOnly: true },
    });
    expect(await windowCount(first)).toBe(1);
    const before = await sourcesOf(first);
    expect(before).toMatchObject({ ok: true, value: { hasKeyring: false } });
    expect(JSON.stringify(before)).toContain('by hand');
    await first.quit();
    expect(await readdir(first.userData)).not.toContain('keys.json');

    const second = await launchApp({ userData: first.userData });
    expect(JSON.stringify(await sourcesOf(second))).not.toContain('by hand');
    await second.close();
    await first.close();
  });

  it('is a window by itself: sandboxed, in a session of its own, with four messages to main and none from it', async () => {
    const { page, entered } = await openKeyWindow(app, { kind: 'new-keys' });
    expect(
      await page.evaluate(() => ({
        bridge: Object.keys(window.keyWindow),
        main: 'contactSheet' in window,
        node: 'require' in window || 'process' in window,
      })),
    ).toEqual({ bridge: ['question', 'submit', 'cancel', 'fit'], main: false, node: false });
    const facts = await app.electron.evaluate(({ BrowserWindow, session }) => {
      const [key] = BrowserWindow.getAllWindows().filter((window) => window.isModal());
      const own = key?.webContents.session;
      return { isOwn: own !== undefined && own !== session.defaultSession, persists: own?.isPersistent() };
    });
    expect(facts).toEqual({ isOwn: true, persists: false });
    await page.evaluate(() => window.keyWindow.cancel()).catch(() => undefined);
    expect(await entered).toEqual({ ok: true, value: null });
  });

  it('case 4: leaves its page for no other, and opens none', async () => {
    const { page, entered } = await openKeyWindow(app, { kind: 'new-keys' });
    const before = page.url();
    for (const address of ['https://example.org/', 'file:///etc/passwd', 'data:text/html,x', 'javascript:alert(1)']) {
      await page.evaluate((to) => {
        window.open(to);
        window.location.href = to;
      }, address);
    }
    expect(await page.getByRole('heading').textContent()).toBe('Enter access keys');
    expect(page.url()).toBe(before);
    expect(await windowCount(app)).toBe(2);
    expect(await page.evaluate(() => fetch('https://example.org/').then(String, () => 'refused'))).toBe('refused');
    await pressEscape(page);
    await entered;
  });

  it('covers the secret until asked, and remembers nothing of it', async () => {
    const { page, entered } = await openKeyWindow(app, { kind: 'new-keys' });
    const secret = page.getByLabel('Secret access key', { exact: true });
    await secret.fill(SECRET);
    expect(await secret.getAttribute('type')).toBe('password');
    expect(await secret.getAttribute('autocomplete')).toBe('off');
    await page.getByRole('button', { name: 'Show: Secret access key' }).click();
    expect(await secret.getAttribute('type')).toBe('text');
    await pressEscape(page);
    expect(await entered).toEqual({ ok: true, value: null });
    const next = await openKeyWindow(app, { kind: 'new-keys' });
    expect(await next.page.getByLabel('Secret access key', { exact: true }).inputValue()).toBe('');
    await pressEscape(next.page);
  });

  it('says what is wrong without sending the keys any further', async () => {
    const { page, entered } = await openKeyWindow(app, { kind: 'new-keys' });
    await page.getByLabel('Access key ID').fill('A K');
    await page.getByRole('button', { name: 'Use these keys' }).click();
    await page.getByText('Enter the secret access key.').waitFor();
    await page.getByText('An access key ID has 3 to 128 letters and digits, without spaces.').waitFor();
    await pressEscape(page);
    expect(await entered).toEqual({ ok: true, value: null });
  });

  it('fills its fields from a pasted block', async () => {
    const { page, entered } = await openKeyWindow(app, { kind: 'new-profile' });
    const block = `[pasted]\naws_access_key_id = ${ID}\naws_secret_access_key = ${SECRET}\n`;
    await app.electron.evaluate(({ clipboard }, text) => clipboard.writeText(text), block);
    await page.getByLabel('Access key ID').focus();
    await page.keyboard.press('Control+V');
    await expect.poll(() => page.getByLabel('Secret access key', { exact: true }).inputValue()).toBe(SECRET);
    expect(await page.getByLabel('Access key ID').inputValue()).toBe(ID);
    expect(await page.getByLabel('Profile name').inputValue()).toBe('pasted');
    await pressEscape(page);
    await entered;
  });

  it('writes a profile’s keys after a yes, with a copy beside the file', async () => {
    const old = `# by hand\n[studio]\naws_access_key_id = AKIAOLDOLDOLD5678\naws_secret_access_key = old\n`;
    await writeFile(credentials, old);
    const { page, entered } = await openKeyWindow(app, { kind: 'profile-keys', profile: 'studio' });
    await answerQuestions(1);
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByRole('button', { name: 'Continue…' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Continue…' }).isEnabled()).toBe(true);
    expect(await readFile(credentials, 'utf8')).toBe(old);
    await answerQuestions(0);
    await typeKeys(page, {}, 'Continue…');
    expect(await entered).toMatchObject({ ok: true, value: { label: 'studio', keyIdEnd: '1234' } });
    expect(await readFile(credentials, 'utf8')).toBe(
      old.replace('AKIAOLDOLDOLD5678', ID).replace('= old', `= ${SECRET}`),
    );
    const [copy = ''] = (await readdir(folder)).filter((name) => name.includes('.backup-'));
    expect(await readFile(join(folder, copy), 'utf8')).toBe(old);
  });

  it('asks in the person’s language', async () => {
    const korean = await launchApp({ language: 'ko', theme: 'dark', profiles: [] });
    const { page, entered } = await openKeyWindow(korean, { kind: 'new-profile' });
    expect(await page.getByRole('heading').textContent()).toBe('새 프로필');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('ko');
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    expect(await page.evaluate(() => document.documentElement.scrollHeight <= window.innerHeight)).toBe(true);
    await pressEscape(page);
    await entered;
    await korean.close();
  });

  it('leaves nothing of the keys in the data folder', async () => {
    await app.quit();
    const files = await readdir(app.userData, { recursive: true, withFileTypes: true });
    expect(files.length).toBeGreaterThan(0);
    for (const file of files.filter((entry) => entry.isFile())) {
      const content = await readFile(join(file.parentPath, file.name));
      for (const secret of [SECRET, ID]) expect(content.includes(secret), file.name).toBe(false);
    }
  });
});
