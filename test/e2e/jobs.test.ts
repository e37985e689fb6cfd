import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { s3Error } from '../support/fault.ts';
import { type FaultingProxy, isPut, startFaultingProxy } from '../support/faulting-proxy.ts';
import { backToGrid, cellOf, embeddedProfile, openBucket } from '../support/gallery.ts';
import { png } from '../support/pictures.ts';
import { createGate } from '../support/scripted-bucket.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUCKET = 'tasks';
/** More than are in flight at a time. */
const MANY = 7;

describe('the list of tasks', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let app: RunningApp;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket(BUCKET);
    app = await launchApp({ profiles: [embeddedProfile] });
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, 0);
  });
  afterEach(async () => {
    proxy.reset();
    await backToGrid(app.page);
  });
  afterAll(async () => {
    await app.close();
    await proxy.stop();
    await server.stop();
  });

  async function upload(names: readonly string[]): Promise<void> {
    const folder = await temporaryFolder();
    const files = names.map((name) => join(folder, `${name}.png`));
    // Each of its own: duplicates would be left out.
    for (const file of files) {
      width += 1;
      await writeFile(file, await png({ width, height: 200 }));
    }
    await app.drop(files);
    await app.page.getByRole('button', { name: /^Upload \d+ pictures?$/ }).click();
  }
  let width = 300;
  const list = (): Locator => app.page.getByRole('dialog', { name: 'Tasks' });
  const row = (text: RegExp): Locator => list().getByRole('listitem').filter({ hasText: text }).first();
  const openList = () => app.page.getByTitle('Show tasks').click();
  const press = (of: Locator, name: string) => of.getByRole('button', { name, exact: true }).click();
  /** What the dock or the task bar is told from now on, the last first. */
  async function followBar(): Promise<() => Promise<number[]>> {
    await app.electron.evaluate(({ BrowserWindow }) => {
      const shares: number[] = [];
      Object.assign(globalThis, { shares });
      const window = BrowserWindow.getAllWindows().at(0);
      if (window) window.setProgressBar = (share) => void shares.unshift(share);
    });
    return () => app.electron.evaluate(() => (globalThis as unknown as { shares: number[] }).shares);
  }

  it('pauses an upload, lets the next one run meanwhile, and goes on with it', async () => {
    const bar = await followBar();
    const held = createGate();
    proxy.strike({ match: isPut, fault: { kind: 'hold', until: held.passed } });
    await upload(Array.from({ length: MANY }, (_, index) => `many ${index}`));
    await vi.waitFor(() => expect(proxy.count(isPut)).toBeGreaterThan(0));
    await openList();
    await press(row(/^Uploading \d of 7/), 'Pause');
    held.open();
    await row(/^Upload paused/).waitFor();
    await app.page.keyboard.press('Escape');
    await upload(['next']);
    await cellOf(app.page, 'next').waitFor();

    await openList();
    await row(/^Upload paused: [0-5] of 7 done/).waitFor();
    expect(await cellOf(app.page, 'many 6').count()).toBe(0);
    await press(row(/^Upload paused/), 'Go on');
    await row(/^7 pictures uploaded/).waitFor();
    await vi.waitFor(async () => {
      const [last, ...shares] = await bar();
      expect(last).toBe(-1);
      expect(Math.max(...shares)).toBeGreaterThan(0);
    });
  });

  it('tries again what failed, in the place of the old task, and says why it failed', async () => {
    proxy.strike({ match: isPut, fault: s3Error(400, 'InvalidRequest'), times: 1 });
    await upload(['left', 'right']);
    const notices = app.page.getByRole('region', { name: 'Notices' });
    await notices.getByText(/^1 of 2 pictures could not be uploaded\. .{10,}/).waitFor();
    await notices.getByRole('button', { name: 'Show', exact: true }).click();
    await press(row(/^1 of 2 not uploaded/), 'Try again');
    await row(/^1 picture uploaded/).waitFor();
    await cellOf(app.page, 'left').waitFor();
    await cellOf(app.page, 'right').waitFor();
    expect(await row(/not uploaded/).count()).toBe(0);
  });

  it('asks before the bucket is left with an upload under way, and cancels one from the list', async () => {
    const held = createGate();
    proxy.strike({ match: isPut, fault: { kind: 'hold', until: held.passed } });
    await upload(['stays']);
    await vi.waitFor(() => expect(proxy.count(isPut)).toBeGreaterThan(0));
    await app.page.getByRole('button', { name: /: Connection and settings$/ }).click();
    await app.page.getByRole('menuitem', { name: 'Disconnect' }).click();
    const question = app.page.getByRole('dialog', { name: 'Leave “tasks” while 1 task is still running?' });
    await question.getByText('1 upload goes on when this bucket is opened again.').waitFor();
    await question.getByRole('button', { name: 'Stay here' }).click();
    await openList();
    await press(row(/^Uploading 1 of 1/), 'Cancel');
    held.open();
    await row(/^Upload cancelled after 0 of 1/).waitFor();
    await list().getByRole('button', { name: 'Try again' }).first().waitFor();
    expect(await list().getByText('Its bucket was closed').count()).toBe(0);
  });

  it('says of a task whose bucket was closed that it cannot be tried again, and why', async () => {
    await app.page.getByRole('button', { name: /: Connection and settings$/ }).click();
    await app.page.getByRole('menuitem', { name: 'Disconnect' }).click();
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, MANY + 3);
    await openList();
    const cancelled = row(/^Upload cancelled after 0 of 1/);
    await cancelled.getByText('Its bucket was closed').waitFor();
    expect(await cancelled.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    expect(
      await row(/^1 picture uploaded/)
        .getByText('Its bucket was closed')
        .count(),
    ).toBe(0);
  });
});
