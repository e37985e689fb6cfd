import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';

describe('the appearance of the window', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await launchApp({ theme: 'light', args: ['--demo'] });
    await app.page.getByRole('gridcell').first().waitFor();
  });
  afterAll(() => app.close());

  const state = async () => ({
    page: await app.page.evaluate(() => document.documentElement.dataset.theme),
    background: await app.page.evaluate(() => getComputedStyle(document.body).backgroundColor),
    dialogs: await app.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource),
  });

  it('is light or dark as chosen, the system’s dialogs with it', async () => {
    expect(await state()).toEqual({ page: 'light', background: 'rgb(251, 250, 248)', dialogs: 'light' });
    await app.page.getByRole('button', { name: /Connection and settings$/ }).click();
    await app.page.getByRole('menuitem', { name: 'Appearance' }).click();
    await app.page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await expect.poll(state).toEqual({ page: 'dark', background: 'rgb(20, 19, 17)', dialogs: 'dark' });
  });

  it('speaks of its own files only, in the type that it ships', async () => {
    const loaded = await app.page.evaluate(() => document.fonts.check('16px "Pretendard Common"'));
    expect(loaded).toBe(true);
    const origins = await app.page.evaluate(() => [
      ...new Set(performance.getEntriesByType('resource').map(({ name }) => new URL(name).protocol)),
    ]);
    expect(origins.every((protocol) => protocol === 'app:' || protocol === 'image:')).toBe(true);
  });
});
