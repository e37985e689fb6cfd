import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseKey } from '../../shared/object-key.ts';
import { decodeMetadata } from '../../shared/object-metadata.ts';
import { planVariants } from '../../shared/variant-plan.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import {
  type FaultingProxy,
  isDelete,
  isGet,
  isPut,
  type RequestMatch,
  startFaultingProxy,
} from '../support/faulting-proxy.ts';
import { checkPicture, confirmDelete, embeddedProfile, openBucket, waitForCount } from '../support/gallery.ts';
import { jpeg, type Picture, webp } from '../support/pictures.ts';
import { type StrictServer, startStrictServer } from '../support/strict-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface KillableApp extends RunningApp {
  main: ChildProcess;
}

const uuidAt = (index: number): string => `f06bb30d-c640-41bc-b287-9b22111ac76${index}`;
const STORED = 3;
const WIDTH = 1024;
const SIZES = ['512', String(WIDTH), 'thumbnail'];
const OLD_CONTENT = 'the file that was there before';

describe('the app, killed by SIGKILL', () => {
  let server: StrictServer;
  let proxy: FaultingProxy;
  let stored: Buffer;

  beforeAll(async () => {
    server = await startStrictServer();
    proxy = await startFaultingProxy(server.endpoint);
    stored = await webp({ width: WIDTH, height: 700 });
  });
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });

  function fill(bucket: string): void {
    const keys = Array.from({ length: STORED }, (_, index) =>
      SIZES.map((size) => `post/${uuidAt(index)}_${size}.webp`),
    );
    server.fill(
      bucket,
      keys.flat().map((key) => ({ key, content: stored, contentType: 'image/webp' })),
    );
  }

  async function launch(userData?: string): Promise<KillableApp> {
    const app = await launchApp({ profiles: [embeddedProfile], ...(userData === undefined ? {} : { userData }) });
    onTestFinished(() => app.close());
    // Once it has ended, Playwright does not answer this any more.
    return { ...app, main: app.electron.process() };
  }

  /** As the loss of its power: main has no chance to do anything. Its children find out by themselves. */
  async function killed({ main }: KillableApp): Promise<void> {
    if (main.signalCode === null) await new Promise((resolve) => main.once('exit', resolve));
    expect(main.signalCode).toBe('SIGKILL');
    proxy.reset();
  }

  /** Main ends with the `at`th of these requests, once the server has answered it. */
  function killAt({ main }: KillableApp, match: RequestMatch, at: number): void {
    const before = Array.from({ length: at - 1 }, () => null);
    const done = (): void => void main.kill('SIGKILL');
    proxy.strike({ match, fault: [...before, { kind: 'lose-reply', done }] });
  }

  const objectsOf = (bucket: string, index: number) =>
    server.objects(bucket).filter(({ key }) => key.includes(uuidAt(index)));

  it('case 31, case 36, case 44: goes on with an upload at the next start, so that every picture is there once and whole', async () => {
    const bucket = 'kill-upload';
    fill(bucket);
    const sizes: Picture[] = [
      { width: 1300, height: 800 },
      { width: 700, height: 900 },
      { width: 600, height: 400 },
    ];
    const folder = await temporaryFolder();
    const sources = await Promise.all(
      sizes.map(async (size, index) => {
        const content = await jpeg(size);
        await writeFile(join(folder, `source ${index}.jpg`), content);
        return { size, sha256: createHash('sha256').update(content).digest('hex') };
      }),
    );
    const app = await launch();
    await openBucket(app.page, { bucket, endpoint: proxy.endpoint }, STORED);
    killAt(app, isPut, 3);
    await app.drop(sources.map((_, index) => join(folder, `source ${index}.jpg`)));
    const panel = app.page.getByRole('dialog', { name: 'Upload 3 pictures' });
    await panel.getByRole('button', { name: 'Upload 3 pictures' }).click();
    await killed(app);

    const again = await launch(app.userData);
    await waitForCount(again.page, STORED + sources.length);
    const objectsAdded = () => server.objects(bucket).filter(({ key }) => !key.startsWith('post/f06bb30d'));
    const planned = sources.reduce((sum, { size }) => sum + planVariants(size).widths.length + 1, 0);
    // A group is counted from its first object on.
    await expect.poll(() => objectsAdded().length).toBe(planned);
    const added = objectsAdded();
    for (const { size, sha256 } of sources) {
      const own = added.filter(({ metadata }) => decodeMetadata(metadata).sha256 === sha256);
      const labels = own.map(({ key }) => {
        const parsed = parseKey(key);
        return parsed.kind === 'group' ? String(parsed.size) : key;
      });
      expect(labels.sort()).toEqual([...planVariants(size).widths.map(String), 'thumbnail'].sort());
      for (const { content } of own) expect((await sharp(content).stats()).isOpaque).toBe(true);
    }
    await expect.poll(() => server.uploads(bucket)).toEqual([]);
  });

  it('case 29: leaves old files as they were and nothing half-written, where it saved many pictures', async () => {
    const bucket = 'kill-save';
    fill(bucket);
    const folder = join(await temporaryFolder(), 'saved');
    await mkdir(folder);
    const app = await launch();
    await openBucket(app.page, { bucket, endpoint: proxy.endpoint }, STORED);
    const names = Array.from({ length: STORED }, (_, index) => `${uuidAt(index)}_${WIDTH}.webp`);
    for (const name of names) await writeFile(join(folder, name), OLD_CONTENT);
    const save = async (each: RunningApp): Promise<void> => {
      await each.answerOpenDialog([folder]);
      await each.page.getByRole('button', { name: /^Save all 3 pictures shown/ }).click();
      const panel = each.page.getByRole('dialog', { name: 'Save all 3 pictures shown' });
      await panel.getByLabel('Format', { exact: true }).selectOption('as-stored');
      await panel.getByRole('radio', { name: 'Replace it' }).click();
      await panel.getByRole('button', { name: 'Choose the folder…' }).click();
    };
    killAt(app, (request) => isGet(request) && request.path.includes(`_${WIDTH}.webp`), 2);
    await save(app);
    await killed(app);

    const again = await launch(app.userData);
    await waitForCount(again.page, STORED);
    await expect.poll(() => readdir(folder)).toEqual(names);
    const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
    const isWhole = (content: Buffer): boolean => content.equals(stored) || content.toString() === OLD_CONTENT;
    expect(contents.every(isWhole)).toBe(true);
    expect(await readdir(join(app.userData, 'temp'))).toEqual([]);

    await save(again);
    await vi.waitFor(async () => {
      const saved = await Promise.all(names.map((name) => readFile(join(folder, name))));
      expect(saved.every((content) => content.equals(stored))).toBe(true);
    });
  });

  it('case 36: deletes nothing that could still be undone, and never shows as whole what it was deleting', async () => {
    const bucket = 'kill-delete';
    fill(bucket);
    const app = await launch();
    await openBucket(app.page, { bucket, endpoint: proxy.endpoint }, STORED);
    const remove = async ({ page }: RunningApp): Promise<void> => {
      await checkPicture(page, uuidAt(0));
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await confirmDelete(page, 1);
      await waitForCount(page, STORED - 1);
    };
    await remove(app);
    app.main.kill('SIGKILL');
    await killed(app);

    const second = await launch(app.userData);
    await waitForCount(second.page, STORED);
    expect(objectsOf(bucket, 0)).toHaveLength(SIZES.length);

    killAt(second, isDelete, 1);
    await remove(second);
    await killed(second);
    expect(objectsOf(bucket, 0).some(({ key }) => key.includes('thumbnail'))).toBe(false);

    const third = await launch(app.userData);
    await third.page.getByRole('button', { name: /^Incomplete\s*1$/ }).click();
    await third.page.getByText(/^1 picture lacks its thumbnail/).waitFor();
    expect(server.objects(bucket)).toHaveLength(STORED * SIZES.length - 1);
  });
});
