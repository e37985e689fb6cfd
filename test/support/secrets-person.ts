/** A person who gets on with it: types codes and keys, logs in, tries again, until what was asked for is there. */
import type { Locator, Page } from 'playwright';
import { vi } from 'vitest';
import type { RunningApp } from './app.ts';
import { watchBrowser } from './browser.ts';
import { typeKeys } from './key-window.ts';
import { MFA_CODE, type SecretHome, type SecretKeys } from './secrets-sources.ts';

/** A button that something has come to lie over, or that is gone, is looked at anew. */
const PRESS_LIMIT_MS = 2_000;
/** For the service to be asked for a login. */
const LOGIN_LIMIT_MS = 15_000;

export interface Person {
  /**
   * Waits for something to be on the page. On the way there, mends whatever keeps the keys from working, and presses
   * `again` as often as that is offered.
   */
  until(target: Locator, again?: Locator): Promise<void>;
  /** Waits until the window says why the keys do not work. */
  isTold(why: RegExp): Promise<void>;
  /** Presses what the window offers against it: a login or another try. */
  pressRemedy(): Promise<void>;
  /** The code of the login that waits for the person at the browser. */
  loginCode(): Promise<string>;
  /** Types keys into the window that this entry of the menu of sources opens; `more` are fields beside those of the keys. */
  enterKeys(entry: string, keys: SecretKeys, more: Readonly<Record<string, string>>): Promise<void>;
}

/** Also stands in for the browser and for the system's dialogs: every page opens, every question is answered by yes. */
export async function startPerson(app: RunningApp, { services }: SecretHome): Promise<Person> {
  const { electron, page } = app;
  await watchBrowser(app);
  await electron.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
  });
  // One that goes before it is answered was not wanted any more.
  electron.on('window', (window) => void typeCode(window).catch(() => undefined));

  const trouble = page.getByRole('dialog', {
    name: /^(Login needed|These keys do not work|There are no keys at the moment)$/,
  });
  const remedy = trouble.getByRole('button', { name: /^(Log in…|Log in again…|Reload|Try again)$/ });
  const loginCode = (): Promise<string> => {
    const waiting = (): string => {
      const [code] = services.waiting();
      if (code === undefined) throw new Error('expected a login that waits but found none');
      return code;
    };
    return vi.waitFor(waiting, { timeout: LOGIN_LIMIT_MS });
  };
  const mend = async (): Promise<void> => {
    const label = await remedy.textContent({ timeout: PRESS_LIMIT_MS }).catch(() => null);
    if (!(await press(remedy))) return;
    if (label?.startsWith('Log in')) services.approve(await loginCode());
    await trouble.waitFor({ state: 'detached' });
  };
  return {
    async until(target, again = remedy) {
      for (;;) {
        await target.or(again).or(remedy).first().waitFor();
        // It lies over everything else, and may have come between two looks.
        if (await remedy.isVisible()) await mend();
        else if (await target.first().isVisible()) return;
        else await press(again.first());
      }
    },
    isTold: (why) => trouble.getByText(why).waitFor(),
    pressRemedy: () => remedy.click(),
    loginCode,
    async enterKeys(entry, { accessKeyId, secretAccessKey, sessionToken }, more) {
      const choose = async (): Promise<void> => {
        await page.getByRole('button', { name: /^Keys: / }).click();
        await page.getByRole('menuitem', { name: entry }).click();
      };
      const [window] = await Promise.all([electron.waitForEvent('window'), choose()]);
      const fields = {
        'Access key ID': accessKeyId,
        'Secret access key': secretAccessKey,
        'Session token': sessionToken,
      };
      const deed = entry === 'New profile…' ? 'Continue…' : 'Use these keys';
      await typeKeys(window, { ...more, ...fields }, deed);
    },
  };
}

/** Whether the button could be pressed. */
const press = (button: Locator): Promise<boolean> =>
  button.click({ timeout: PRESS_LIMIT_MS }).then(
    () => true,
    () => false,
  );

/** Answers a window that asks for a code; others are somebody else's. */
async function typeCode(window: Page): Promise<void> {
  const field = window.getByLabel('Code', { exact: true });
  await field.or(window.getByLabel('Access key ID')).waitFor();
  if (await field.isVisible()) await typeKeys(window, { Code: MFA_CODE }, 'Confirm');
}
