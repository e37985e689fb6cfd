import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { s3Error } from '../support/fault.ts';
import { type FaultingProxy, isList, startFaultingProxy } from '../support/faulting-proxy.ts';
import { chooseAnotherBucket, embeddedProfile, openBucket, thumbnailsShown, waitForCount } from '../support/gallery.ts';
import { type ListingServer, startListingServer } from '../support/listing-server.ts';
import { createGate } from '../support/scripted-bucket.ts';

const BUCKET = 'kept';
const GROUPS = 2_000;
const ADDED = 60;
const REMOVED = { from: 100, groups: 40 };
const REWRITTEN = { from: 1_900, groups: 20 };
/** Where something stays in place it does to this many pixels. */
const NEAR_PX = 1;

/** Run in the page before its own scripts: notes every screen that a frame of it shows. */
function noteScreens(): void {
  const seen = new Set<string>();
  const look = (): void => {
    if (document.querySelector('[role="gridcell"]')) seen.add('pictures');
    else if (document.querySelector('header')) seen.add('a gallery without pictures');
    if (document.querySelector('form')) seen.add('the first screen');
    document.documentElement?.setAttribute('data-seen', [...seen].join(', '));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

describe('a bucket that was open at the last end', () => {
  let server: ListingServer;
  let proxy: FaultingProxy;
  let first: RunningApp;
  let userData: string;

  beforeAll(async () => {
    server = await startListingServer({
      bucket: BUCKET,
      albums: [{ name: 'post', groups: GROUPS }],
      sizes: ['thumbnail'],
    });
    proxy = await startFaultingProxy(server.endpoint);
    first = await launchApp({ profiles: [embeddedProfile] });
    userData = first.userData;
    await openBucket(first.page, { bucket: BUCKET, endpoint: proxy.endpoint }, GROUPS);
    await vi.waitFor(async () => expect(await thumbnailsShown(first.page)).toBeGreaterThan(5));
    await first.quit();
  });
  afterEach(() => proxy.reset());
  afterAll(async () => {
    await first.close();
    await proxy.stop();
    await server.stop();
  });

  async function start(): Promise<RunningApp> {
    const app = await launchApp({ userData, profiles: [embeddedProfile] });
    onTestFinished(() => app.close());
    return app;
  }

  /** The lists wait until the test lets them go. */
  function holdLists(): () => void {
    const gate = createGate();
    onTestFinished(gate.open);
    proxy.strike({ match: isList, fault: { kind: 'hold', until: gate.passed } });
    return gate.open;
  }

  it('shows its last pictures while its server is away, and says that it is', async () => {
    proxy.strike({ match: () => true, fault: { kind: 'refuse' } });
    const { page } = await start();
    await waitForCount(page, GROUPS);
    await expect.poll(() => thumbnailsShown(page)).toBeGreaterThan(5);
    await page
      .getByRole('alert')
      .getByText(/^No connection to/)
      .waitFor();
    await expect.poll(() => thumbnailsShown(page)).toBeGreaterThan(5);
  });

  it('comes with its pictures: no other screen, and no gallery without them, is shown before', async () => {
    const letGo = holdLists();
    const { page } = await start();
    // What the page asks at its start is the same again.
    await page.addInitScript(noteScreens);
    await page.reload();
    await expect.poll(() => thumbnailsShown(page)).toBeGreaterThan(5);
    expect(await page.locator('html').getAttribute('data-seen')).toBe('pictures');
    await page.getByRole('scrollbar', { name: 'Date' }).waitFor();
    letGo();
    await waitForCount(page, GROUPS);
  });

  it('takes over what appeared, changed and vanished meanwhile, and what is looked at stays in its place', async () => {
    const letGo = holdLists();
    server.addGroups('post', ADDED);
    server.removeGroups(REMOVED);
    server.rewriteGroups(REWRITTEN);
    const { page } = await start();
    await waitForCount(page, GROUPS);
    await page.getByRole('grid').focus();
    for (let turn = 0; turn < 8; turn += 1) await page.keyboard.press('PageDown');
    const looked = await pictureInSight(page);
    letGo();
    await waitForCount(page, GROUPS + ADDED - REMOVED.groups);
    await expect.poll(() => shiftOf(page, looked)).toBeLessThanOrEqual(NEAR_PX);
    await page.keyboard.press('Home');
    await expect.poll(() => thumbnailsShown(page)).toBeGreaterThan(5);
  });

  it('says over its pictures that it is not there any more', async () => {
    proxy.strike({ match: isList, fault: s3Error(404, 'NoSuchBucket') });
    const { page } = await start();
    await page.getByRole('alert').getByText('The bucket is gone.').waitFor();
    await expect.poll(() => thumbnailsShown(page)).toBeGreaterThan(5);
  });

  it('says over its pictures that the keys may not list it any more', async () => {
    proxy.strike({ match: isList, fault: s3Error(403, 'AccessDenied') });
    const { page } = await start();
    await page.getByRole('alert').getByText('These keys may not list the bucket').waitFor();
    await expect.poll(() => thumbnailsShown(page)).toBeGreaterThan(5);
  });

  it('is read anew where what was kept of it is damaged', async () => {
    const folder = join(userData, 'names');
    const [kept = ''] = (await readdir(folder)).filter((name) => name.endsWith('.catalogue'));
    const content = await readFile(join(folder, kept));
    for (let at = 0; at < content.length; at += 97) content[at] = (content[at] ?? 0) ^ 0xff;
    await writeFile(join(folder, kept), content);
    const { page } = await start();
    await waitForCount(page, GROUPS + ADDED - REMOVED.groups);
    await expect.poll(() => thumbnailsShown(page)).toBeGreaterThan(5);
  });

  it('leaves nothing of itself in the data folder once it is forgotten, though it was open then', async () => {
    const app = await start();
    await waitForCount(app.page, GROUPS + ADDED - REMOVED.groups);
    await expect.poll(() => thumbnailsShown(app.page)).toBeGreaterThan(5);
    const held = async (name: string): Promise<string> => readFile(join(userData, name), 'latin1').catch(() => '');
    const thumbnails = join('thumbnails', 'data.mdb');
    expect(await held(thumbnails)).toContain('image/webp');
    await chooseAnotherBucket(app.page);
    await app.page.getByRole('button', { name: 'Forget this connection' }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'Forget', exact: true }).click();
    await app.page.getByRole('button', { name: 'Forget this connection' }).waitFor({ state: 'detached' });
    await app.quit();
    expect(await readdir(join(userData, 'names'))).toEqual([]);
    expect(await held(thumbnails)).not.toContain('image/webp');
    for (const name of ['connections.json', 'endpoints.json', 'regions.json'])
      expect(await held(name)).not.toContain(new URL(proxy.endpoint).host);
  });
});

interface Seen {
  name: string;
  top: number;
}

/** The second row of pictures in the window: its first one. */
async function pictureInSight(page: RunningApp['page']): Promise<Seen> {
  const seen = await page.getByRole('gridcell').evaluateAll((cells) =>
    cells
      .map((cell) => ({ name: cell.getAttribute('aria-label') ?? '', top: cell.getBoundingClientRect().top }))
      .filter(({ top }) => top > window.innerHeight / 3 && top < window.innerHeight)
      .sort((a, b) => a.top - b.top)
      .at(0),
  );
  if (seen === undefined || seen.name === '') throw new Error('expected a picture in the window but received none');
  return seen;
}

/** By how many pixels it is elsewhere now; infinite where it is out of sight. */
async function shiftOf(page: RunningApp['page'], { name, top }: Seen): Promise<number> {
  const now = await page
    .getByRole('gridcell')
    .evaluateAll(
      (cells, wanted) =>
        cells.find((cell) => cell.getAttribute('aria-label') === wanted)?.getBoundingClientRect().top ?? null,
      name,
    );
  return now === null ? Number.POSITIVE_INFINITY : Math.abs(now - top);
}
