import { app, BrowserWindow, nativeTheme, screen, session } from 'electron';
import type { AppError } from '../../shared/app-error.ts';
import type { KeyChannel, KeyQuestion } from '../../shared/key-entry.ts';
import { askToWriteProfile } from '../files/dialogs.ts';
import { openKeyChannel } from '../ipc/key-channel.ts';
import { originOf } from '../ipc/sender.ts';
import { PAGE_SCHEME } from '../page.ts';
import { BACKGROUND, confine, confineSession, PAGE_LIMITS } from '../window.ts';
import type { OpenKeyWindow } from './key-prompts.ts';

/** In memory only, apart from the main window's: nothing of the page outlives the app. */
const PARTITION = 'key-window';
const WIDTH = 440;
/** Until the page has said how high it is. */
const FIRST_HEIGHT = 480;

interface KeyWindowOptions {
  /** The window that waits meanwhile; null while there is none. */
  owner(): BrowserWindow | null;
  preload: string;
  pageUrl: string;
  /** Serves the page's files; null where a development server does. */
  serve: ((request: Request) => Promise<Response>) | null;
  language(): KeyQuestion['language'];
  hasKeyring(): boolean;
  /** For the log; never told what was typed. */
  onFailure(channel: KeyChannel, error: AppError): void;
}

/** Opens the key window: sandboxed, in a session of its own, modal to the window that waits, and never hidden or reused. */
export function createKeyWindows(options: KeyWindowOptions): OpenKeyWindow {
  const origin = originOf(options.pageUrl) ?? '';
  const ownSession = session.fromPartition(PARTITION, { cache: false });
  if (options.serve !== null) ownSession.protocol.handle(PAGE_SCHEME, options.serve);
  confineSession(ownSession, origin);

  return (request, receive) => {
    const window = createWindow(options);
    const question: KeyQuestion = {
      request,
      language: options.language(),
      theme: theme(),
      hasKeyring: options.hasKeyring(),
    };
    const destroy = (): void => {
      if (!window.isDestroyed()) window.destroy();
    };
    confine(window, options.pageUrl);
    const parts = { question, receive, cancel: destroy, onFailure: options.onFailure };
    openKeyChannel(window.webContents, { ...parts, fit: (height) => fitToPage(window, height) }, origin);
    const closed = new Promise<void>((resolve) => window.once('closed', resolve));
    // A page that failed to load, or ended, can take nothing any more.
    window.webContents.once('render-process-gone', destroy);
    window.loadURL(options.pageUrl).catch(destroy);
    return {
      closed,
      destroy,
      focus: () => window.focus(),
      // Where the window goes first, by the end of its page, the question can be answered no more.
      confirmWrite: (write) =>
        Promise.race([askToWriteProfile(window, question.language, write), closed.then(() => false)]),
    };
  };
}

const theme = (): KeyQuestion['theme'] => (nativeTheme.shouldUseDarkColors ? 'dark' : 'light');

function createWindow({ owner, preload }: KeyWindowOptions): BrowserWindow {
  const parent = owner();
  const window = new BrowserWindow({
    ...(parent === null || parent.isDestroyed() ? {} : { parent, modal: true }),
    width: WIDTH,
    height: FIRST_HEIGHT,
    useContentSize: true,
    resizable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    show: false,
    title: 'Contact Sheet',
    backgroundColor: BACKGROUND[theme()],
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      partition: PARTITION,
      ...PAGE_LIMITS,
      devTools: !app.isPackaged,
    },
  });
  window.removeMenu();
  return window;
}

/** As high as its page, which depends on the language and on what it has to say; shown once that is known. */
function fitToPage(window: BrowserWindow, height: number): void {
  if (window.isDestroyed()) return;
  const workArea = screen.getDisplayMatching(window.getBounds()).workAreaSize;
  window.setContentSize(WIDTH, Math.min(height, workArea.height));
  if (!window.isVisible()) window.show();
}
