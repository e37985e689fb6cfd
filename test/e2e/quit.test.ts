import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { type FaultingProxy, isPut, startFaultingProxy } from '../support/faulting-proxy.ts';
import { cellOf, embeddedProfile, openBucket } from '../support/gallery.ts';
import { answerQuestions } from '../support/native-question.ts';
import { png } from '../support/pictures.ts';
import { createGate } from '../support/scripted-bucket.ts';

const BUCKET = 'leaving';
const QUIT = 0;
const KEEP = 1;
const END_WITHIN_MS = 15_000;

describe('ending the app while an upload is under way', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let app: RunningApp;
  let folder: string;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket(BUCKET);
    folder = await mkdtemp(join(tmpdir(), 'contact-sheet-quit-'));
    app = await launchApp({ profiles: [embeddedProfile] });
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, 0);
  });
  afterAll(async () => {
    await app.close();
    for (const left of [dirname(app.userData), folder]) await rm(left, { recursive: true, force: true });
    await proxy.stop();
    await server.stop();
  });

  /** Drops a picture and begins its upload, which the server does not let through. */
  async function holdUpload(name: string, width: number): Promise<void> {
    const held = createGate();
    proxy.strike({ match: isPut, fault: { kind: 'hold', until: held.passed } });
    await writeFile(join(folder, `${name}.png`), await png({ width, height: 500 }));
    await app.drop([join(folder, `${name}.png`)]);
    const panel = app.page.getByRole('dialog', { name: 'Upload 1 picture' });
    await panel.getByRole('button', { name: 'Upload 1 picture' }).click();
    await vi.waitFor(() => expect(proxy.count(isPut)).toBeGreaterThan(0), END_WITHIN_MS);
  }

  const quit = () => app.electron.evaluate(({ app: main }) => main.quit());
  const closeWindow = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().at(0)?.close());
  const ended = (): Promise<number | null> => {
    const child = app.electron.process();
    return new Promise((resolve) => {
      if (child.exitCode !== null) resolve(child.exitCode);
      child.once('exit', (code) => resolve(code));
    });
  };

  it('case 44: asks, whether the app is ended or its window closed, and stays where the answer is no', async () => {
    await holdUpload('바다', 700);
    const asked = await answerQuestions(app, KEEP);
    await quit();
    await vi.waitFor(async () => expect(await asked()).toHaveLength(1));
    await closeWindow();
    await vi.waitFor(async () => expect(await asked()).toHaveLength(2));
    expect((await asked())[0]).toBe('Quit while 1 upload is still running? 1 upload goes on at the next start.');
    await app.page.getByText('Uploading 1 of 1').waitFor();
  });

  it('case 44: ends where the answer is yes, and goes on with the upload at the next start', async () => {
    await answerQuestions(app, QUIT);
    const end = ended();
    // The app is gone before it can tell that it was asked to go.
    await quit().catch(() => undefined);
    expect(await end).toBe(0);
    proxy.reset();
    app = await launchApp({ userData: app.userData, profiles: [embeddedProfile] });
    await cellOf(app.page, '바다').waitFor();
  });

  it('case 44: ends at once and without a question when the system asks for the end', async () => {
    await holdUpload('하늘', 800);
    await answerQuestions(app, KEEP);
    const end = ended();
    app.electron.process().kill('SIGTERM');
    expect(await end).toBe(0);
  });
});
