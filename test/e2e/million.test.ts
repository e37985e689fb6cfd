import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { albumOf } from '../../shared/object-key.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { dismissNotice, embeddedProfile, openBucket, readBucketAgain, waitForCount } from '../support/gallery.ts';
import { type ListingServer, startListingServer } from '../support/listing-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUCKET = 'synthetic';
const GROUPS = 1_000_000;
/** Places in key order of the groups that have a name. */
const NAMED = [
  { place: 123_456, name: '경복궁 야경' },
  { place: 500_000, name: '경포대 해변' },
  { place: 999_999, name: '남산 타워' },
] as const;
const REMOVED = 1_000;
const ADDED = 400;
const LISTED_WITHIN_MS = 180_000;
const STEP_LIMIT_MS = 20_000;
/** Long enough to change the bucket between a request and its answer. */
const HELD_MS = 1_500;

const FIRST_LATENCY_MS = 400;

describe('a bucket of a million groups', () => {
  let app: RunningApp;
  let server: ListingServer;

  beforeAll(async () => {
    server = await startListingServer({
      bucket: BUCKET,
      albums: [{ name: 'post', groups: GROUPS }],
      sizes: ['thumbnail'],
      // Slow enough to be looked at while it is listed, however busy the machine is.
      latencyMs: FIRST_LATENCY_MS,
    });
    app = await launchApp({ profiles: [embeddedProfile] });
    app.page.setDefaultTimeout(LISTED_WITHIN_MS);
  });
  afterAll(async () => {
    await app.close();
    await server.stop();
  });

  it(
    'shows pictures while it is listed, and all of it at the end',
    async () => {
      const opened = openBucket(app.page, { bucket: BUCKET, endpoint: server.endpoint }, GROUPS);
      await expect.poll(shownPictures).toBeGreaterThan(5);
      expect(await app.page.getByRole('button', { name: /^All pictures/ }).textContent()).not.toMatch(/1,000,000/);
      server.setLatency(0);
      await opened;
      await expect.poll(gridCount).toBe(GROUPS);
      app.page.setDefaultTimeout(STEP_LIMIT_MS);
    },
    LISTED_WITHIN_MS,
  );

  it('reaches its last picture by End and its first by Home', async () => {
    await app.page.getByRole('grid').focus();
    await app.page.keyboard.press('End');
    await expect.poll(activePlace).toBe(GROUPS - 1);
    await expect.poll(placesWithPictures).toContain(GROUPS - 1);
    await app.page.keyboard.press('Home');
    await expect.poll(activePlace).toBe(0);
    await expect.poll(placesWithPictures).toContain(0);
  });

  it('goes by the date scrubber to its middle and from there to either end', async () => {
    await scrub(0.5);
    await expect.poll(middleOfPictures).toBeGreaterThan(GROUPS * 0.49);
    expect(await middleOfPictures()).toBeLessThan(GROUPS * 0.51);
    await expect.poll(scrubbedMonth).toMatch(/2021/);
    await scrub(1);
    await expect.poll(placesWithPictures).toContain(GROUPS - 1);
    await expect.poll(scrubbedMonth).toMatch(/January 2016/);
    await scrub(0);
    await expect.poll(placesWithPictures).toContain(0);
    await expect.poll(scrubbedMonth).toMatch(/June 2026/);
  });

  it('finds Korean names by syllables and by initial consonants, however they are composed', async () => {
    const table = join(await temporaryFolder(), 'names.csv');
    const rows = NAMED.map(({ place, name }) => `${uuidAt(place)},${name},jpg`);
    await writeFile(table, ['uuid,file_name,file_extension', ...rows, ''].join('\n'));
    await app.answerOpenDialog([table]);
    await app.page.getByRole('button', { name: /: Connection and settings$/ }).click();
    await app.page.getByRole('menuitem', { name: 'Import names…' }).click();
    await dismissNotice(app.page, /3 of 3 names/);
    const found = {
      경복: ['경복궁 야경'],
      ㄱㅂㄱ: ['경복궁 야경'],
      ㄴㅅ: ['남산 타워'],
      경: ['경복궁 야경', '경포대 해변'],
      ['해변'.normalize('NFD')]: ['경포대 해변'],
    };
    for (const [text, names] of Object.entries(found)) {
      await searchFor(text);
      await expect.poll(shownNames).toEqual(names);
    }
    await searchFor('');
    await expect.poll(gridCount).toBe(GROUPS);
  });

  it('selects everything from the first to the last, and clears it', async () => {
    await app.page.getByRole('grid').focus();
    await app.page.keyboard.press('Home');
    await app.page.keyboard.press('Shift+End');
    const selection = app.page.getByRole('toolbar', { name: 'Selection' });
    await selection.getByText('1,000,000 selected').waitFor();
    await expect.poll(activePlace).toBe(GROUPS - 1);
    await app.page.keyboard.press('Escape');
    await selection.waitFor({ state: 'detached' });
  });

  it(
    'keeps what is on screen while the bucket changes, then shows what came and no longer what went',
    async () => {
      await scrub(0.5);
      await expect.poll(middleOfPictures).toBeGreaterThan(GROUPS * 0.49);
      const before = await shownNames();
      const gone = uuidAt(0);
      const requests = server.requests();
      server.setLatency(HELD_MS);
      await readBucketAgain(app.page);
      await expect.poll(server.requests).toBeGreaterThan(requests);
      server.removeGroups({ from: 0, groups: REMOVED });
      server.addGroups('new', ADDED);
      server.setLatency(0);
      app.page.setDefaultTimeout(LISTED_WITHIN_MS);
      await waitForCount(app.page, GROUPS - REMOVED + ADDED);
      app.page.setDefaultTimeout(STEP_LIMIT_MS);
      await expect.poll(gridCount).toBe(GROUPS - REMOVED + ADDED);
      // Where a picture of the same month went, those after it move up: one line may leave the window.
      const columns = Number(await app.page.getByRole('grid').getAttribute('aria-colcount'));
      const after = new Set(await shownNames());
      expect(before.filter((name) => after.has(name)).length).toBeGreaterThanOrEqual(before.length - columns);

      await searchFor(gone);
      await app.page.getByText(`Nothing found for “${gone}”`).waitFor();
      const [came] = uuidsOf('new');
      await searchFor(came);
      await expect.poll(shownNames).toEqual([came]);
      await searchFor('');
      await app.page.getByRole('grid').focus();
      await app.page.keyboard.press('Home');
      await expect.poll(placesWithPictures).toContain(0);
      // They were stored last, so they come first.
      expect(uuidsOf('new')).toEqual(expect.arrayContaining(await shownNames()));
    },
    LISTED_WITHIN_MS,
  );

  const uuidOfKey = (key: string): string => key.slice(albumOf(key).length).replace('_thumbnail.webp', '');
  /** Of the group at a place in key order. */
  const uuidAt = (place: number): string => uuidOfKey(server.keys.at(place).key);
  const uuidsOf = (album: string): [string, ...string[]] => {
    const first = server.keys.from(`${album}/`);
    const [one = '', ...others] = Array.from({ length: ADDED }, (_, index) => uuidAt(first + index));
    return [one, ...others];
  };

  const searchFor = async (text: string): Promise<void> =>
    app.page.getByRole('searchbox', { name: 'Search' }).fill(text);

  /** Pictures that the view says it has. */
  const gridCount = async (): Promise<number> => {
    const pictures = app.page.getByRole('button', { name: /^All pictures/ });
    const text = (await pictures.textContent()) ?? '';
    return Number(text.replace(/\D/g, ''));
  };

  /** Place in the view of the cell that the keyboard is on; the grid holds the focus and names it. */
  const activePlace = async (): Promise<number> => {
    const id = await app.page.getByRole('grid').getAttribute('aria-activedescendant');
    return Number(id?.replace('cell-', '') ?? -1);
  };

  /** What stands in the window, in its order: place in the view, name, whether its thumbnail is there. */
  const shown = (): Promise<{ place: number; name: string; hasPicture: boolean }[]> =>
    app.page.getByRole('gridcell').evaluateAll((cells) => {
      const grid = document.querySelector('[role="grid"]')?.parentElement?.parentElement?.parentElement;
      const area = grid?.getBoundingClientRect() ?? new DOMRect();
      return cells
        .map((cell) => ({ cell, box: cell.getBoundingClientRect() }))
        .filter(({ box }) => box.bottom > area.top && box.top < area.bottom)
        .map(({ cell }) => ({
          place: Number(cell.id.replace('cell-', '')),
          name: cell.getAttribute('aria-label') ?? '',
          hasPicture: (cell.querySelector('img')?.naturalWidth ?? 0) > 0,
        }))
        .sort((a, b) => a.place - b.place);
    });
  const shownNames = async (): Promise<string[]> => (await shown()).map(({ name }) => name);
  const placesWithPictures = async (): Promise<number[]> =>
    (await shown()).flatMap(({ place, hasPicture }) => (hasPicture ? [place] : []));
  const shownPictures = async (): Promise<number> => (await placesWithPictures()).length;
  /** -1 where no picture is there. */
  const middleOfPictures = async (): Promise<number> => {
    const places = await placesWithPictures();
    return places[Math.floor(places.length / 2)] ?? -1;
  };

  const scrubber = () => app.page.getByRole('scrollbar', { name: 'Date' });
  const scrubbedMonth = async (): Promise<string> => (await scrubber().getAttribute('aria-valuetext')) ?? '';

  /** Drags the handle over the track, to a share of its length. */
  const scrub = async (share: number): Promise<void> => {
    const box = await scrubber().boundingBox();
    if (box === null) throw new Error('expected a scrubber but received none');
    const [x, height] = [box.x + box.width / 2, box.height - 2];
    await app.page.mouse.move(x, box.y + box.height / 4);
    await app.page.mouse.down();
    await app.page.mouse.move(x, box.y + 1 + height * share, { steps: 10 });
    await app.page.mouse.up();
  };
});
