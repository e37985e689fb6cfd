import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { vi } from 'vitest';

const run = promisify(execFile);
const PROGRAMS = ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon'] as const;
const STARTED_WITHIN_MS = 10_000;
const BUS_NAME = 'org.freedesktop.secrets';

/**
 * Playwright's own module switches the keyring off, so that no test touches a person's. This one is a test's own, and its
 * module is loaded after Playwright's.
 */
const USE_KEYRING = `
const { commandLine } = require('electron').app;
commandLine.removeSwitch('password-store');
commandLine.appendSwitch('password-store', 'gnome-libsecret');
`;

/** A keyring with a folder and a session bus of its own, unlocked. */
export interface Keyring {
  /** For an app that is to use it. */
  env: Readonly<Record<string, string>>;
  /** A module for Electron to load first. */
  loadFirst: string;
  stop(): Promise<void>;
}

/** Why there can be no keyring here; null where there can. Reads once, when the tests are collected. */
export async function keyringMissing(): Promise<string | null> {
  if (process.platform !== 'linux') return 'a keyring of a test’s own is started on Linux only';
  for (const program of PROGRAMS) {
    const isThere = await run('sh', ['-c', `command -v ${program}`]).then(
      () => true,
      () => false,
    );
    if (!isThere) return `${program} is not installed`;
  }
  return null;
}

export async function startKeyring(): Promise<Keyring> {
  const home = await mkdtemp(join(tmpdir(), 'contact-sheet-keyring-'));
  const runtime = join(home, 'run');
  await mkdir(runtime, { mode: 0o700 });
  const own = { PATH: process.env.PATH ?? '', HOME: home, XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: join(home, 'data') };
  const bus = spawn('dbus-daemon', ['--session', '--print-address', '--nofork', '--nopidfile'], {
    env: own,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = await firstLine(bus);
  const env = { ...own, DBUS_SESSION_BUS_ADDRESS: address };
  const daemon = spawn('gnome-keyring-daemon', ['--unlock', '--components=secrets', '--foreground'], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  daemon.stdin.end('the password of a test');
  await waitForName(env);
  const loadFirst = join(home, 'use-keyring.cjs');
  await writeFile(loadFirst, USE_KEYRING);
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: address },
    loadFirst,
    async stop() {
      await end(daemon);
      await end(bus);
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('expected a pipe for the address of the bus but found none');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('expected the address of the bus but received none');
}

/** Resolves once the keyring has taken its name on the bus. */
async function waitForName(env: Record<string, string>): Promise<void> {
  const ask = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner'];
  await vi.waitFor(
    async () => {
      const { stdout } = await run('dbus-send', [...ask, `string:${BUS_NAME}`], { env });
      if (!stdout.includes('boolean true')) throw new Error('expected a keyring on the bus but found none');
    },
    { timeout: STARTED_WITHIN_MS, interval: 100 },
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}
