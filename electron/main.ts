import path from 'node:path';
import { app, type BrowserWindow, Menu, powerMonitor, protocol, session } from 'electron';
import { IMAGE_SCHEME } from '../shared/image-url.ts';
import { readArguments } from './arguments.ts';
import { hideSecretVariables } from './credentials/hidden-variables.ts';
import { createLeaving } from './desktop/leaving.ts';
import { createFirstPictures } from './first-pictures.ts';
import { createImageHandler, type ImageSources } from './images/protocol.ts';
import { registerHandlers } from './ipc/register.ts';
import { isOwnPage, originOf } from './ipc/sender.ts';
import { applicationMenu } from './menu.ts';
import { createPageHandler, PAGE_SCHEME, PAGE_URL } from './page.ts';
import type { Served, ServedWindow } from './serve-window.ts';
import { openSettings } from './settings/settings.ts';
import { followTheme, systemFacts } from './system.ts';
import { confineSession, createWindow } from './window.ts';

// This module and what it imports are all that a start waits for before there is a window: the rest comes behind it.

// Before there is a page to be given a copy.
hideSecretVariables();
const start = readArguments(process.argv);
const outFolder = path.dirname(import.meta.dirname);
/** The development server's page, in development only. */
const developmentPage = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const pageUrl = developmentPage ?? PAGE_URL;
const servePages = developmentPage === undefined ? createPageHandler(path.join(outFolder, 'renderer')) : null;

// Before anything reads a path below it: tests and tours keep to a folder of their own.
const userDataFolder = process.env.CONTACT_SHEET_USER_DATA;
if (userDataFolder !== undefined && userDataFolder !== '') app.setPath('userData', path.resolve(userDataFolder));

// Chromium refuses both at once; without its sandbox (as root, in a container) the window's own isolation stays.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  { scheme: IMAGE_SCHEME, privileges: { standard: true, secure: true, stream: true } },
]);

if (app.requestSingleInstanceLock()) app.whenReady().then(run).catch(giveUp);
else leaveToOther();

/** The `appId` of build/packaging/electron-builder-config.mjs: Windows shows the notifications of a program that it knows by one. */
const WINDOWS_APP_ID = 'app.contactsheet';

/** The window first: its page comes from the disk into a process of its own while main makes ready what it will ask for. */
async function run(): Promise<void> {
  if (process.platform === 'win32') app.setAppUserModelId(WINDOWS_APP_ID);
  const dataFolder = app.getPath('userData');
  const settings = await openSettings(path.join(dataFolder, 'settings.json'), systemFacts());
  followTheme(settings.get().theme);
  Menu.setApplicationMenu(applicationMenu(process.platform));
  let served: Served | null = null;
  const pictures = createFirstPictures();
  const sources: ImageSources = {
    connection: (connectionId) => served?.services.connections.find(connectionId) ?? null,
    result: async (resultId, signal) => (await serving).services.showResult(resultId, signal),
  };
  servePage(sources, pictures.given);
  const window = createWindow({
    preload: path.join(outFolder, 'preload', 'preload.cjs'),
    pageUrl,
    stateFolder: dataFolder,
  });
  // Node loads its fetch with the first answer: while the page's process starts, and not when that waits for it.
  void new Response(null);
  const serving = serve(window, { settings, dataFolder, calm: pictures.shown });
  answerPage(window, serving);
  watchOver(window, serving);
  served = await serving;
}

/** What is worth a line in the log; the log comes with the rest of the program. */
async function note(level: 'info' | 'error', ...line: unknown[]): Promise<void> {
  const { log } = await import('./log.ts');
  log[level](...line);
}

async function serve(
  window: BrowserWindow,
  prepared: Pick<ServedWindow, 'settings' | 'dataFolder' | 'calm'>,
): Promise<Served> {
  const { serveWindow } = await import('./serve-window.ts');
  return serveWindow({ window, start, outFolder, developmentPage, servePages, ...prepared });
}

