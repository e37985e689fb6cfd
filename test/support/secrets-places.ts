/** Where a secret could come to lie, each place tried by putting one there; and the crashes that leave dumps. */
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect } from 'vitest';
import type { RunningApp } from './app.ts';
import { filesBelow } from './secrets.ts';
import type { SecretHome } from './secrets-sources.ts';

const RELOAD_LIMIT_MS = 30_000;

/** Puts a secret into every kind of place; answers the files, by their paths within the home. */
export async function plant({ electron, page }: RunningApp, { folder }: SecretHome, secret: string): Promise<string[]> {
  const files = await filesBelow(folder);
  const log = files.find(({ where }) => where.endsWith('main.log'))?.where;
  if (log === undefined) throw new Error('expected a log but found none');
  const dumps = await electron.evaluate(({ app }) => app.getPath('crashDumps'));
  await mkdir(dumps, { recursive: true });
  const [dump, temporary] = [join(dumps, 'planted.dmp'), join(folder, 'temp', 'planted')];
  await appendFile(join(folder, log), encodeURIComponent(secret));
  await writeFile(dump, Buffer.from(`...${secret}`, 'utf16le'));
  await writeFile(temporary, Buffer.from(`..${secret}`).toString('base64'));
  await page.evaluate(async (text) => {
    // Beyond what a snapshot keeps of a string by itself.
    const filler = 'x'.repeat(5_000);
    const hex = Array.from(text, (letter) => letter.charCodeAt(0).toString(16)).join('');
    Object.assign(window, { planted: [filler + text, filler + btoa(`.${text}`), filler + hex] });
    await window.contactSheet.invoke('catalogue/find-url', { connectionId: 'planted', text });
  }, secret);
  await electron.evaluate(({ BrowserWindow }, text) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('planted', new TextEncoder().encode(text));
    process.stdout.write(JSON.stringify({ text }));
  }, secret);
  return [log, relative(folder, dump), relative(folder, temporary)];
}

/** Ends the page's process and waits until the window has loaded it anew and shows the bucket again. */
export async function crashPage(electron: RunningApp['electron']): Promise<void> {
  await electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.once('did-finish-load', () => Object.assign(globalThis, { isLoadedAnew: true }));
    // Not within this call, whose answer would be lost with the page.
    setImmediate(() => contents?.forcefullyCrashRenderer());
  });
  const shown = () =>
    electron.evaluate(({ BrowserWindow }) =>
      'isLoadedAnew' in globalThis
        ? BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.body.innerText')
        : '',
    );
  await expect.poll(shown, { timeout: RELOAD_LIMIT_MS }).toContain('All pictures');
}
