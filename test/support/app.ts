import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CDPSession, type ElectronApplication, _electron as electron, type Page } from 'playwright';
import type {} from '../../renderer/api.ts';

const repository = join(import.meta.dirname, '../..');
/** The demo's drawings, shared by the launches of a test run: each would take 20 s to draw them anew. */
export const demoCache = join(repository, 'node_modules/.cache/contact-sheet/demo');
const START_LIMIT_MS = 45_000;
const QUIT_LIMIT_MS = 10_000;
/** Any single step in the window, also while the other core is busy. */
const STEP_LIMIT_MS = 20_000;
const OWNER_ONLY = 0o600;

export interface AwsProfile {
  name: string;
  accessKeyId: string;
  secretAccessKey: string;
  region?: string;
}

/** What stands in the AWS files of a person's home. */
export interface AwsHomeFiles {
  config: string;
  credentials?: string;
}

export interface LaunchOptions {
  args?: readonly string[];
  /** The language of the settings; `system` leaves it to `env`. */
  language?: 'en' | 'ko' | 'system';
  theme?: 'light' | 'dark';
  env?: Readonly<Record<string, string>>;
  profiles?: readonly AwsProfile[];
  /** A home with these files in ~/.aws, in place of `profiles`; logins to SSO are kept below it. */
  awsHome?: AwsHomeFiles;
  /** The data folder of an earlier launch, to start again where it ended. It is then not removed. */
  userData?: string;
  /** A module that Electron loads before the app. */
  loadFirst?: string;
  /** The executable of a packaged app, in place of the built sources. */
  executablePath?: string;
}

