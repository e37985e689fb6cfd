import { afterEach, describe, expect, it } from 'vitest';
import { type LaunchOptions, launchApp, type RunningApp } from '../support/app.ts';

/** Asks GLib's and Chromium's way: both read these. */
const locale = (name: string) => ({ LANGUAGE: name, LANG: `${name}.UTF-8`, LC_ALL: `${name}.UTF-8` });

describe('the language of the window', () => {
  let app: RunningApp | null = null;
  const launch = async (options: LaunchOptions): Promise<RunningApp> => {
    app = await launchApp(options);
    return app;
  };
  afterEach(async () => {
    await app?.close();
    app = null;
  });

  it('is Korean where the system is', async () => {
    const { page } = await launch({ language: 'system', env: locale('ko_KR') });
    await page.getByRole('button', { name: '계정 없이' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('ko');
  });

  it('is English where the system speaks neither', async () => {
    const { page } = await launch({ language: 'system', env: locale('fr_FR') });
    await page.getByRole('button', { name: 'Try it without an account' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });

  it('is switched in the menu at once, errors included, and stays switched', async () => {
    const { page, userData, quit } = await launch({ language: 'en', args: ['--demo'] });
    await page.getByRole('button', { name: /Connection and settings$/ }).click();
    await page.getByRole('menuitem', { name: 'Language' }).click();
    await page.getByRole('menuitemradio', { name: '한국어' }).click();
    await page.getByRole('button', { name: /^모든 사진/ }).waitFor();
    await page.getByRole('searchbox').fill('s3://another-bucket/post/x_512.webp');
    await page.keyboard.press('Enter');
    await page.getByText(/another-bucket.*버킷/).waitFor();
    await quit();

    const next = await launchApp({ userData });
    try {
      await expect.poll(() => next.page.evaluate(() => document.documentElement.lang)).toBe('ko');
    } finally {
      await next.quit();
    }
  });
});
