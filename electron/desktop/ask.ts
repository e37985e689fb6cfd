import { type BrowserWindow, dialog } from 'electron';

/** A question in the system's own dialog, in the person's language. */
export interface Question {
  message: string;
  detail: string;
  yes: string;
  no: string;
}

/** Asks before something that is not easily taken back: the way out is the default, and what Escape means. */
export async function askWithWayOut(window: BrowserWindow, { message, detail, yes, no }: Question): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message,
    detail,
    buttons: [yes, no],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
