import path from 'node:path';
import { BrowserWindow, nativeTheme, type Session, shell } from 'electron';
import windowStateKeeper from 'electron-window-state';
import { IMAGE_SCHEME } from '../shared/contract.ts';
import { originOf } from './ipc/sender.ts';

const DEFAULT_SIZE = { width: 1280, height: 800 };
const MIN_SIZE = { width: 860, height: 560 };
/** The page's `--bg` of either theme, so that the first frame does not flash. */
const BACKGROUND = { light: '#fbfaf8', dark: '#141311' };
/** The only places that a link may open in the person's browser. */
const OUTSIDE_HOSTS = new Set(['docs.aws.amazon.com']);

export interface WindowOptions {
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
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  state.manage(window);
  window.once('ready-to-show', () => window.show());
  confine(window, options.pageUrl);
  void window.loadURL(options.pageUrl);
  return window;
}

/** No navigation away from the page, no further window, no embedded page; allow-listed https links open outside. */
function confine(window: BrowserWindow, pageUrl: string): void {
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

/** Whether a link may be handed to the system's browser. */
export function mayOpenOutside(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === 'https:' && url.username === '' && OUTSIDE_HOSTS.has(url.host);
}

/** Denies every permission, and every request of the page that is not for its own files or for pictures. */
export function confineSession(session: Session, pageOrigin: string): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayRequest(url, pageOrigin) }));
}

/** Whether the page, or the developer tools in front of it, may ask for an address. */
export function mayRequest(address: string, pageOrigin: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  // The development server also talks over a web socket.
  const origin = originOf(address)?.replace(/^ws/, 'http');
  return origin === pageOrigin || protocol === `${IMAGE_SCHEME}:` || protocol === 'devtools:';
}
