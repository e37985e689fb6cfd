import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { parseKey } from '../../shared/object-key.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { listKeys, MEGABYTE } from '../support/bucket-content.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { s3Error, slowDown } from '../support/fault.ts';
import {
  type FaultingProxy,
  isDelete,
  isGet,
  isPut,
  type RequestMatch,
  startFaultingProxy,
} from '../support/faulting-proxy.ts';
import {
  backToGrid,
  cellOf,
  checkPicture,
  confirmDelete,
  dismissNotice,
  embeddedProfile,
  openBucket,
  openPicture,
} from '../support/gallery.ts';
import {
  boastingPng,
  brandedFile,
  jpeg,
  noisyPng,
  placed,
  quarters,
  repeatedGif,
  svg,
  truncated,
} from '../support/pictures.ts';
import { descendantsOf } from '../support/processes.ts';
import { smallDisk } from '../support/small-disk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUCKET = 'faults';
const PICTURES = 12;
const SIZES = ['512', '1024', 'thumbnail'];
const WIDE = { width: 1100, height: 700 };
/** Long enough in work for the image host to be found at it. */
const LARGE = { width: 1900, height: 1300 };
const SCRIPT = '"><img src=x onerror="window.ran = 1"><script>window.ran = 1</script>';
const { signal } = new AbortController();

