/** Steps that a person takes in the window, in English, for tests. */
import type { Locator, Page } from 'playwright';
import { expect, vi } from 'vitest';
import type { AwsProfile, RunningApp } from './app.ts';
import { askForBucket, type BucketAddress } from './connect-form.ts';
import { EMBEDDED_KEYS, EMBEDDED_REGION } from './embedded-server.ts';

export { askForBucket, type BucketAddress };

/** A profile for the embedded server, which takes any. */
export const embeddedProfile: AwsProfile = { name: 'embedded', ...EMBEDDED_KEYS, region: EMBEDDED_REGION };

/** Titles of the screen of a source whose keys do not work now. */
export type TroubleTitle = 'Login needed' | 'These keys do not work' | 'There are no keys at the moment';

export const troubleScreen = (page: Page, title: TroubleTitle): Locator => page.getByRole('dialog', { name: title });

/** How many pictures of the grid in sight show a thumbnail. */
export const thumbnailsShown = (page: Page): Promise<number> =>
  page
    .getByRole('gridcell')
    .locator('img')
    .evaluateAll(
      (images) => images.filter((image) => image instanceof HTMLImageElement && image.naturalWidth > 0).length,
    );

/** What an Escape closes is gone by then. */
const CLOSES_WITHIN_MS = 500;

/** Where the keys come from, on the first screen: a button that names the one chosen and opens the menu of all. */
export const keysField = (page: Page): Locator => page.getByRole('button', { name: /^Keys: / });

/** Chooses a source of keys by the name that it has in the menu. */
export async function chooseKeys(page: Page, name: string): Promise<void> {
  await keysField(page).click();
  await page.getByRole('menuitemradio', { name: new RegExp(`^${name}( |$)`) }).click();
}

/** What the menu of sources offers, in its order: each with the quiet word beside it. */
export async function keysOffered(page: Page): Promise<string[]> {
  await keysField(page).click();
  const offered = await page.getByRole('menuitemradio').allInnerTexts();
  await page.keyboard.press('Escape');
  return offered.map((text) => text.replaceAll('\n', ' '));
}

/** Chooses the kind of server. */
export async function chooseServer(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Server: / }).click();
  await page.getByRole('menuitemradio', { name, exact: true }).click();
}

/** From an open bucket back to the first screen. */
export async function chooseAnotherBucket(page: Page): Promise<void> {
  await page.getByRole('button', { name: /: Connection and settings$/ }).click();
  await page.getByRole('menuitem', { name: 'Open another bucket…' }).click();
  await page.getByRole('button', { name: 'Open bucket' }).waitFor();
}

/** Lists the open bucket anew, and tries what was refused. */
export async function readBucketAgain(page: Page): Promise<void> {
  await page.getByRole('button', { name: /: Connection and settings$/ }).click();
  await page.getByRole('menuitem', { name: 'Read the bucket again' }).click();
}

/** Opens a bucket and waits until `groups` pictures are there. */
export async function openBucket(page: Page, address: BucketAddress, groups: number): Promise<void> {
  await askForBucket(page, address);
  await waitForCount(page, groups);
}

export const waitForCount = (page: Page, groups: number): Promise<void> =>
  page.getByRole('button', { name: new RegExp(`^All pictures\\s*${groups.toLocaleString('en')}$`) }).waitFor();

/** Inside the corner of a cell that is its check mark, in pixels from its edges. */
const CHECK_MARK = { x: 16, y: 16 };

/** Presses the check mark of a picture. */
export const checkPicture = (page: Page, name: string): Promise<void> =>
  cellOf(page, name).click({ position: CHECK_MARK });

export const cellOf = (page: Page, name: string): Locator => page.getByRole('gridcell', { name, exact: true });

export async function openPicture(page: Page, name: string): Promise<void> {
  await cellOf(page, name).click();
  await savePanel(page).waitFor();
}

export async function closePicture(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await savePanel(page).waitFor({ state: 'detached' });
}

const savePanel = (page: Page): Locator => page.getByRole('complementary', { name: 'Save and details' });

export interface SaveChoice {
  /** How the row of the size begins; the panel's own choice where absent. */
  size?: RegExp;
  /** Label of the format, or `As stored`. */
  format: string;
  /** What the panel must offer as the file's name. */
  fileName: string;
  /** The dialog's answer. */
  path: string;
}

/** Saves the open picture through the panel and waits until the window says that it is saved. */
export async function saveOpenPicture(app: RunningApp, { size, format, fileName, path }: SaveChoice): Promise<void> {
  const { page } = app;
  await app.answerSaveDialog(path);
  if (size) await page.getByRole('radio', { name: size }).click();
  await page
    .getByRole('radio', { name: new RegExp(`^${format}`) })
    .first()
    .click();
  await page.getByText(fileName, { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Save as…' }).click();
  await dismissNotice(page, /^Saved “/);
}

/** Waits for a notice and closes it, so that the next one is another. */
export async function dismissNotice(page: Page, text: RegExp): Promise<string> {
  const notice = page.getByRole('region', { name: 'Notices' }).getByText(text);
  await notice.waitFor();
  const said = (await notice.textContent()) ?? '';
  await page.getByRole('button', { name: 'Dismiss' }).first().click();
  return said;
}

/** Closes whatever a test left open, so that the next one starts at the grid also where this one failed. */
export async function backToGrid(page: Page): Promise<void> {
  const anything = page.locator('dialog[open], [role="dialog"], [role="menu"]').or(savePanel(page));
  for (let open = await anything.count(); open > 0; open = await anything.count()) {
    await page.keyboard.press('Escape');
    const closed = async () => expect(await anything.count()).toBeLessThan(open);
    // A menu over a dialog takes the first Escape for itself.
    await vi.waitFor(closed, { timeout: CLOSES_WITHIN_MS }).catch(() => undefined);
  }
  const dismiss = page.getByRole('button', { name: 'Dismiss' });
  while ((await dismiss.count()) > 0) await dismiss.first().click();
}

/** Answers the question that the Delete key asks of what is selected or open. */
export async function confirmDelete(page: Page, count: number): Promise<void> {
  const pictures = count === 1 ? '1 picture' : `${count} pictures`;
  const question = page.getByRole('dialog', { name: `Delete ${pictures}?` });
  await question.getByRole('button', { name: `Delete ${pictures}` }).click();
  await question.waitFor({ state: 'detached' });
}
