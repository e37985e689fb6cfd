/**
 * What the app and its tests need of the system, on Debian and its descendants. Other systems bring it along or are left
 * to their owner.
 */
import { existsSync } from 'node:fs';
import { withLock } from './cache.mjs';
import { runQuietly } from './process.mjs';
import { say } from './say.mjs';

/** A display for machines without one. */
const DISPLAY_PACKAGES = ['xvfb', 'xauth'];
/** What Chromium links to, and fonts with Korean, Japanese, Latin and emoji. */
const RUNTIME_PACKAGES = [
  'libnss3',
  'libatk1.0-0',
  'libatk-bridge2.0-0',
  'libcups2',
  'libdrm2',
  'libgtk-3-0',
  'libgbm1',
  'libasound2',
  'libxss1',
  'libxtst6',
  'fonts-noto-cjk',
  'fonts-noto-core',
  'fonts-noto-color-emoji',
];
/** Types into native dialogs. */
const DIALOG_PACKAGES = ['xdotool'];
/** A keyring, and the bus that it is reached by. */
const KEYRING_PACKAGES = ['dbus', 'gnome-keyring', 'libsecret-1-0'];
/** A production S3 server with authentication, for tests. */
const S3_SERVER_PACKAGES = ['radosgw', 'ceph-mon', 'ceph-osd', 'ceph-mgr', 'ceph-common'];

/** How long apt waits for another process that installs packages. */
const APT_LOCK_SECONDS = 300;
/** dpkg-query's own placeholders: one line `installed <name>` for each package that is there. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: these are dpkg-query's, not JavaScript's
const DPKG_FORMAT = '-f=${db:Status-Status} ${Package}\n';
const INSTALLED = 'installed ';
const APT_TIMEOUT_MS = 6 * 60_000;

/** @returns {boolean} whether a window can be opened without help */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** @returns {boolean} */
export function isRoot() {
  return process.getuid?.() === 0;
}

/** Installs what the app needs, or prints the command that does. A failure is told and not fatal: Electron says more. */
export async function ensureRuntimePackages() {
  const reason = await ensurePackages([...(hasDisplay() ? [] : DISPLAY_PACKAGES), ...RUNTIME_PACKAGES]);
  if (reason) say(reason);
}

/** Installs what the end-to-end tests need besides. */
export async function ensureTestPackages() {
  const reason = await ensurePackages([
    ...DISPLAY_PACKAGES,
    ...RUNTIME_PACKAGES,
    ...DIALOG_PACKAGES,
    ...KEYRING_PACKAGES,
  ]);
  if (reason) say(reason);
}

/** @returns {Promise<string | null>} why there is no Ceph gateway to test with, or null if there is one */
export async function ensureS3Server() {
  if (process.platform !== 'linux') return 'the Ceph gateway runs on Linux only';
  return ensurePackages(S3_SERVER_PACKAGES);
}

/**
 * @param {readonly string[]} names
 * @returns {Promise<string | null>} null when all are there, else a sentence that says why not
 */
async function ensurePackages(names) {
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg-query')) return null;
  const missing = await missingPackages(names);
  if (missing.length === 0) return null;
  if (!isRoot()) {
    return `system packages are missing; install them with: sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  }
  return withLock('apt', () => installPackages(missing));
}

/**
 * @param {readonly string[]} names
 * @returns {Promise<string | null>} null after success, else why not
 */
async function installPackages(names) {
  say(`installing system packages: ${names.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-qq', '-y', '--no-install-recommends', '-o', `DPkg::Lock::Timeout=${APT_LOCK_SECONDS}`];
  await runQuietly('apt-get', ['-qq', 'update'], { env, timeoutMs: APT_TIMEOUT_MS });
  const named = await Promise.all(names.map(nameInThisRelease));
  const { code, output } = await runQuietly('apt-get', ['install', ...options, ...named], {
    env,
    timeoutMs: APT_TIMEOUT_MS,
  });
  if (code === 0) return null;
  return `apt-get could not install ${named.join(' ')}: ${output.trim().split('\n').at(-1)}`;
}

/**
 * @param {readonly string[]} names
 * @returns {Promise<string[]>} those that are not installed, under either of the names that releases give them
 */
async function missingPackages(names) {
  const asked = names.flatMap((name) => [name, `${name}t64`]);
  const { output } = await runQuietly('dpkg-query', ['-W', DPKG_FORMAT, ...asked]);
  const lines = output.split('\n').filter((line) => line.startsWith(INSTALLED));
  const installed = new Set(lines.map((line) => line.slice(INSTALLED.length)));
  return names.filter((name) => !installed.has(name) && !installed.has(`${name}t64`));
}

/**
 * Since the change to 64-bit times newer releases carry some libraries under a name that ends in t64.
 * @param {string} name
 * @returns {Promise<string>}
 */
async function nameInThisRelease(name) {
  const { output } = await runQuietly('apt-cache', ['policy', name, `${name}t64`]);
  const hasCandidate = (/** @type {string} */ section) => /Candidate: (?!\(none\))/.test(section);
  const sections = output.split(/^(?=\S)/m);
  const own = sections.find((section) => section.startsWith(`${name}:`));
  const renamed = sections.find((section) => section.startsWith(`${name}t64:`));
  return !(own && hasCandidate(own)) && renamed && hasCandidate(renamed) ? `${name}t64` : name;
}
