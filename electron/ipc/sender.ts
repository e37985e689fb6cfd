/** What is looked at of the frame that sent a message. */
interface SenderFrame {
  url: string;
  parent: unknown;
}

/** What is looked at of an IPC event; Electron's own event fits. */
export interface SenderEvent {
  sender: { id: number };
  senderFrame: SenderFrame | null;
}

/**
 * Whether a message comes from the app's own page: the one window, its top frame, the app's origin. A frame that
 * navigated away or was destroyed (null) is refused like an iframe or a foreign page.
 */
export function isOwnPage(event: SenderEvent, own: { webContentsId: number; origin: string }): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null || event.sender.id !== own.webContentsId) return false;
  return originOf(frame.url) === own.origin;
}

/** Scheme and host of an address; `URL.origin` is the string "null" for schemes of our own. */
export function originOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return `${url.protocol}//${url.host}`;
}
