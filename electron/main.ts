import path from 'node:path';
import { app, type BrowserWindow, Menu, protocol, session, shell } from 'electron';
import log from 'electron-log/main';
import { toAppError } from '../shared/app-error.ts';
import { IMAGE_SCHEME, languageOf, type Request } from '../shared/contract.ts';
import { readArguments } from './arguments.ts';
import type { Connections } from './connections/connections.ts';
import { type Resume, startResume } from './connections/resume.ts';
import type { SavedConnections } from './connections/saved-connections.ts';
import type { KeyPrompts } from './credentials/credentials.ts';
import { hideSecretVariables } from './credentials/hidden-variables.ts';
import { createKeyPrompts } from './credentials/key-prompts.ts';
import { createKeyWindows } from './credentials/key-window.ts';
import { runTour, type TourParts, tourDialogs } from './demo/tour.ts';
import { createDialogs } from './files/dialogs.ts';
import { createImageHandler } from './images/protocol.ts';
import type { Emit } from './ipc/answer.ts';
import { createHandlers } from './ipc/handlers.ts';
import { registerHandlers } from './ipc/register.ts';
import { isOwnPage, originOf } from './ipc/sender.ts';
import { applicationMenu } from './menu.ts';
import { createPageHandler, keyPageUrl, PAGE_SCHEME, PAGE_URL } from './page.ts';
import { type KeyPromptNeeds, type Services, startServices } from './services.ts';
import { followTheme } from './system.ts';
import { confineSession, createWindow } from './window.ts';

// Before there is a page to be given a copy.
hideSecretVariables();
const start = readArguments(process.argv);
const outFolder = path.dirname(import.meta.dirname);
/** The development server's page, in development only. */
const developmentPage = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const pageUrl = developmentPage ?? PAGE_URL;
// A defect in main is written down instead of shown in a dialog that nobody can act on; the window goes on.
log.errorHandler.startCatching({ showDialog: false });
// The terminal belongs to the person, and to the tour's list; the log is a file.
log.transports.console.level = developmentPage === undefined ? 'error' : 'debug';
// Else every line goes to the window as well, which costs more than the request that it tells of.
log.transports.ipc.level = developmentPage === undefined ? false : 'debug';
log.transports.file.level = start.logLevel;

// Before anything reads a path below it: tests and tours keep to a folder of their own.
const userDataFolder = process.env.CONTACT_SHEET_USER_DATA;
if (userDataFolder !== undefined && userDataFolder !== '') app.setPath('userData', path.resolve(userDataFolder));

// Chromium refuses both at once; without its sandbox (as root, in a container) the window's own isolation stays.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  { scheme: IMAGE_SCHEME, privileges: { standard: true, secure: true, stream: true } },
]);

if (app.requestSingleInstanceLock()) app.whenReady().then(run).catch(giveUp);
else leaveToOther();

async function run(): Promise<void> {
  let window: BrowserWindow | null = null;
  const emit: Emit = (event, payload) => {
    if (window !== null && !window.isDestroyed()) window.webContents.send(event, payload);
  };
  const dataFolder = app.getPath('userData');
  const services = await startServices(dataFolder, {
    emit,
    createKeyPrompts: (needs) => keyPrompts(needs, () => window),
    openBrowser: (address) => shell.openExternal(address),
  });
  const { connections, settings } = services;
  followTheme(settings.get().theme);
  const resume = startResume(connections, await lastOpen(services.saved));
  resume.ended.catch((reason: unknown) => log.warn('could not reopen:', toAppError(reason).code));

  servePage(connections);
  Menu.setApplicationMenu(applicationMenu(process.platform));
  window = createWindow({ preload: path.join(outFolder, 'preload', 'preload.cjs'), pageUrl, stateFolder: dataFolder });
  answerPage(window, services, resume, emit);
  watchOver(window, services);
  if (start.tourFolder === null) return;
  await resume.ended;
  await tour({ window, folder: start.tourFolder, demo: services.demo, pipeline: services.pipeline });
}

