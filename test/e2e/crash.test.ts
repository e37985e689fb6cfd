import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { electronCommand, launchApp, type RunningApp } from '../support/app.ts';
import { MEGABYTE } from '../support/bucket-content.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { type FaultingProxy, isGet, startFaultingProxy } from '../support/faulting-proxy.ts';
import { embeddedProfile, openBucket, waitForCount } from '../support/gallery.ts';
import { jpeg } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUCKET = 'crashes';
const POLL = { timeout: 15_000 };

describe('a crash', () => {
  let server: TestServer;
  let proxy: FaultingProxy;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket(BUCKET);
    await server.putObjects(BUCKET, [
      { key: 'a/picture.jpg', content: await jpeg({ width: 300, height: 200 }) },
      { key: 'a/report.pdf', content: Buffer.alloc(2 * MEGABYTE, 7) },
    ]);
  });
  afterEach(() => proxy.reset());
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });

  async function open(userData?: string): Promise<RunningApp> {
    const app = await launchApp({ profiles: [embeddedProfile], ...(userData === undefined ? {} : { userData }) });
    onTestFinished(() => app.close());
    return app;
  }

  it('of the page: the window loads it again and shows the bucket that is open', async () => {
    const app = await open();
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, 1);
    await app.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.once('did-finish-load', async () => {
        const text = () => contents.executeJavaScript('document.body.innerText') as Promise<string>;
        const shown = globalThis as { shown?: string };
        for (let tries = 0; tries < 100 && !shown.shown?.includes('All pictures'); tries += 1)
          shown.shown = await text();
      });
      // Not within this call, whose answer would be lost with the page.
      setTimeout(() => contents?.forcefullyCrashRenderer(), 50);
    });
    const shown = () => app.electron.evaluate(() => (globalThis as { shown?: string }).shown ?? '');
    await expect.poll(shown, POLL).toContain('All pictures');
  });

  it('case 29: of the app in mid-save leaves the old file, and nothing beside it after the next start', async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'report.pdf');
    await writeFile(target, 'old');
    const app = await open(await temporaryFolder());
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, 1);
    proxy.strike({ match: isGet, fault: { kind: 'stall', afterBytes: MEGABYTE } });
    await app.answerSaveDialog(target);
    const saving = app.page.evaluate(async () => {
      const current = await window.contactSheet.invoke('connections/current', undefined);
      if (!current.ok || current.value === null) throw new Error('expected an open bucket');
      const { connectionId } = current.value.connection;
      await window.contactSheet.invoke('save/object', { connectionId, key: 'a/report.pdf' });
    });
    saving.catch(() => undefined);
    await expect.poll(() => readdir(folder), POLL).toHaveLength(2);
    const child = app.electron.process();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    expect(await readFile(target, 'utf8')).toBe('old');
    proxy.reset();
    const temporaries = () => readdir(join(app.userData, 'temp'));
    const left = new Set(await temporaries());
    const again = await open(app.userData);
    await waitForCount(again.page, 1);
    expect(await readdir(folder)).toEqual(['report.pdf']);
    // What it fetches anew for the picture's thumbnail is its own.
    await expect.poll(async () => (await temporaries()).filter((name) => left.has(name)), POLL).toEqual([]);
  });

  it('is none: started again while its last requests hold it up, it shows no error and ends', async () => {
    const app = await open();
    await app.page.getByRole('button', { name: 'Try it without an account' }).waitFor();
    const userData = await app.electron.evaluate(({ app: main }) => main.getPath('userData'));
    const thrown = await app.electron.evaluate(async ({ app: main, BrowserWindow }) => {
      const errors: string[] = [];
      process.on('uncaughtException', (error) => errors.push(String(error)));
      main.relaunch = () => void errors.push('relaunched');
      main.removeAllListeners('window-all-closed');
      main.on('window-all-closed', () => undefined);
      for (const window of BrowserWindow.getAllWindows()) window.destroy();
      (globalThis as { seen?: string[] }).seen = errors;
    });
    expect(thrown).toBeUndefined();
    const {
      command: [executable, ...args],
      env,
    } = electronCommand([]);
    const second = spawn(executable, args, { env: { ...env, CONTACT_SHEET_USER_DATA: userData }, stdio: 'ignore' });
    await once(second, 'exit');
    const seen = () => app.electron.evaluate(() => (globalThis as { seen?: string[] }).seen);
    await expect.poll(seen, POLL).toEqual(['relaunched']);
  });
});
