import path from 'node:path';
import { BrowserWindow, nativeTheme, type Session, shell, type WebPreferences } from 'electron';
import windowStateKeeper from 'electron-window-state';
import { mayOpenOutside, mayRequest } from './allowed-addresses.ts';
import { originOf } from './ipc/sender.ts';

const DEFAULT_SIZE = { width: 1280, height: 800 };
const MIN_SIZE = { width: 860, height: 560 };
/** The page's `--bg` of either theme, so that the first frame does not flash. */
export const BACKGROUND = { light: '#fbfaf8', dark: '#141311' };
/** What every page of the app is kept to. */
export const PAGE_LIMITS: Readonly<WebPreferences> = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false,
  navigateOnDragDrop: false,
};
/** A page that ends again so soon after it was loaded anew would do so for ever. */
const CRASH_LOOP_MS = 10_000;

interface WindowOptions {
  preload: string;
  /** The page's address: the app's own scheme, or the development server. */
  pageUrl: string;
  stateFolder: string;
}

/** The one window: sandboxed, isolated, and unable to leave its page. */
export function createWindow(options: WindowOptions): BrowserWindow {
  const state = windowStateKeeper({
    defaultWidth: DEFAULT_SIZE.width,
    defaultHeight: DEFAULT_SIZE.height,
    path: options.stateFolder,
  });
  const window = new BrowserWindow({
    x: state.x,
    y: state.y,
    width: state.width,
    height: state.height,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'Contact Sheet',
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload: path.resolve(options.preload),
      ...PAGE_LIMITS,
    },
  });
  state.manage(window);
  window.once('ready-to-show', () => window.show());
  confine(window, options.pageUrl);
  reviveAfterCrash(window);
  void window.loadURL(options.pageUrl);
  return window;
}

/** A page whose process ended (out of memory, most often) is loaded again; one that does so over and over is left. */
function reviveAfterCrash(window: BrowserWindow): void {
  let last = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    const now = Date.now();
    if (reason === 'clean-exit' || now - last < CRASH_LOOP_MS) return;
    last = now;
    // Within the event itself Electron does nothing.
    setImmediate(() => window.isDestroyed() || window.webContents.reload());
  });
}

/** No navigation away from the page, no further window, no embedded page; allow-listed https links open outside. */
export function confine(window: BrowserWindow, pageUrl: string): void {
  const { webContents } = window;
  const own = originOf(pageUrl);
  webContents.on('will-frame-navigate', (event) => {
    if (originOf(event.url) !== own) event.preventDefault();
  });
  webContents.on('will-redirect', (event) => {
    if (originOf(event.url) !== own) event.preventDefault();
  });
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  webContents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** Denies every permission, and every request of the page that is not for its own files or for pictures. */
export function confineSession(session: Session, pageOrigin: string): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayRequest(url, pageOrigin) }));
}