/** Opens the channels of the contract to the window's own page; what it asks too early is answered once all is there. */
function answerPage(window: BrowserWindow, serving: Promise<Served>): void {
  const own = { webContentsId: window.webContents.id, origin: originOf(pageUrl) ?? '' };
  const handlers = serving.then((served) => served.handlers);
  handlers.catch(() => undefined);
  registerHandlers(handlers, {
    isOwnPage: (event) => isOwnPage(event, own),
    onFailure: (channel, error) => void note('info', `${channel}: ${error.code}`),
  });
}

/** Nobody answers a question then. */
const END_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** Whatever hangs by then is left as it is: what matters is in journals, and every file is written under a temporary name. */
const LEAVE_WITHIN_MS = 30_000;

/** One window, one run: a second start shows the first, and the end waits until everything is put away. */
function watchOver(window: BrowserWindow, serving: Promise<Served>): void {
  holdForWork(window, serving);
  app.on('second-instance', () => (window.isDestroyed() ? app.relaunch() : focus(window)));
  app.on('window-all-closed', () => app.quit());
  app.on(
    'will-quit',
    leaveOnce(async () => (await serving).services.close()),
  );
}

/** With work under way the person is asked before the window closes or the app ends; the system's own end is not held up. */
function holdForWork(window: BrowserWindow, serving: Promise<Served>): void {
  let served: Served | null = null;
  serving.then(
    (now) => {
      served = now;
    },
    () => undefined,
  );
  const leaving = createLeaving({
    // Without its window there is nowhere to ask.
    work: () => (window.isDestroyed() ? null : (served?.brokenOff() ?? null)),
    ask: async (work) => (await serving).askToQuit(work),
    quit: () => app.quit(),
  });
  window.on('close', leaving.hold);
  app.on('before-quit', leaving.hold);
  for (const name of END_SIGNALS) process.on(name, leaving.leaveNow);
  // A moment to leave in, as Electron describes it: its types leave the event out.
  const onShutdown = (event: { preventDefault(): void }): void => {
    event.preventDefault();
    leaving.leaveNow();
  };
  powerMonitor.on('shutdown', onShutdown as () => void);
  // Windows ends the process right after: there is no other moment.
  window.on('session-end', () => void served?.services.jobs.suspendAll());
}

/** The two schemes that the page is made of; everything else it may ask for is refused. */
function servePage(sources: ImageSources, onPicture: () => void): void {
  const { defaultSession } = session;
  if (servePages !== null) defaultSession.protocol.handle(PAGE_SCHEME, servePages);
  const showImage = createImageHandler(sources);
  defaultSession.protocol.handle(IMAGE_SCHEME, async (request) => {
    const answer = await showImage(request);
    onPicture();
    return answer;
  });
  confineSession(defaultSession, originOf(pageUrl) ?? '');
}

function focus(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}

/**
 * Holds the end of the app until `leave` is through, whether it succeeded or not, or took too long. `exit` and not `quit`
 * ends it then: by now every window is closed, and a second `quit` waits for native threads that never end.
 */
function leaveOnce(leave: () => Promise<void>): (event: { preventDefault(): void }) => void {
  let leaving = false;
  return (event) => {
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    const late = new Promise<void>((resolve) => void setTimeout(resolve, LEAVE_WITHIN_MS));
    Promise.race([leave(), late])
      .catch((reason: unknown) => note('error', 'left untidily:', reason))
      .finally(() => app.exit(0));
  };
}

/** Another run holds the data folder and comes to the front instead; a tour cannot happen there, which is a failure. */
function leaveToOther(): void {
  process.stdout.write('Contact Sheet is open already.\n');
  app.exit(start.tourFolder === null ? 0 : 1);
}

async function giveUp(reason: unknown): Promise<void> {
  await note('error', 'could not start:', reason).catch(() => undefined);
  app.exit(1);
}
