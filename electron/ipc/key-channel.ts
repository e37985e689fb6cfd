import type { WebContents } from 'electron';
import { keyChannels } from '../../shared/key-entry.ts';
import { answerKeyWindow, type KeyWindowParts } from './answer-key-window.ts';

/** Opens the key window's channels to that one window: no other page can even name them. They go with it. */
export function openKeyChannel(webContents: WebContents, parts: Omit<KeyWindowParts, 'own'>, origin: string): void {
  const own = { webContentsId: webContents.id, origin };
  for (const channel of Object.values(keyChannels)) {
    webContents.ipc.handle(channel, (event, raw: unknown) => answerKeyWindow(channel, { ...parts, own }, event, raw));
  }
}
