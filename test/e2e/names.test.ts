import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeMetadata } from '../../shared/object-metadata.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { type StoredObject, startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { type FaultingProxy, isMethod, startFaultingProxy } from '../support/faulting-proxy.ts';
import {
  backToGrid,
  cellOf,
  closePicture,
  dismissNotice,
  embeddedProfile,
  openBucket,
  openPicture,
} from '../support/gallery.ts';
import { webp } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUCKET = 'names';
/** Far more than the window reads thumbnails of by itself. */
const GROUPS = 600;
const NAMED = GROUPS / 2;
/** Its objects carry no name; the table has one. */
const IN_TABLE = 0;
const uuidOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const hasName = (index: number): boolean => index % 2 === 1;
const isHead = isMethod('HEAD');

describe('names', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let app: RunningApp;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    await server.createBucket(BUCKET);
    const content = await webp({ width: 200, height: 200 });
    const objects = Array.from({ length: GROUPS }, (_, index): StoredObject => {
      const metadata = hasName(index) ? encodeMetadata({ name: `경복궁 ${index}`, extension: 'jpg' }) : {};
      return { key: `a/${uuidOf(index)}_thumbnail.webp`, content, metadata };
    });
    await server.putObjects(BUCKET, objects);
    proxy = await startFaultingProxy(server.endpoint);
    app = await launchApp({ profiles: [embeddedProfile] });
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, GROUPS);
  });
  afterEach(() => backToGrid(app.page));
  afterAll(async () => {
    await app.close();
    await proxy.stop();
    await server.stop();
  });

  const search = (text: string): Promise<void> => app.page.getByRole('searchbox', { name: 'Search' }).fill(text);
  const known = async (): Promise<number> => {
    const text = (await coverage().textContent()) ?? '';
    const [, number] = /^([\d,]+) of 600 names known$/.exec(text) ?? [];
    return Number(number?.replace(',', ''));
  };
  const coverage = (): Locator => app.page.getByRole('status').filter({ hasText: / names known$/ });
  const nameField = (): Locator => app.page.getByRole('textbox', { name: 'Name of the picture' });
  const showDetails = (): Promise<void> => app.page.getByRole('tab', { name: 'Details' }).click();

  it('come from an imported table, and are found by what they begin with', async () => {
    const table = path.join(await temporaryFolder(), 'names.csv');
    await writeFile(table, `uuid,file_name,file_extension\n${uuidOf(IN_TABLE)},가져온 바다.png,png\n`);
    await app.answerOpenDialog([table]);
    await app.page.getByRole('button', { name: /: Connection and settings$/ }).click();
    await app.page.getByRole('menuitem', { name: 'Import names…' }).click();
    await dismissNotice(app.page, /belongs? to a picture here/);
    await search('ㄱㅈㅇ ㅂㄷ');
    await cellOf(app.page, '가져온 바다').waitFor();
  });

  it('cover a part of the bucket, and a search says how much', async () => {
    await search('경복궁');
    await coverage().waitFor();
    expect(await known()).toBeLessThan(NAMED);
    expect(proxy.count(isHead)).toBe(0);
    await search('');
    await coverage().waitFor({ state: 'detached' });
  });

  it('are read from the objects on request, at the cost that was told before', async () => {
    await search('경복궁 599'.normalize('NFD'));
    await app.page.getByRole('button', { name: 'Read the rest…' }).click();
    const question = app.page.getByRole('dialog', { name: 'Read the names of the other pictures?' });
    const cost = (await question.getByText(/requests, one for each picture/).textContent()) ?? '';
    expect(proxy.count(isHead)).toBe(0);
    await question.getByRole('button', { name: 'Read names' }).click();
    await dismissNotice(app.page, /^\d+ names found\.$/);
    expect(cost).toContain(`takes ${proxy.count(isHead)} requests`);
    await expect.poll(known).toBe(NAMED + 1);
    await cellOf(app.page, '경복궁 599').waitFor();
    await search('ㄱㅂㄱ 101');
    await cellOf(app.page, '경복궁 101').waitFor();
  });

  it('are not asked for twice', async () => {
    const before = proxy.count(isHead);
    await search('경복궁');
    await app.page.getByRole('button', { name: 'Read the rest…' }).click();
    await app.page.getByText('The files of all pictures without a name were looked at already').waitFor();
    expect(proxy.count(isHead)).toBe(before);
  });

  it('can be changed in the details: tile, search, viewer and saved file follow', async () => {
    await search('경복궁 599');
    await openPicture(app.page, '경복궁 599');
    await app.page.keyboard.press('F2');
    await nameField().fill('  한강의 밤  ');
    await nameField().press('Enter');
    await app.page.getByText('Your own name, kept on this computer').waitFor();
    await app.page.getByRole('heading', { name: '한강의 밤' }).waitFor();
    await app.page.getByRole('tab', { name: 'Save' }).click();
    await app.page.getByText('한강의 밤_thumbnail.jpg').waitFor();
    await closePicture(app.page);
    await search('ㅎㄱㅇ ㅂ');
    await cellOf(app.page, '한강의 밤').waitFor();
  });

  it('begin to be changed by F2 over the pictures as well', async () => {
    await app.page.getByRole('grid').focus();
    await app.page.keyboard.press('Home');
    await app.page.keyboard.press('F2');
    await nameField().press('Escape');
    await app.page.getByRole('heading', { name: '한강의 밤' }).waitFor();
  });

  it('are left as they are by Escape, and the picture stays open', async () => {
    await openPicture(app.page, '한강의 밤');
    await showDetails();
    await app.page.getByRole('button', { name: 'Change the name' }).click();
    await nameField().fill('Something else');
    await nameField().press('Escape');
    await nameField().waitFor({ state: 'detached' });
    await app.page.getByRole('heading', { name: '한강의 밤' }).waitFor();
  });

  it('say what cannot be one', async () => {
    await openPicture(app.page, '한강의 밤');
    await showDetails();
    await app.page.getByRole('button', { name: 'Change the name' }).click();
    await nameField().fill('가'.repeat(200));
    await app.page.getByText('This name is too long. Shorten it.').waitFor();
    await nameField().press('Enter');
    expect(await nameField().count()).toBe(1);
    await nameField().press('Escape');
  });

  it('of one’s own, left empty, give the stored one back', async () => {
    await openPicture(app.page, '한강의 밤');
    await showDetails();
    await app.page.getByRole('button', { name: 'Change the name' }).click();
    await nameField().fill('');
    await nameField().press('Enter');
    await app.page.getByRole('heading', { name: '경복궁 599' }).waitFor();
    await closePicture(app.page);
    await search('경복궁 599');
    await cellOf(app.page, '경복궁 599').waitFor();
  });
});
