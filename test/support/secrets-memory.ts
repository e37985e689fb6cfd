/** The memory of the main window, as bytes to look through. */
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright';
import type { Haystack } from './secrets.ts';

/** For the app's start: V8 keeps 1,024 characters of each string in a snapshot otherwise. */
export const WHOLE_STRINGS_SWITCH = '--js-flags=--heap-snapshot-string-limit=100000000';
/** More than this in one piece is address space that V8 or Chromium set aside, not memory in use. */
const LARGEST_REGION_BYTES = 1024 * 1024 * 1024;

/** The JavaScript heap of the main window, of its page and of the preload. */
export async function heapOf(app: ElectronApplication): Promise<Haystack> {
  const folder = await mkdtemp(join(tmpdir(), 'contact-sheet-heap-'));
  try {
    const file = join(folder, 'heap.json');
    await app.evaluate(({ BrowserWindow }, path) => {
      const [window] = BrowserWindow.getAllWindows();
      return window?.webContents.takeHeapSnapshot(path);
    }, file);
    return { where: 'heap', bytes: await readFile(file) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * All that the main window's process can write to, where the system lets it be read (Linux); null elsewhere. It has what
 * the heap leaves out: the text of fields, messages that came, and what was freed and not yet overwritten. Also what
 * the system itself puts there: the environment.
 */
export async function processMemoryOf(app: ElectronApplication): Promise<Haystack[] | null> {
  const pid = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId());
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8').catch(() => null);
  const memory = await open(`/proc/${pid}/mem`).catch(() => null);
  if (maps === null || memory === null) return null;
  try {
    const pieces: Haystack[] = [];
    for (const { start, length, name } of writableRegions(maps)) {
      const bytes = Buffer.alloc(length);
      // A region that was given back meanwhile cannot be read.
      const read = await memory.read(bytes, 0, length, start).catch(() => null);
      if (read !== null) pieces.push({ where: `memory ${name}`, bytes: bytes.subarray(0, read.bytesRead) });
    }
    return pieces;
  } finally {
    await memory.close();
  }
}

/** As `/proc/<pid>/maps` lists them (proc(5)): `from-to rw-p offset device inode name`. Not those for machine code. */
function writableRegions(maps: string): { start: number; length: number; name: string }[] {
  return maps.split('\n').flatMap((line) => {
    const [, from = '', to = '', name = ''] = /^([\da-f]+)-([\da-f]+) rw-\S \S+ \S+ \S+\s*(.*)$/.exec(line) ?? [];
    const start = Number.parseInt(from, 16);
    const length = Number.parseInt(to, 16) - start;
    return from === '' || length > LARGEST_REGION_BYTES ? [] : [{ start, length, name: `${from} ${name}`.trim() }];
  });
}
