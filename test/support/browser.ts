import type { RunningApp } from './app.ts';

/** The person's browser: notes the addresses that the app opens in it instead of opening them. */
export interface WatchedBrowser {
  opened(): Promise<string[]>;
}

export async function watchBrowser({ electron }: RunningApp): Promise<WatchedBrowser> {
  await electron.evaluate(({ shell }) => {
    const openedPages: string[] = [];
    Object.assign(globalThis, { openedPages });
    shell.openExternal = async (address) => void openedPages.push(address);
  });
  return {
    opened: () => electron.evaluate(() => (globalThis as unknown as { openedPages: string[] }).openedPages),
  };
}
