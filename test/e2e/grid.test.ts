import type { CDPSession } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import {
  backToGrid,
  cellOf,
  checkPicture,
  chooseAnotherBucket,
  embeddedProfile,
  openBucket,
  waitForCount,
} from '../support/gallery.ts';
import { type ListingServer, startListingServer } from '../support/listing-server.ts';
import { webp } from '../support/pictures.ts';

const BUCKET = 'synthetic';
const POSTS = 3_000;
const TRIPS = 400;
const GROUPS = POSTS + TRIPS;
const ADDED = 60;
const NAMED_BUCKET = 'named';
const NAMES = ['가을 산책', '나무', '한강의 밤', '한라산', 'Apple', 'apricot', 'banana'];

interface Point {
  x: number;
  y: number;
}

describe('the grid', () => {
  let app: RunningApp;
  let server: ListingServer;
  let named: TestServer;

  beforeAll(async () => {
    server = await startListingServer({
      bucket: BUCKET,
      albums: [
        { name: 'post', groups: POSTS },
        { name: 'trip', groups: TRIPS },
      ],
      sizes: ['thumbnail'],
    });
    named = await startEmbeddedServer();
    await named.createBucket(NAMED_BUCKET);
    const content = await webp({ width: 200, height: 200 });
    await named.putObjects(
      NAMED_BUCKET,
      NAMES.map((name) => ({ key: `pictures/${name}.webp`, content })),
    );
    app = await launchApp({ profiles: [embeddedProfile] });
    await openBucket(app.page, { bucket: BUCKET, endpoint: server.endpoint }, GROUPS);
  });
  afterEach(async () => {
    await backToGrid(app.page);
    const clear = app.page.getByRole('button', { name: 'Clear the selection' });
    if ((await clear.count()) > 0) await clear.click();
    await app.page.keyboard.press('Home');
  });
  afterAll(async () => {
    await app.close();
    await server.stop();
    await named.stop();
  });

  const grid = () => app.page.getByRole('grid');
  const scrubber = () => app.page.getByRole('scrollbar', { name: 'Date' });
  const selected = async (): Promise<string | null> => {
    const bar = app.page.getByRole('toolbar', { name: 'Selection' }).locator('strong');
    return (await bar.count()) === 0 ? null : bar.textContent();
  };
  const activeName = async (): Promise<string | null> =>
    app.page.locator(`[id="${await grid().getAttribute('aria-activedescendant')}"]`).getAttribute('aria-label');
  const place = (index: number) => app.page.locator(`[id="cell-${index}"]`);
  const checkColour = (index: number): Promise<string> =>
    place(index).evaluate((cell) => getComputedStyle(cell, '::before').backgroundColor);
  const placesSelected = () =>
    app.page
      .locator('[role="gridcell"][aria-selected="true"]')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.id.replace('cell-', ''))).sort((a, b) => a - b));
  const middleOf = async (index: number): Promise<Point> => {
    const box = await place(index).boundingBox();
    if (box === null) throw new Error(`expected the cell of ${index} but received none`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const topPlace = (): Promise<number> =>
    app.page.evaluate(() => {
      const pane = document.getElementById('grid-scroll')?.getBoundingClientRect().top ?? 0;
      const shown = [...document.querySelectorAll('[role="gridcell"]')].filter(
        (cell) => cell.getBoundingClientRect().bottom > pane,
      );
      return Math.min(...shown.map((cell) => Number(cell.id.replace('cell-', ''))));
    });
  /** The picture that the window is held at: the middle one of the line at its top. */
  const heldPlace = async (): Promise<number> => {
    const top = await topPlace();
    const inLine = await grid().evaluate((_, index) => {
      const line = document.getElementById(`cell-${index}`)?.parentElement;
      return line?.querySelectorAll('[role="gridcell"]').length ?? 0;
    }, top);
    return top + (inLine >> 1);
  };
  const nameAt = async (index: number): Promise<string> => (await place(index).getAttribute('aria-label')) ?? '';
  const scrub = async (share: number): Promise<void> => {
    const box = await scrubber().boundingBox();
    if (box === null) throw new Error('expected a scrubber but received none');
    await app.page.mouse.click(box.x + box.width / 2, box.y + box.height * share);
  };

  it('selects ranges by Shift and single pictures by Ctrl, with the mouse', async () => {
    await place(2).click({ modifiers: ['Control'] });
    await place(5).click({ modifiers: ['Shift'] });
    await expect.poll(placesSelected).toEqual([2, 3, 4, 5]);
    await place(3).click({ modifiers: ['Control'] });
    await expect.poll(placesSelected).toEqual([2, 4, 5]);
  });

  it('selects ranges by the keyboard, and lets them shrink again', async () => {
    await grid().focus();
    await app.page.keyboard.press('Home');
    await app.page.keyboard.press('ArrowRight');
    await app.page.keyboard.press('Shift+ArrowRight');
    await app.page.keyboard.press('Shift+ArrowRight');
    await expect.poll(placesSelected).toEqual([1, 2, 3]);
    await app.page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(placesSelected).toEqual([1, 2]);
    expect(await checkColour(2)).toBe(await checkColour(1));
    await app.page.keyboard.press('Shift+End');
    await expect.poll(selected).toBe(`${(GROUPS - 1).toLocaleString('en')} selected`);
    await app.page.keyboard.press('Control+a');
    await expect.poll(selected).toBe(`${GROUPS.toLocaleString('en')} selected`);
    await app.page.keyboard.press('Escape');
    await expect.poll(selected).toBeNull();
  });

  it('offers to search all pictures where an album holds nothing that was looked for', async () => {
    const trip = app.page.getByRole('button', { name: /^trip/ });
    const search = app.page.getByRole('searchbox', { name: 'Search' });
    await trip.click();
    // The first key is one of the other album.
    await search.fill(server.keys.at(0).key.slice('post/'.length, -'_thumbnail.webp'.length));
    await app.page.getByText('Only what is chosen at the side was searched, not the whole bucket.').waitFor();
    await app.page.getByRole('button', { name: 'Search all pictures' }).click();
    await expect.poll(() => app.page.getByRole('gridcell').count()).toBe(1);
    await search.fill('');
  });

  it('selects by keys as a screen reader tells of them', async () => {
    expect(await grid().getAttribute('aria-multiselectable')).toBe('true');
    expect(await grid().getAttribute('aria-description')).toMatch(/Space selects/);
    await grid().focus();
    await app.page.keyboard.press('Home');
    await app.page.keyboard.press('ArrowRight');
    const active = await grid().getAttribute('aria-activedescendant');
    expect(active).toBe('cell-1');
    expect(await place(1).getAttribute('aria-selected')).toBe('false');
    await app.page.keyboard.press(' ');
    await expect.poll(() => place(1).getAttribute('aria-selected')).toBe('true');
    await app.page.keyboard.press(' ');
    await expect.poll(() => place(1).getAttribute('aria-selected')).toBe('false');
  });

  it('holds the pictures under a band in place while new ones come above them', async () => {
    const first = await middleOf(0);
    const second = await middleOf(1);
    const [firstName, secondName] = [await nameAt(0), await nameAt(1)];
    const selectedNames = () =>
      app.page
        .locator('[role="gridcell"][aria-selected="true"]')
        .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label')));
    const pane = await app.page.locator('#grid-scroll').boundingBox();
    if (pane === null) throw new Error('expected the pane but received none');
    const { mouse } = app.page;
    await mouse.move(pane.x + 6, first.y);
    await mouse.down();
    await mouse.move(second.x, second.y, { steps: 8 });
    await expect.poll(selectedNames).toEqual([firstName, secondName]);

    server.addGroups('post', ADDED);
    await app.page.evaluate(async () => {
      const [, connectionId = ''] = /thumbnail\/([\w-]+)/.exec(document.querySelector('img')?.src ?? '') ?? [];
      await window.contactSheet.invoke('catalogue/refresh', { connectionId });
    });
    await waitForCount(app.page, GROUPS + ADDED);
    await expect.poll(() => nameAt(ADDED)).toBe(firstName);
    await mouse.move(second.x + 2, second.y, { steps: 2 });
    await expect.poll(selectedNames).toEqual([firstName, secondName]);
    await mouse.up();
    expect(await selectedNames()).toEqual([firstName, secondName]);
  });

  it('selects by a band that is drawn from beside the pictures, and not by a drag of a picture', async () => {
    const first = await middleOf(0);
    const second = await middleOf(1);
    const { mouse } = app.page;
    await mouse.move(first.x, first.y);
    await mouse.down();
    await mouse.move(second.x, second.y + 10, { steps: 5 });
    await mouse.up();
    expect(await selected()).toBeNull();
    await backToGrid(app.page);

    const pane = await app.page.locator('#grid-scroll').boundingBox();
    if (pane === null) throw new Error('expected the pane but received none');
    await mouse.move(pane.x + 6, first.y);
    await mouse.down();
    await mouse.move(second.x, second.y, { steps: 8 });
    await expect.poll(placesSelected).toEqual([0, 1]);
    await mouse.up();
    expect(await placesSelected()).toEqual([0, 1]);

    // With Ctrl it may begin on a picture, and adds; Escape takes back only what it added.
    const fourth = await middleOf(3);
    await app.page.keyboard.down('Control');
    await mouse.move(fourth.x, fourth.y);
    await mouse.down();
    await mouse.move(fourth.x + 12, fourth.y + 12, { steps: 4 });
    await expect.poll(placesSelected).toEqual([0, 1, 3]);
    await app.page.keyboard.press('Escape');
    await mouse.up();
    await app.page.keyboard.up('Control');
    await expect.poll(placesSelected).toEqual([0, 1]);
  });

  it('moves on while the band is held at the window’s edge', async () => {
    const pane = await app.page.locator('#grid-scroll').boundingBox();
    if (pane === null) throw new Error('expected the pane but received none');
    const { mouse } = app.page;
    await mouse.move(pane.x + 6, pane.y + 100);
    await mouse.down();
    await mouse.move(pane.x + pane.width - 60, pane.y + pane.height - 2, { steps: 6 });
    await expect.poll(topPlace, { timeout: 15_000 }).toBeGreaterThan(40);
    await mouse.up();
    const many = Number((await selected())?.replace(/\D/g, '') ?? 0);
    expect(many).toBeGreaterThan(40);
    await app.page.keyboard.press('Home');
    await expect.poll(placesSelected).toContain(0);
  });

  it('goes to a month by its scrubber, with the pointer and with keys', async () => {
    await scrub(0.5);
    await expect.poll(() => scrubber().getAttribute('aria-valuetext')).toMatch(/2021/);
    await expect.poll(topPlace).toBeGreaterThan(GROUPS * 0.4);
    await scrubber().focus();
    await app.page.keyboard.press('PageDown');
    await expect.poll(() => scrubber().getAttribute('aria-valuetext')).toMatch(/December 2020/);
    await app.page.keyboard.press('ArrowDown');
    await expect.poll(() => scrubber().getAttribute('aria-valuetext')).toMatch(/November 2020/);
    await app.page.keyboard.press('Home');
    await expect.poll(topPlace).toBe(0);
  });

  it('writes no year of the scrubber over another', async () => {
    const tops = await scrubber()
      .getByText(/^20\d\d$/)
      .evaluateAll((years) =>
        years.map((year) => year.getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom })),
      );
    expect(tops.length).toBeGreaterThan(3);
    for (const [at, year] of tops.entries()) expect(year.top).toBeGreaterThanOrEqual(tops[at - 1]?.bottom ?? 0);
  });

  it('stands where it stood when an album is left and come back to, and when the pictures change size', async () => {
    await scrub(0.3);
    await expect.poll(topPlace).toBeGreaterThan(500);
    const top = await topPlace();
    const held = await heldPlace();
    await app.page.getByRole('button', { name: /^trip/ }).click();
    await expect.poll(topPlace).toBe(0);
    await app.page.getByRole('button', { name: /^All pictures/ }).click();
    await expect.poll(topPlace).toBe(top);

    const slider = app.page.getByRole('slider', { name: 'Size of the pictures' });
    await slider.focus();
    await app.page.keyboard.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toBe('Large');
    await expect.poll(() => place(held).count()).toBe(1);
    await app.page.keyboard.press('ArrowLeft');
    expect(await slider.getAttribute('aria-valuetext')).toBe('Medium');
    await expect.poll(topPlace).toBe(top);
    await grid().focus();
  });

  it('keeps what is selected, and the picture at the top, in another order', async () => {
    await checkPicture(app.page, await nameAt(1));
    await scrub(0.4);
    await expect.poll(topPlace).toBeGreaterThan(500);
    const name = await nameAt(await heldPlace());
    await app.page.getByRole('button', { name: /^Sort by/ }).click();
    await app.page.getByRole('menuitemradio', { name: 'Oldest' }).click();
    await expect.poll(() => cellOf(app.page, name).count()).toBe(1);
    expect(await selected()).toBe('1 selected');
    await app.page.getByRole('button', { name: /^Sort by/ }).click();
    await app.page.getByRole('menuitemradio', { name: 'Newest' }).click();
    await expect.poll(() => cellOf(app.page, name).count()).toBe(1);
  });

  describe('with names', () => {
    let session: CDPSession;

    beforeAll(async () => {
      await chooseAnotherBucket(app.page);
      await openBucket(app.page, { bucket: NAMED_BUCKET, endpoint: named.endpoint }, NAMES.length);
      session = await app.page.context().newCDPSession(app.page);
    });

    it('finds a picture by typing how its name begins, and the next by the same letter', async () => {
      await grid().focus();
      await app.page.keyboard.type('ban');
      await expect.poll(activeName).toBe('banana');
      await app.page.keyboard.press('Escape');
      await app.page.keyboard.press('a');
      await expect.poll(activeName).toMatch(/^Apple|apricot$/);
      const first = await activeName();
      await app.page.keyboard.press('a');
      await expect.poll(activeName).not.toBe(first);
      expect(await activeName()).toMatch(/^Apple|apricot$/);
    });

    it('says what was typed, and that no name begins like it', async () => {
      await grid().focus();
      await app.page.keyboard.press('Escape');
      await app.page.keyboard.type('zz');
      await app.page.getByRole('status').getByText('zz').waitFor();
      await app.page.getByText('no known name begins like this').waitFor();
      await app.page.keyboard.press('Backspace');
      await app.page.getByRole('status').getByText('z', { exact: true }).waitFor();
      await app.page.keyboard.press('Escape');
      await app.page.getByText('no known name begins like this').waitFor({ state: 'detached' });
    });

    it('finds a Korean name while its syllables are still being composed', async () => {
      await grid().focus();
      await app.page.keyboard.press('Escape');
      const compose = (text: string) =>
        session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
      for (const text of ['ㅎ', '하', '한']) await compose(text);
      await session.send('Input.insertText', { text: '한' });
      await expect.poll(activeName).toMatch(/^한/);
      for (const text of ['ㄹ', '라']) await compose(text);
      await expect.poll(activeName).toBe('한라산');
      await app.page.getByRole('status').getByText('한라', { exact: true }).waitFor();
      await session.send('Input.insertText', { text: '라' });
      await app.page.keyboard.press('Enter');
      await app.page.getByRole('complementary', { name: 'Save and details' }).waitFor();
    });
  });
});
