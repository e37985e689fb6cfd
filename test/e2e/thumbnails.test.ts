import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeMetadata } from '../../shared/object-metadata.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { type StoredObject, startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { type FaultingProxy, isGet, type SeenRequest, startFaultingProxy } from '../support/faulting-proxy.ts';
import { cellOf, embeddedProfile, openBucket, readBucketAgain, thumbnailsShown } from '../support/gallery.ts';
import { webp } from '../support/pictures.ts';
import { createGate } from '../support/scripted-bucket.ts';

const BUCKET = 'thumbnails';
/** Some windows' worth. */
const GROUPS = 400;
/** Requests for thumbnails in flight at a time. */
const FETCHES = 24;
/** A blurred picture in greens. */
const THUMBHASH = '2+gJFYDwd4d3h4eAh4iHeIZ3WQhwd3c=';
const OVER_THE_LIMIT = 64 * 1024 * 1024 + 1;

const uuid = (group: number): string => `00000000-0000-4000-8000-${String(group).padStart(12, '0')}`;
const groupOf = ({ path }: SeenRequest): string | undefined => /([0-9a-f-]{36})_thumbnail/.exec(path)?.[1];

describe('thumbnails', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let app: RunningApp;
  let userData: string;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    await server.createBucket(BUCKET);
    const content = await webp({ width: 200, height: 200 });
    const metadata = encodeMetadata({ thumbhash: THUMBHASH });
    const objects: StoredObject[] = Array.from({ length: GROUPS }, (_, group) => ({
      key: `post/${uuid(group)}_thumbnail.webp`,
      content,
      metadata,
    }));
    await server.putObjects(BUCKET, objects);
    proxy = await startFaultingProxy(server.endpoint);
    userData = await mkdtemp(join(tmpdir(), 'contact-sheet-thumbnails-'));
    await writeFile(join(userData, 'settings.json'), JSON.stringify({ language: 'en', theme: 'light' }));
    app = await launchApp({ profiles: [embeddedProfile], userData });
  });
  afterAll(async () => {
    await app.close();
    await rm(userData, { recursive: true, force: true });
    await proxy.stop();
    await server.stop();
  });

  /** Groups of the cells that lie within the window, as they lie there. */
  const inWindow = (page: Page): Promise<string[]> =>
    page.getByRole('gridcell').evaluateAll((cells) => {
      const pane = document.getElementById('grid-scroll')?.getBoundingClientRect();
      const places = cells.map((cell) => ({ cell, box: cell.getBoundingClientRect() }));
      return places
        .filter(({ box }) => pane !== undefined && box.bottom > pane.top && box.top < pane.bottom)
        .sort((one, other) => one.box.top - other.box.top || one.box.left - other.box.left)
        .map(({ cell }) => cell.getAttribute('aria-label') ?? '');
    });
  const asked = (): string[] => proxy.requests.flatMap((request) => groupOf(request) ?? []);
  const givenUp = (): string[] => proxy.givenUp.flatMap((request) => groupOf(request) ?? []);

  it('are asked for as the window shows them, and given up to the last socket when they leave it', async () => {
    const { page } = app;
    const gate = createGate();
    proxy.reset();
    proxy.strike({ match: isGet, fault: { kind: 'hold', until: gate.passed } });
    await openBucket(page, { bucket: BUCKET, endpoint: proxy.endpoint }, GROUPS);
    await expect.poll(() => asked().length).toBe(FETCHES);
    const first = asked();
    expect(await inWindow(page)).toEqual(expect.arrayContaining(first));

    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await expect.poll(givenUp).toEqual(expect.arrayContaining(first));
    const underWay = () => asked().filter((group) => !givenUp().includes(group));
    const last = await inWindow(page);
    expect(last.length).toBeGreaterThan(FETCHES);
    await expect.poll(underWay).toEqual(last.slice(0, FETCHES));

    const before = asked();
    gate.open();
    await expect.poll(() => thumbnailsShown(page)).toBeGreaterThanOrEqual(last.length);
    const waited = last.filter((group) => !before.includes(group));
    expect(asked().slice(before.length, before.length + waited.length)).toEqual(waited);
    expect(asked().length).toBeLessThan(GROUPS / 4);
  });

  it('are drawn as their ThumbHash tells, where that is known, until they are here', async () => {
    await expect.poll(() => thumbnailsShown(app.page)).toBeGreaterThan(FETCHES);
    await app.quit();
    // As if the cache had no room for them.
    await rm(join(userData, 'thumbnails'), { recursive: true });
    const gate = createGate();
    proxy.reset();
    proxy.strike({ match: isGet, fault: { kind: 'hold', until: gate.passed } });
    app = await launchApp({ profiles: [embeddedProfile], userData });
    const { page } = app;
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    const placeholders = page.getByRole('gridcell').locator('canvas');
    const drawn = () =>
      placeholders.evaluateAll((all) => all.filter((one) => one instanceof HTMLCanvasElement && one.width > 1).length);
    const { length } = await inWindow(page);
    await expect.poll(drawn).toBeGreaterThanOrEqual(length);
    expect(await thumbnailsShown(page)).toBe(0);

    gate.open();
    await expect.poll(() => thumbnailsShown(page)).toBeGreaterThan(FETCHES);
    await expect.poll(() => placeholders.count()).toBe(0);
  });

  it('go on being fetched where new pictures move them to other cells', async () => {
    await app.quit();
    await rm(join(userData, 'thumbnails'), { recursive: true });
    const gate = createGate();
    proxy.reset();
    proxy.strike({ match: isGet, fault: { kind: 'hold', until: gate.passed } });
    app = await launchApp({ profiles: [embeddedProfile], userData });
    const { page } = app;
    await expect.poll(() => asked().length).toBe(FETCHES);
    const first = asked();

    const added = uuid(GROUPS);
    const content = await webp({ width: 200, height: 200 });
    await server.putObjects(BUCKET, [{ key: `post/${added}_thumbnail.webp`, content }]);
    await readBucketAgain(page);
    await expect.poll(async () => (await inWindow(page))[0]).toBe(added);
    const shown = await inWindow(page);
    gate.open();
    await expect.poll(() => thumbnailsShown(page)).toBeGreaterThanOrEqual(shown.length);
    for (const group of first) expect(asked().filter((one) => one === group)).toEqual([group]);
    expect(givenUp()).toEqual([]);
  });

  it('say where a picture is too large for one', async () => {
    await server.putObjects(BUCKET, [{ key: 'large/huge.png', content: Buffer.alloc(OVER_THE_LIMIT) }]);
    await readBucketAgain(app.page);
    await app.page.getByRole('grid').focus();
    await app.page.keyboard.press('Home');
    await cellOf(app.page, 'huge').getByText('Too large for a preview').waitFor();
    expect(proxy.requests.filter(({ path }) => path.includes('huge.png'))).toEqual([]);
  });
});