/** The real app with a data folder, a home and AWS files of its own. */
export interface RunningApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly userData: string;
  /** The folder of the AWS files of a launch with `awsHome`. */
  readonly awsFolder: string;
  /** Every process of Electron: main, renderer, GPU, utilities. */
  pids(): Promise<number[]>;
  /** The next save dialogs answer with this path; null stands for a dismissed dialog. */
  answerSaveDialog(path: string | null): Promise<void>;
  /** The next open dialogs answer with these paths. */
  answerOpenDialog(paths: readonly string[]): Promise<void>;
  /** Drops files and folders of the disk onto the middle of the window. */
  drop(paths: readonly string[]): Promise<void>;
  /** Quits the app and keeps its data folder. */
  quit(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the built app and waits for its window. The caller closes it. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const home = await mkdtemp(join(tmpdir(), 'contact-sheet-e2e-'));
  const userData = options.userData ?? join(home, 'data');
  await mkdir(userData, { recursive: true });
  if (options.userData === undefined) await furnish(userData, options);
  const app = await electron.launch({
    ...(options.executablePath === undefined ? {} : { executablePath: options.executablePath }),
    args: [
      ...sandboxSwitch(),
      ...(options.loadFirst === undefined ? [] : ['-r', options.loadFirst]),
      ...(options.executablePath === undefined ? [repository] : []),
      ...(options.args ?? []),
    ],
    env: {
      ...environment(),
      ...(options.awsHome === undefined
        ? await awsFiles(home, options.profiles ?? [])
        : await furnishHome(home, options.awsHome)),
      CONTACT_SHEET_USER_DATA: userData,
      ...options.env,
    },
    timeout: START_LIMIT_MS,
  });
  evaluatePatiently(app);
  // Once it has ended, Playwright does not answer this any more.
  const child = app.process();
  const page = await app.firstWindow({ timeout: START_LIMIT_MS });
  page.setDefaultTimeout(STEP_LIMIT_MS);
  const quit = (): Promise<void> => quitOrKill(app, child);
  return {
    electron: app,
    page,
    userData,
    awsFolder: awsFolderIn(home),
    pids: () => app.evaluate(({ app: main }) => main.getAppMetrics().map(({ pid }) => pid)),
    answerSaveDialog: (path) => answerSaveDialog(app, path),
    answerOpenDialog: (paths) => answerOpenDialog(app, paths),
    drop: (paths) => drop(page, paths),
    quit,
    async close() {
      await quit();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The built app as a command of its own, for a test that only waits for its end. */
export function electronCommand(args: readonly string[]): {
  command: [string, ...string[]];
  env: Record<string, string>;
} {
  // In plain Node the package's one export is the path of the runtime.
  const executable: string = createRequire(import.meta.url)('electron');
  return { command: [executable, ...sandboxSwitch(), repository, ...args], env: environment() };
}

/** Chromium refuses to run its sandbox as root. */
const sandboxSwitch = (): string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);

async function furnish(userData: string, { language = 'en', theme = 'light' }: LaunchOptions): Promise<void> {
  await mkdir(demoCache, { recursive: true });
  await symlink(demoCache, join(userData, 'demo'), 'junction');
  await writeFile(join(userData, 'settings.json'), JSON.stringify({ language, theme }));
}

/** The files that the SDK's loader reads, with these profiles only. */
async function awsFiles(home: string, profiles: readonly AwsProfile[]): Promise<Record<string, string>> {
  const credentials = profiles.map(
    ({ name, accessKeyId, secretAccessKey }) =>
      `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  const config = profiles.map(({ name, region }) => {
    const section = name === 'default' ? name : `profile ${name}`;
    return `[${section}]\n${region === undefined ? '' : `region = ${region}\n`}`;
  });
  const files = { credentials: join(home, 'aws-credentials'), config: join(home, 'aws-config') };
  await writeFile(files.credentials, credentials.join('\n'));
  await writeFile(files.config, config.join('\n'));
  return {
    AWS_SHARED_CREDENTIALS_FILE: files.credentials,
    AWS_CONFIG_FILE: files.config,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

const awsFolderIn = (home: string): string => join(home, '.aws');

/** The files where everything looks that is told of no others. */
async function furnishHome(home: string, { config, credentials }: AwsHomeFiles): Promise<Record<string, string>> {
  await mkdir(awsFolderIn(home));
  await writeFile(join(awsFolderIn(home), 'config'), config);
  if (credentials !== undefined)
    await writeFile(join(awsFolderIn(home), 'credentials'), credentials, { mode: OWNER_ONLY });
  return { HOME: home, USERPROFILE: home, AWS_EC2_METADATA_DISABLED: 'true' };
}

function environment(): Record<string, string> {
  const given = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    // A test started by hand has not been through the set-up that gives these.
    CONTACT_SHEET_NODE: process.execPath,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...Object.fromEntries(given.filter(([name]) => !isOfTheRun(name))),
  };
}

/** What the person who runs the tests has set for something else, keys above all. */
const isOfTheRun = (name: string): boolean =>
  name === 'ELECTRON_RUN_AS_NODE' ||
  name === 'NODE_OPTIONS' ||
  (name.startsWith('AWS_') && !name.startsWith('AWS_SDK_JS'));

const answerSaveDialog = (app: ElectronApplication, path: string | null): Promise<void> =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: filePath === null, filePath: filePath ?? '' });
  }, path);

const answerOpenDialog = (app: ElectronApplication, paths: readonly string[]): Promise<void> =>
  app.evaluate(
    ({ dialog }, filePaths) => {
      dialog.showOpenDialog = async () => ({ canceled: filePaths.length === 0, filePaths });
    },
    [...paths],
  );

/** As Chromium gets it from the system, with real paths. */
async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const { width, height } = await page.evaluate(() => ({ width: window.innerWidth, height: window.innerHeight }));
  const place = { x: Math.round(width / 2), y: Math.round(height / 2) };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...place, data });
  }
  await session.detach();
}

/** Whoever ends a test with work under way means it. */
const answerYes = (app: ElectronApplication): Promise<void> =>
  app.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
  });

/** Asks the app to quit; one that does not is ended, so that no test leaves a process behind. */
async function quitOrKill(app: ElectronApplication, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const timer = setTimeout(() => child.kill('SIGKILL'), QUIT_LIMIT_MS);
  await answerYes(app).catch(() => undefined);
  await app.close().catch(() => undefined);
  await ended;
  clearTimeout(timer);
}

/**
 * Main's debugger sometimes lets the promise go that Playwright waits for, though the function has run: it is run once
 * more. What tests have main do is the same the second time.
 */
function evaluatePatiently(app: ElectronApplication): void {
  const evaluate = app.evaluate.bind(app);
  const again: ElectronApplication['evaluate'] = async (...what: Parameters<typeof evaluate>) => {
    try {
      return await evaluate(...what);
    } catch (thrown) {
      if (!String(thrown).includes('promise was garbage collected')) throw thrown;
      return await evaluate(...what);
    }
  };
  app.evaluate = again;
}
