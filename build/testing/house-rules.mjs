/**
 * The few rules of this repository that no linter knows.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { repository } from '../set-up/repository.mjs';

const FOLDERS = ['shared', 'electron', 'renderer', 'build', 'test'];
const SOURCE = /\.(ts|tsx|mjs|css)$/;
/** From 300 lines on a file asks to be split by meaning; one that is longer than this has not been asked. */
const MAX_LINES = 400;

/** @type {readonly { pattern: RegExp, allowed: RegExp, message: string }[]} */
const PATTERNS = [
  {
    pattern: /\bipcMain\./,
    allowed: /^electron\/ipc\//,
    message: 'ipcMain is used in electron/ipc only',
  },
  {
    pattern: /\bipcRenderer\./,
    allowed: /^electron\/(key-)?preload\.ts$/,
    message: 'ipcRenderer is used in the preload scripts only',
  },
  {
    pattern: /\bconst [A-Z_]+_MS\b|\b(timeout|setTimeout|delay)\(\d/,
    allowed: /^(?!electron\/s3\/)|^electron\/s3\/timeouts\.ts$/,
    message: 'how long a request waits stands in electron/s3/timeouts.ts only',
  },
  {
    pattern: /\b(TODO|FIXME|XXX)\b/,
    allowed: /^build\/testing\/house-rules\.mjs$/,
    message: 'what is to be done stands in an issue, not in a comment',
  },
];

/** @returns {Promise<string[]>} one line for each place where a rule is broken */
export async function brokenRules() {
  const files = (await Promise.all(FOLDERS.map(sourcesIn))).flat().sort();
  const broken = await Promise.all(
    files.map(async (path) => brokenIn(relative(repository, path).split(sep).join('/'), await readFile(path, 'utf8'))),
  );
  return broken.flat();
}

/**
 * @param {string} path within the repository
 * @param {string} content
 * @returns {string[]}
 */
function brokenIn(path, content) {
  const lines = content.split('\n');
  const found = PATTERNS.filter(({ allowed }) => !allowed.test(path)).flatMap(({ pattern, message }) =>
    lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${message}`] : [])),
  );
  if (lines.length > MAX_LINES)
    found.push(`${path}: ${lines.length} lines, more than ${MAX_LINES}: split it by meaning`);
  return found;
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
async function sourcesIn(folder) {
  const entries = await readdir(join(repository, folder), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