/** Asks for keys and codes in windows of their own, in front of the main one. */
function keyPrompts(needs: KeyPromptNeeds, owner: () => BrowserWindow | null): KeyPrompts {
  const { settings, ...parts } = needs;
  const openWindow = createKeyWindows({
    owner,
    preload: path.join(outFolder, 'preload', 'key-preload.cjs'),
    pageUrl: keyPageUrl(developmentPage),
    serve: developmentPage === undefined ? createPageHandler(path.join(outFolder, 'renderer')) : null,
    language: () => languageOf(settings.get()),
    hasKeyring: parts.keyStore.hasKeyring,
    onFailure: (channel, error) => log.info(`${channel}: ${error.code}`),
  });
  return createKeyPrompts({ openWindow, ...parts });
}

/** Opens the channels of the contract to the window's own page. */
function answerPage(window: BrowserWindow, services: Services, resume: Resume, emit: Emit): void {
  const { tourFolder } = start;
  const dialogs = tourFolder === null ? createDialogs(() => window) : tourDialogs(tourFolder);
  const own = { webContentsId: window.webContents.id, origin: originOf(pageUrl) ?? '' };
  const handlers = createHandlers({
    ...services,
    resume,
    dialogs,
    emit,
    onTheme: followTheme,
    onLeftBehind: (keys, error) => log.warn(`left behind ${keys.length} objects:`, error.code),
  });
  registerHandlers(handlers, {
    isOwnPage: (event) => isOwnPage(event, own),
    onFailure: (channel, error) => log.info(`${channel}: ${error.code}`),
  });
}

/** One window, one run: a second start shows the first, and the end waits until everything is put away. */
function watchOver(window: BrowserWindow, services: Services): void {
  app.on('second-instance', () => (window.isDestroyed() ? app.relaunch() : focus(window)));
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', leaveOnce(services.close));
}

/** The demo where that is asked for, else the connection of the last time, if there was one. */
async function lastOpen(saved: SavedConnections): Promise<Request<'connections/open'> | null> {
  if (start.demo) return { kind: 'demo' };
  const last = await saved.last();
  return last === null ? null : { kind: 'saved', savedId: last.savedId };
}

/** The two schemes that the page is made of; everything else it may ask for is refused. */
function servePage(connections: Connections): void {
  const { defaultSession } = session;
  if (developmentPage === undefined) {
    defaultSession.protocol.handle(PAGE_SCHEME, createPageHandler(path.join(outFolder, 'renderer')));
  }
  defaultSession.protocol.handle(IMAGE_SCHEME, createImageHandler(connections.find));
  confineSession(defaultSession, originOf(pageUrl) ?? '');
}

/** Performs the main job once and ends the app: with 0 where all went well, else with 1 and the reason. */
async function tour(parts: Omit<TourParts, 'print'>): Promise<void> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  try {
    await runTour({ ...parts, print });
    app.quit();
  } catch (thrown) {
    print(`the tour broke off: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    app.exit(1);
  }
}

function focus(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}

/**
 * Holds the end of the app until `leave` is through, whether it succeeded or not. `exit` and not `quit` ends it then: by
 * now every window is closed, and a second `quit` waits for native threads that never end.
 */
function leaveOnce(leave: () => Promise<void>): (event: { preventDefault(): void }) => void {
  let leaving = false;
  return (event) => {
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    leave()
      .catch((reason: unknown) => log.error('left untidily:', reason))
      .finally(() => app.exit(0));
  };
}

/** Another run holds the data folder and comes to the front instead; a tour cannot happen there, which is a failure. */
function leaveToOther(): void {
  process.stdout.write('Contact Sheet is open already.\n');
  app.exit(start.tourFolder === null ? 0 : 1);
}

function giveUp(reason: unknown): void {
  log.error('could not start:', reason);
  app.exit(1);
}
