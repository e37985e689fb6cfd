import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { app, type BrowserWindow, Menu, protocol, session } from 'electron';
import log from 'electron-log/main';
import { toAppError } from '../shared/app-error.ts';
import { IMAGE_SCHEME, type Request } from '../shared/contract.ts';
import { readArguments } from './arguments.ts';
import { childBundle, childStarter } from './children.ts';
import { type Connections, createConnections } from './connections/connections.ts';
import { startResume } from './connections/resume.ts';
import { openSavedConnections, type SavedConnections } from './connections/saved-connections.ts';
import { createDemo } from './demo/demo.ts';
import { runTour, type TourParts, tourDialogs } from './demo/tour.ts';
import { createDialogs } from './files/dialogs.ts';
import { sweepTemporaries } from './files/sweep.ts';
import { openUnfinishedWrites } from './files/unfinished-writes.ts';
import { createImageHandler } from './images/protocol.ts';
import { openThumbnailCache } from './images/thumbnail-cache.ts';
import type { Emit } from './ipc/answer.ts';
import { createHandlers } from './ipc/handlers.ts';
import { registerHandlers } from './ipc/register.ts';
import { isOwnPage, originOf } from './ipc/sender.ts';
import { applicationMenu } from './menu.ts';
import { createPageHandler, PAGE_SCHEME, PAGE_URL } from './page.ts';
import { createPipeline } from './pipeline/host-client.ts';
import { openSettings } from './settings/settings.ts';
import { followTheme, systemFacts } from './system.ts';
import { createJobCenter } from './transfers/job-center.ts';
import { createSaves } from './transfers/save.ts';
import { createStaging } from './transfers/staging.ts';
import { confineSession, createWindow } from './window.ts';

/** Bytes of thumbnails that stay on disk; the least recently seen leave first. */
const THUMBNAIL_CACHE_BYTES = 512 * 1024 * 1024;

const start = readArguments(process.argv);
const outFolder = path.dirname(import.meta.dirname);
/** The development server's page, in development only. */
const developmentPage = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const pageUrl = developmentPage ?? PAGE_URL;
// The terminal belongs to the person, and to the tour's list; the log is a file.
// A defect in main is written down instead of shown in a dialog that nobody can act on; the window goes on.
log.errorHandler.startCatching({ showDialog: false });
log.transports.console.level = developmentPage === undefined ? 'error' : 'debug';

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
  const userData = app.getPath('userData');
  const tempFolder = path.join(userData, 'temp');
  await sweepTemporaries(tempFolder);
  // On a full disk the window still shows pictures; what needs the folder says why it cannot.
  await mkdir(tempFolder, { recursive: true }).catch((reason: unknown) => log.warn('no temporary folder:', reason));

  let window: BrowserWindow | null = null;
  const emit: Emit = (event, payload) => {
    if (window !== null && !window.isDestroyed()) window.webContents.send(event, payload);
  };
  const settings = await openSettings(path.join(userData, 'settings.json'), systemFacts());
  followTheme(settings.get().theme);
  const startHost = childStarter();
  const pipeline = createPipeline({ hostPath: childBundle('host.js'), nodePath: null, startHost });
  const cache = await openThumbnailCache(path.join(userData, 'thumbnails'), { maxBytes: THUMBNAIL_CACHE_BYTES });
  const jobs = createJobCenter({ onChange: (all) => emit('jobs/changed', { jobs: all }) });
  const watch = await openUnfinishedWrites(path.join(userData, 'unfinished.json'));
  const saves = createSaves({ jobs, pipeline, tempFolder, watch });
  const staging = createStaging({ pipeline });
  const saved = openSavedConnections(path.join(userData, 'connections.json'));
  const demo = createDemo({
    startProcess: startHost,
    serverPath: childBundle('demo-server.js'),
    cacheFolder: path.join(userData, 'demo'),
    onGroup: (objects) => {
      const open = connections.current();
      if (open?.summary.kind !== 'demo') return;
      open.catalogue.addObjects(objects).catch((reason: unknown) => log.warn('not shown:', toAppError(reason).code));
    },
  });
  const connections: Connections = createConnections({
    pipeline,
    cache,
    tempFolder,
    emit,
    saved,
    indexFolder: path.join(userData, 'names'),
    openDemoBucket: demo.openBucket,
    onUnsaved: (reason) => log.warn('connection not remembered:', toAppError(reason).code),
    async beforeClose(connectionId) {
      staging.stop(connectionId);
      saves.discardAll(connectionId);
      await jobs.cancelAll(connectionId);
    },
  });
  const resume = startResume(connections, await lastOpen(saved));
  resume.ended.catch((reason: unknown) => log.warn('could not reopen:', toAppError(reason).code));

  servePage(connections);
  Menu.setApplicationMenu(applicationMenu(process.platform));
  window = createWindow({ preload: path.join(outFolder, 'preload', 'preload.cjs'), pageUrl, stateFolder: userData });
  const shown = window;
  const { tourFolder } = start;
  const dialogs = tourFolder === null ? createDialogs(() => shown) : tourDialogs(tourFolder);
  const own = { webContentsId: shown.webContents.id, origin: originOf(pageUrl) ?? '' };
  registerHandlers(
    createHandlers({
      connections,
      saved,
      resume,
      dialogs,
      settings,
      jobs,
      staging,
      saves,
      pipeline,
      tempFolder,
      emit,
      onLeftBehind: (keys, error) => log.warn(`left behind ${keys.length} objects:`, error.code),
    }),
    {
      isOwnPage: (event) => isOwnPage(event, own),
      onFailure: (channel, error) => log.info(`${channel}: ${error.code}`),
    },
  );
  app.on('second-instance', () => (shown.isDestroyed() ? app.relaunch() : focus(shown)));
  app.on('window-all-closed', () => app.quit());
  app.on(
    'will-quit',
    leaveOnce(async () => {
      demo.close();
      await connections.close();
      await pipeline.close();
      await cache.close();
    }),
  );
  if (tourFolder === null) return;
  await resume.ended;
  await tour({ window: shown, folder: tourFolder, demo, pipeline });
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
