import type { Locator, Page } from 'playwright';
import type {} from '../../renderer/api.ts';
import type { Result } from '../../shared/app-error.ts';
import type { KeyEntryPurpose, SourceSummary } from '../../shared/connection.ts';
import type { RunningApp } from './app.ts';

export interface OpenedKeyWindow {
  page: Page;
  /** What the main window is answered once the key window is gone. */
  entered: Promise<Result<SourceSummary | null>>;
}

/** Opens the key window as the main window's page does. */
export async function openKeyWindow(app: RunningApp, purpose: KeyEntryPurpose): Promise<OpenedKeyWindow> {
  const opened = app.electron.waitForEvent('window');
  const entered = app.page.evaluate((asked) => window.contactSheet.invoke('credentials/enter', asked), purpose);
  // A test that fails ends the window while it is open: that is no failure of its own.
  entered.catch(() => undefined);
  const page = await opened;
  await page.getByRole('heading').waitFor();
  return { page, entered };
}

/** By how its label begins: a note may stand behind. */
const fieldOf = (page: Page, label: string): Locator => page.getByLabel(new RegExp(`^${label}`));

/** Types keys and waits until the window is gone, which may be before the press of the button is over. */
export async function typeKeys(page: Page, fields: Readonly<Record<string, string>>, deed: string): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await fieldOf(page, label).fill(value);
  const closed = page.waitForEvent('close');
  await page
    .getByRole('button', { name: deed })
    .click({ noWaitAfter: true })
    .catch((reason: unknown) => {
      if (!page.isClosed()) throw reason;
    });
  await closed;
}