describe('faults under way, as the window tells them', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let bucket: Bucket;
  let app: RunningApp;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket(BUCKET);
    bucket = server.openBucket(BUCKET);
    app = await launchApp({ profiles: [embeddedProfile] });
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, 0);
    await rememberNotices();
  });
  afterEach(async () => {
    proxy.reset();
    await backToGrid(app.page);
    await notices();
  });
  afterAll(async () => {
    await app.close();
    bucket.close();
    await proxy.stop();
    await server.stop();
  });

  /** Keeps what every notice says from its first moment on, so that one said twice or gone early counts too. */
  const rememberNotices = () =>
    app.page.evaluate(() => {
      const kept: string[] = [];
      Object.assign(window, { kept });
      const isNotice = (node: Node) => node.parentElement?.closest('[aria-label="Notices"]') != null;
      new MutationObserver((changes) => {
        for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]))
          if (isNotice(node)) kept.push(node.textContent ?? '');
      }).observe(document.body, { subtree: true, childList: true });
    });
  /** What was said since the last look, without the line that offers to undo a delete. */
  async function notices(): Promise<string[]> {
    const said = await app.page.evaluate(() => (window as unknown as { kept: string[] }).kept.splice(0));
    return said.filter((text) => !text.includes('will be deleted'));
  }

  const startButton = () => app.page.getByRole('dialog').getByRole('button', { name: /^Upload \d/ });
  async function start(album: string): Promise<void> {
    await app.page.getByRole('combobox', { name: 'Album' }).fill(album);
    await startButton().click();
  }
  async function upload(paths: readonly string[], album: string): Promise<void> {
    await app.drop(paths);
    await start(album);
  }
  async function askToDelete(name: string): Promise<void> {
    await checkPicture(app.page, name);
    await app.page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    await confirmDelete(app.page, 1);
  }
  async function save(path: string): Promise<void> {
    await app.answerSaveDialog(path);
    await app.page.getByRole('button', { name: 'Save as…' }).click();
  }
  /** The sizes of every group of an album, each group's sorted and joined. */
  async function groupsOf(album: string): Promise<string[]> {
    const groups = new Map<string, string[]>();
    for (const key of await listKeys(bucket, { prefix: `${album}/` })) {
      const parsed = parseKey(key);
      if (parsed.kind !== 'group') throw new Error(`expected a variant but received ${key}`);
      groups.set(parsed.uuid, [...(groups.get(parsed.uuid) ?? []), String(parsed.size)]);
    }
    return [...groups.values()].map((sizes) => sizes.sort().join(' '));
  }
  const whole = (count: number): string[] => Array(count).fill([...SIZES].sort().join(' '));

  it('cases 7, 38, 39: say of each false picture what it is, send none of it, and run no script in one', async () => {
    const folder = await temporaryFolder();
    const scripted = quarters(WIDE).withExif({ IFD0: { ImageDescription: SCRIPT, Artist: SCRIPT } });
    const files: Record<string, Buffer | Promise<Buffer>> = {
      'drawing.png': svg,
      'phone.jpg': brandedFile('heic', ['mif1']),
      'vips.png': Buffer.concat([Buffer.from('08f2a6b6', 'hex'), Buffer.alloc(64)]),
      'paper.jpg': Buffer.from('%PDF-1.7\n'),
      'words.png': Buffer.from('these are words'),
      'empty.png': Buffer.alloc(0),
      'bomb.png': boastingPng({ width: 60_000, height: 60_000 }),
      'film.gif': repeatedGif(2001),
      'cut.jpg': truncated(await jpeg(WIDE), 0.6),
      'scripted <b>.jpg': scripted.jpeg().toBuffer(),
    };
    const paths = await Promise.all(Object.entries(files).map(([name, content]) => placed(folder, name, content)));
    await app.drop(paths);
    await startButton().waitFor();
    const refused = app.page.getByRole('dialog').getByRole('listitem').filter({ hasText: '“' });
    expect(await refused.allTextContents()).toEqual([
      expect.stringContaining('“drawing.png” is SVG'),
      expect.stringContaining('“phone.jpg” is HEIC'),
      expect.stringContaining('“vips.png” is VIPS'),
      expect.stringContaining('“paper.jpg” is PDF'),
      expect.stringContaining('“words.png” is not a picture'),
      expect.stringContaining('“empty.png” is not a picture'),
      expect.stringContaining('“bomb.png” has more than 400,000,000 pixels'),
      expect.stringContaining('“film.gif” has more than 2,000 frames'),
    ]);
    await start('false');
    // Only the whole decode, at the upload, tells that one is cut short.
    await app.page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Show', exact: true }).click();
    await app.page.getByText('“cut.jpg” is damaged or cut short.').waitFor();
    await app.page.keyboard.press('Escape');
    expect(await notices()).toEqual([expect.stringContaining('1 of 2 pictures could not be uploaded.')]);
    expect(await groupsOf('false')).toEqual(whole(1));
    await openPicture(app.page, 'scripted <b>');
    await app.page.getByRole('img', { name: 'scripted <b>' }).waitFor();
    expect(await app.page.evaluate(() => 'ran' in window)).toBe(false);
  });

  it('case 49: wait out a storm of 503 without a word, whatever is asked', async () => {
    const folder = await temporaryFolder();
    const storm = (match: RequestMatch) => proxy.strike({ match, fault: slowDown, times: 4 });
    storm(isPut);
    await upload([await placed(folder, 'storm.png', noisyPng(WIDE))], 'storm');
    await dismissNotice(app.page, /^1 picture uploaded/);
    expect(await groupsOf('storm')).toEqual(whole(1));
    proxy.reset();

    storm(isGet);
    await openPicture(app.page, 'storm');
    await app.page.getByRole('radio', { name: /^As stored/ }).click();
    await save(join(folder, 'saved.webp'));
    await dismissNotice(app.page, /^Saved/);
    await backToGrid(app.page);
    proxy.reset();

    storm(isDelete);
    await askToDelete('storm');
    await dismissNotice(app.page, /^1 picture deleted/);
    expect(await listKeys(bucket, { prefix: 'storm/' })).toEqual([]);
    expect(await notices()).toHaveLength(3);
  });

  it('report once, and rightly, what was done while the reply was lost', async () => {
    const path = await placed(await temporaryFolder(), 'lost.png', noisyPng(WIDE));
    proxy.strike({ match: isPut, fault: { kind: 'lose-reply' }, times: 2 });
    await upload([path], 'lost');
    await dismissNotice(app.page, /^1 picture uploaded/);
    expect(await groupsOf('lost')).toEqual(whole(1));

    proxy.strike({ match: isDelete, fault: { kind: 'lose-reply' } });
    await askToDelete('lost');
    await dismissNotice(app.page, /^1 of 1 could not be deleted\. .* cannot be reached/);
    // Nothing confirmed it, so it stays and can be deleted again.
    await cellOf(app.page, 'lost').waitFor();
    proxy.reset();
    await askToDelete('lost');
    await dismissNotice(app.page, /^1 picture deleted/);
    expect(await listKeys(bucket, { prefix: 'lost/' })).toEqual([]);
    expect(await notices()).toHaveLength(3);
  });

  it('case 25: save the stored bytes whole though the connection was cut twice', async () => {
    const folder = await temporaryFolder();
    await upload([await placed(folder, 'cut short.png', noisyPng(WIDE))], 'cut');
    await openPicture(app.page, 'cut short');
    await app.page.getByRole('img', { name: 'cut short' }).waitFor();
    const is512: RequestMatch = (request) => isGet(request) && request.path.includes('_512');
    proxy.strike({ match: is512, fault: { kind: 'cut', afterBytes: 10_000 }, times: 2 });
    await app.page.getByRole('radio', { name: /^512/ }).click();
    await app.page.getByRole('radio', { name: /^As stored/ }).click();
    const path = join(folder, 'saved.webp');
    await save(path);
    await dismissNotice(app.page, /^Saved/);
    expect(proxy.count(is512)).toBe(3);
    const [key = ''] = (await listKeys(bucket, { prefix: 'cut/' })).filter((each) => each.includes('_512'));
    const stored = await bucket.getBytes(key, { signal, maxBytes: MEGABYTE });
    expect((await readFile(path)).equals(stored.content)).toBe(true);
    expect(await readdir(folder)).toEqual(['cut short.png', 'saved.webp']);
  });

  it('case 48: say where the picture would be that it may not be read', async () => {
    await upload([await placed(await temporaryFolder(), 'denied.png', noisyPng(WIDE))], 'denied');
    await cellOf(app.page, 'denied').waitFor();
    const isVariant: RequestMatch = (request) => isGet(request) && !request.path.includes('_thumbnail');
    proxy.strike({ match: isVariant, fault: s3Error(403, 'AccessDenied') });
    await openPicture(app.page, 'denied');
    const main = app.page.getByRole('main').getByRole('alert');
    await main.getByText(/^These keys may not read “denied\/.*\.webp”\. Ask the bucket’s owner/).waitFor();
    proxy.reset();
    await main.getByRole('button', { name: 'Try again' }).click();
    await app.page.getByRole('img', { name: 'denied' }).waitFor();
  });

  it('case 43: finish every picture and a second drop though the image host is killed on the way', async () => {
    const folder = await temporaryFolder();
    const picture = await noisyPng(LARGE);
    // What follows a PNG's end is ignored. Duplicates would be left out.
    const sourceOf = (name: string): Promise<string> =>
      placed(folder, `${name}.png`, Buffer.concat([picture, Buffer.from(name)]));
    const paths = await Promise.all(Array.from({ length: PICTURES }, (_, index) => sourceOf(`kill ${index}`)));
    const killHost = async () => {
      const below = await descendantsOf(app.electron.process().pid ?? 0);
      const host = below.find(({ command }) => /out\/main\/host\.js/.test(command));
      if (host) process.kill(host.pid, 'SIGKILL');
      return host?.pid;
    };
    await upload(paths, 'killed');
    await cellOf(app.page, 'kill 0').waitFor();
    expect(await killHost()).toBeDefined();
    await upload([await sourceOf('second')], 'second');
    await cellOf(app.page, 'second').waitFor();

    // A job that was alone in the host when it died fails, and says so; no other does.
    const failed = PICTURES - (await groupsOf('killed')).length;
    expect(failed).toBeLessThanOrEqual(1);
    expect(await groupsOf('killed')).toEqual(whole(PICTURES - failed));
    expect(await groupsOf('second')).toEqual(whole(1));
    const said = failed === 0 ? `${PICTURES} pictures uploaded` : `1 of ${PICTURES} pictures could not be uploaded`;
    expect(await notices()).toEqual([
      expect.stringContaining(said),
      expect.stringContaining('1 picture uploaded to “second”'),
    ]);
  });

  it('case 30: leave the old file as it was where the disk is full, and say so', async ({ skip }) => {
    const { folder, missing } = await smallDisk();
    if (missing !== null) return skip(missing);
    const sources = await temporaryFolder();
    await upload([await placed(sources, 'large.png', noisyPng(WIDE))], 'disk');
    await openPicture(app.page, 'large');
    onTestFinished(() => app.answerSaveDialog(null));
    const path = join(folder, 'saved.tiff');
    await writeFile(path, 'old');
    await app.page.getByRole('radio', { name: /^TIFF/ }).click();
    await app.page.getByText('large_1024.tiff', { exact: true }).waitFor();
    await notices();
    await save(path);
    await dismissNotice(app.page, /^The disk is full, so “.*saved\.tiff” was not written\./);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['saved.tiff']);
    expect(await notices()).toHaveLength(1);
  });
});
