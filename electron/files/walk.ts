import type { Dirent, Stats } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type AppError, AppFailure, toAppError } from '../../shared/app-error.ts';
import { readFailure } from './file-error.ts';

/** What systems leave in folders of pictures; nobody meant to drop it. */
const SYSTEM_FILES = new Set(['thumbs.db', 'desktop.ini', 'ehthumbs.db', '$recycle.bin', '__macosx']);

export interface SourceFile {
  kind: 'file';
  path: string;
  bytes: number;
  /** Last change in ms since the epoch, as the file system gives it. */
  modified: number;
  /** The dropped folder and those inside it that lead here, `a/b`; empty for a file that was dropped itself. */
  folder: string;
}

/** A dropped path, or one found in a dropped folder, that cannot be read. */
export interface UnreadableSource {
  kind: 'unreadable';
  path: string;
  error: AppError;
}

interface WalkOptions {
  signal: AbortSignal;
  /** Called with the number of files and folders looked at so far. */
  onLooked?: (looked: number) => void;
}

/**
 * The files of dropped `paths`, folders gone through to any depth, one at a time as they are asked for. Hidden files
 * and what systems leave behind are passed over inside folders; symbolic links are followed, but no folder is entered
 * twice. What cannot be read is yielded with its reason and the rest goes on.
 */
export async function* walkSources(
  paths: readonly string[],
  { signal, onLooked }: WalkOptions,
): AsyncGenerator<SourceFile | UnreadableSource> {
  const entered = new Set<string>();
  let looked = 0;
  // A stack of what is still open instead of recursion: depth costs memory, never the call stack.
  const waiting: Waiting[] = paths.map((file) => ({ file, folder: '' })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    signal.throwIfAborted();
    const found = await look(next, entered);
    onLooked?.(++looked);
    if (found.kind === 'folder') waiting.push(...found.entries);
    else if (found.kind !== 'passed') yield found;
  }
}

interface Waiting {
  file: string;
  folder: string;
}

type Found = SourceFile | UnreadableSource | { kind: 'folder'; entries: Waiting[] } | { kind: 'passed' };

async function look(next: Waiting, entered: Set<string>): Promise<Found> {
  const { file, folder } = next;
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) return await enter(next, entered);
    return ofFile(file, stats, folder);
  } catch (thrown) {
    return { kind: 'unreadable', path: file, error: toAppError(readFailure(thrown, file)) };
  }
}

function ofFile(file: string, stats: Stats, folder: string): Found {
  // Pipes, sockets and devices could be read for ever.
  if (!stats.isFile()) throw new AppFailure({ code: 'not-readable', path: file });
  return { kind: 'file', path: file, bytes: stats.size, modified: stats.mtimeMs, folder };
}

async function enter({ file, folder }: Waiting, entered: Set<string>): Promise<Found> {
  // As big integers: NTFS numbers its files beyond what a double holds.
  const { dev, ino } = await stat(file, { bigint: true });
  const identity = `${dev} ${ino}`;
  if (entered.has(identity)) return { kind: 'passed' };
  entered.add(identity);
  const names: string[] = [];
  for await (const entry of await opendir(file)) if (isMeant(entry)) names.push(entry.name);
  const inside = [folder, path.basename(path.resolve(file)).normalize('NFC')].filter((part) => part !== '').join('/');
  // In order of name, and reversed because the stack is taken from its end.
  const inOrder = names.sort().reverse();
  return { kind: 'folder', entries: inOrder.map((name) => ({ file: path.join(file, name), folder: inside })) };
}

function isMeant(entry: Dirent): boolean {
  return !entry.name.startsWith('.') && !SYSTEM_FILES.has(entry.name.toLowerCase());
}
