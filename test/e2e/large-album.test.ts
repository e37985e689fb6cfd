import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { embeddedProfile, openBucket } from '../support/gallery.ts';
import { type ListingServer, startListingServer } from '../support/listing-server.ts';

const BUCKET = 'synthetic';
const GROUPS = 100_000;
const LISTED_WITHIN_MS = 120_000;
/** A person feels anything longer as a hitch; generous for a slow machine. */
const LONGEST_TASK_MS = 250;
/** More would be a list that is not windowed. */
const MAX_NODES = 3_000;

describe('an album of 100,000 groups', () => {
  let app: RunningApp;
  let server: ListingServer;

  beforeAll(async () => {
    server = await startListingServer({ bucket: BUCKET, albums: [{ name: 'post', groups: GROUPS }] });
    app = await launchApp({ profiles: [embeddedProfile] });
    app.page.setDefaultTimeout(LISTED_WITHIN_MS);
  });
  afterAll(async () => {
    await app.close();
    await server.stop();
  });

  it(
    'shows pages while the listing goes on, and all of it at the end',
    async () => {
      const opened = openBucket(app.page, { bucket: BUCKET, endpoint: server.endpoint }, GROUPS);
      await app.page.getByRole('gridcell').first().waitFor();
      // The gallery was drawn for the first time: from here on nothing but the listing goes on.
      await app.page.evaluate(() => {
        const seen = { longest: 0 };
        Object.assign(window, { seen });
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
        }).observe({ entryTypes: ['longtask'] });
      });
      expect(await app.page.getByRole('button', { name: /^All pictures/ }).textContent()).not.toMatch(/100,000/);
      await opened;
      await expect.poll(() => app.page.getByRole('button', { name: /^post/ }).textContent()).toMatch(/100,000/);
    },
    LISTED_WITHIN_MS,
  );

  it('reaches its last row by the End key and its first by Home, with pictures in both', async () => {
    await app.page.getByRole('grid').focus();
    await app.page.keyboard.press('End');
    await expect.poll(activeIndex).toBe(GROUPS - 1);
    await expect.poll(shownPictures).toBeGreaterThan(5);
    await app.page.keyboard.press('Home');
    await expect.poll(activeIndex).toBe(0);
    await expect.poll(shownPictures).toBeGreaterThan(5);
  });

  it('holds only what it shows, and stays responsive', async () => {
    const { nodes, longest } = await app.page.evaluate(() => ({
      nodes: document.querySelectorAll('*').length,
      longest: (window as unknown as { seen: { longest: number } }).seen.longest,
    }));
    expect(nodes).toBeLessThan(MAX_NODES);
    expect(longest).toBeLessThan(LONGEST_TASK_MS);
  });

  /** Place in the view of the cell that the keyboard is on; the grid holds the focus and names it. */
  const activeIndex = async (): Promise<number> => {
    const id = await app.page.getByRole('grid').getAttribute('aria-activedescendant');
    return Number(id?.replace('cell-', '') ?? -1);
  };

  /** Thumbnails that have arrived and lie inside the window. */
  const shownPictures = (): Promise<number> =>
    app.page.getByRole('gridcell').evaluateAll((found) => {
      const isShown = (cell: Element): boolean => {
        const { top, bottom } = cell.getBoundingClientRect();
        const image = cell.querySelector('img');
        return bottom > 0 && top < window.innerHeight && (image?.naturalWidth ?? 0) > 0;
      };
      return found.filter(isShown).length;
    });
});
