import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';

/** What a hostile script in the page could try; each line is evaluated there. */
const hostileCalls: readonly [name: string, call: string][] = [
  ['a channel that does not exist', `contactSheet.invoke('files/read', { path: '/etc/passwd' })`],
  ['the channel of the preload', `contactSheet.invoke('upload/stage', { connectionId: 'c', paths: ['/etc/passwd'] })`],
];
const refusedCalls: readonly [name: string, call: string][] = [
  ['a wrong type', `contactSheet.invoke('catalogue/rows', { viewId: {}, from: 'x', count: [] })`],
  [
    'extreme depth',
    `contactSheet.invoke('settings/set', Array.from({ length: 100 }).reduce((inner) => ({ theme: inner }), {}))`,
  ],
  ['a path for an id', `contactSheet.invoke('jobs/reveal', { jobId: '../../etc/passwd' })`],
];

describe('the boundary of the window', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await launchApp();
    await app.page.getByRole('button', { name: 'Try it without an account' }).waitFor();
  });
  afterAll(() => app.close());

  it('gives the page three functions and nothing of Node', async () => {
    const seen = await app.page.evaluate(() => ({
      bridge: Object.keys(window.contactSheet).sort(),
      node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
    }));
    expect(seen).toEqual({ bridge: ['invoke', 'on', 'stageDrop'], node: [] });
  });

  it('isolates and sandboxes the page', async () => {
    const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      // Electron has this method, though its types no longer tell.
      const contents = window?.webContents as { getLastWebPreferences?(): unknown } | undefined;
      return contents?.getLastWebPreferences?.();
    });
    expect(preferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
    });
  });

  it.each(hostileCalls)('case 2: has no way for %s', async (_, call) => {
    const outcome = await app.page.evaluate(
      `(async () => { try { return { ok: await ${call} } } catch { return 'threw' } })()`,
    );
    expect(outcome).toBe('threw');
  });

  it.each(refusedCalls)('case 2: answers %s with a typed error', async (_, call) => {
    expect(await app.page.evaluate(call)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  });

  it('case 1: refuses a blank page in a window of its own that was given the same preload', async () => {
    const reply = await app.electron.evaluate(async ({ app: main, BrowserWindow }) => {
      const preload = `${main.getAppPath()}/out/preload/preload.cjs`;
      const other = new BrowserWindow({ show: false, webPreferences: { sandbox: true, preload } });
      try {
        await other.loadURL('about:blank');
        return await other.webContents.executeJavaScript("contactSheet.invoke('settings/get', undefined)");
      } finally {
        other.destroy();
      }
    });
    expect(reply).toEqual({ ok: false, error: { code: 'forbidden-sender' } });
  });

  it.each([
    'image://x/..%2f..%2fetc/passwd',
    'image://thumbnail/..%2f..%2f..%2fetc%2fpasswd',
    'image://variant/c/1/../../../etc/passwd',
    'image://thumbnail/c/1',
    'image://variant/c/1/512',
    'app://contact-sheet/..%2f..%2fpackage.json',
    'app://contact-sheet/../main/main.js',
    'app://other/index.html',
  ])('case 3: answers %s with nothing', async (url) => {
    const status = await app.electron.evaluate(async ({ net }, address) => (await net.fetch(address)).status, url);
    expect([403, 404]).toContain(status);
  });

  it.each([
    'javascript:void(window.left = 1)',
    'data:text/html,<p>x',
    'file:///etc/passwd',
    'https://contact-sheet/',
    'app://contact-sheet.evil/',
  ])('case 4: does not leave its page for %s', async (url) => {
    const before = app.page.url();
    await app.page.evaluate((address) => {
      const link = document.createElement('a');
      link.href = address;
      document.body.append(link);
      link.click();
      link.remove();
    }, url);
    // A round trip to main and back: a navigation that was going to start has started.
    await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('1'),
    );
    expect(app.page.url()).toBe(before);
    expect(await app.page.evaluate(() => 'left' in window)).toBe(false);
  });

  it('case 5: opens no window', async () => {
    const opened = await app.page.evaluate(() => [
      window.open('https://example.org/'),
      window.open('app://contact-sheet/index.html'),
    ]);
    expect(opened).toEqual([null, null]);
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('case 6: is denied every permission', async () => {
    const states = await app.page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read'] as PermissionName[];
      return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
    });
    expect(new Set(states)).toEqual(new Set(['denied']));
    const asked = await app.page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'given',
        (error: Error) => error.name,
      ),
    );
    expect(asked).not.toBe('given');
  });

  it('runs no inline script and reaches no network', async () => {
    const policy = await app.electron.evaluate(async ({ net }) =>
      (await net.fetch('app://contact-sheet/index.html')).headers.get('content-security-policy'),
    );
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const ran = await app.page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.body.append(script);
      const fetched = await fetch('https://example.org/').then(
        () => true,
        () => false,
      );
      return { inline: 'inlineRan' in window, fetched };
    });
    expect(ran).toEqual({ inline: false, fetched: false });
  });

  it('breaks its own policy nowhere while it shows its first screen', async () => {
    const violations: string[] = [];
    app.page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) violations.push(message.text());
    });
    await app.page.reload();
    await app.page.getByRole('button', { name: 'Try it without an account' }).waitFor();
    expect(violations).toEqual([]);
  });

  it('keeps what it logs free of arguments', async () => {
    const folder = await app.electron.evaluate(({ app: main }) => main.getPath('logs'));
    const log = await readFile(`${folder}/main.log`, 'utf8');
    expect(log).toContain('jobs/reveal: bad-request');
    expect(log).not.toContain('passwd');
  });
});
