import path from 'node:path';
import { app, type BrowserWindow, shell } from 'electron';
import { toAppError } from '../shared/app-error.ts';
import { type BrokenOff, brokenOff } from '../shared/broken-off.ts';
import type { Request } from '../shared/contract.ts';
import { languageOf } from '../shared/settings.ts';
import type { Arguments } from './arguments.ts';
import { type Resume, startResume } from './connections/resume.ts';
import type { SavedConnections } from './connections/saved-connections.ts';
import type { KeyPrompts } from './credentials/credentials.ts';
import { createKeyPrompts } from './credentials/key-prompts.ts';
import { createKeyWindows } from './credentials/key-window.ts';
import { askToQuit, electronDesktop } from './desktop/electron-desktop.ts';
import { createJobSigns } from './desktop/job-signs.ts';
import { createDialogs, type Dialogs } from './files/dialogs.ts';
import type { Emit, Handlers } from './ipc/answer.ts';
import { createHandlers } from './ipc/handlers.ts';
import { startDrag } from './ipc/start-drag.ts';
import { log, startLog } from './log.ts';
import { keyPageUrl } from './page.ts';
import { type KeyPromptNeeds, type Services, startServices } from './services.ts';
import type { SettingsStore } from './settings/settings.ts';
import { followTheme } from './system.ts';

/** What main has made ready by the time that the page is on its way. */
export interface ServedWindow {
  window: BrowserWindow;
  start: Arguments;
  settings: SettingsStore;
  /** Of the bundles. */
  outFolder: string;
  dataFolder: string;
  /** The development server's page, in development only. */
  developmentPage: string | undefined;
  /** Serves the pages of the app's own scheme; null where the development server does. */
  servePages: ((request: { url: string; method: string }) => Promise<Response>) | null;
  /** The window has its first pictures. */
  calm: Promise<void>;
}

/** What is at work behind a window. */
export interface Served {
  services: Services;
  handlers: Handlers;
  /** What the end of the run would break off and a person is to be asked about; null where nothing is. */
  brokenOff(): BrokenOff | null;
  /** True where the person wants the app to end all the same. */
  askToQuit(work: BrokenOff): Promise<boolean>;
}

/**
 * Starts all that works behind the window, and opens what was open the last time. Its module is read from the disk while the
 * page's process starts: it brings most of the program with it.
 */
export async function serveWindow(served: ServedWindow): Promise<Served> {
  const { window, start, settings, dataFolder, calm } = served;
  startLog(start, { isDevelopment: served.developmentPage !== undefined });
  const emit: Emit = (event, payload) => {
    if (!window.isDestroyed()) window.webContents.send(event, payload);
  };
  const signs = createJobSigns(electronDesktop(window), () => languageOf(settings.get()));
  window.on('focus', signs.cameToFront);
  app.once('will-quit', signs.close);
  const services = await startServices(dataFolder, {
    emit,
    onJobs: signs.jobsChanged,
    settings,
    outFolder: served.outFolder,
    calm,
    createKeyPrompts: (needs) => keyPrompts(needs, served),
    openBrowser: (address) => shell.openExternal(address),
  });
  const resume = startResume(services.connections, await lastOpen(services.saved, start));
  resume.ended.catch((reason: unknown) => log.warn('could not reopen:', toAppError(reason).code));
  const handlers = createHandlers({
    ...services,
    resume,
    dialogs: await dialogsOf(served),
    emit,
    startDrag: (files) => startDrag(window, files),
    onTheme: followTheme,
  });
  if (start.tourFolder !== null) void tour(served, services, resume, start.tourFolder);
  return {
    services,
    handlers,
    // A tour ends by itself, with nobody there to answer.
    brokenOff: () => (start.tourFolder === null ? brokenOff(services.jobs.list(), endsWithRun(services)) : null),
    askToQuit: (work) => quitsOver(services.jobs, () => askToQuit(window, languageOf(settings.get()), work)),
  };
}

/** Nothing begins while the person is asked, nor after a yes: a delete that could be undone a moment ago is not sent. */
async function quitsOver(jobs: Pick<Services['jobs'], 'hold'>, ask: () => Promise<boolean>): Promise<boolean> {
  const release = jobs.hold();
  const isYes = await ask().catch(() => false);
  if (!isYes) release();
  return isYes;
}

/** The demo's bucket lives in the memory of a process of this run. */
const endsWithRun =
  ({ connections }: Services) =>
  (connectionId: string): boolean =>
    connections.find(connectionId)?.summary.kind === 'demo';

/** Asks for keys and codes in windows of their own, in front of the main one. */
function keyPrompts({ settings, ...parts }: KeyPromptNeeds, served: ServedWindow): KeyPrompts {
  const openWindow = createKeyWindows({
    owner: () => served.window,
    preload: path.join(served.outFolder, 'preload', 'key-preload.cjs'),
    pageUrl: keyPageUrl(served.developmentPage),
    serve: served.servePages,
    language: () => languageOf(settings.get()),
    hasKeyring: parts.keyStore.hasKeyring,
    onFailure: (channel, error) => log.info(`${channel}: ${error.code}`),
  });
  return createKeyPrompts({ openWindow, ...parts });
}

/** The demo where that is asked for, else the connection of the last time, if there was one. */
async function lastOpen(saved: SavedConnections, { demo }: Arguments): Promise<Request<'connections/open'> | null> {
  if (demo) return { kind: 'demo' };
  const last = await saved.last();
  return last === null ? null : { kind: 'saved', savedId: last.savedId };
}

async function dialogsOf({ window, start: { tourFolder } }: ServedWindow): Promise<Dialogs> {
  if (tourFolder === null) return createDialogs(() => window);
  const { tourDialogs } = await import('./demo/tour.ts');
  return tourDialogs(tourFolder);
}

/** Performs the main job once and ends the app: with 0 where all went well, else with 1 and the reason. */
async function tour({ window }: ServedWindow, services: Services, resume: Resume, folder: string): Promise<void> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  try {
    await resume.ended;
    const { runTour } = await import('./demo/tour.ts');
    await runTour({ window, folder, demo: services.demo, pipeline: services.pipeline, print });
    app.quit();
  } catch (thrown) {
    print(`the tour broke off: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    app.exit(1);
  }
}
