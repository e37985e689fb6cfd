import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { removeTemporary, TEMPORARY_PREFIX, type TemporaryWatch } from './write.ts';

const paths = v.pipe(v.string(), v.parseJson(), v.array(v.string()));
/** Temporaries that cannot be removed now are remembered up to so many, the newest: a folder that is gone for good is no drive that comes back. */
const MAX_KEPT = 1_000;
/** So long the start waits for the sweep: a network drive that does not answer takes its time for every file. */
const SWEEP_WITHIN_MS = 2_000;

export interface UnfinishedWritesOptions {
  /** For tests. */
  sweepWithinMs?: number;
  /** For tests: answers whether a temporary is certainly gone. */
  remove?: (temporary: string) => Promise<boolean>;
}

/**
 * Remembers in `file` which temporaries lie in folders of the person's, and first removes those that a run which was
 * killed left there: only the very files that it noted, and only under this app's name for temporaries. One that cannot be
 * reached (its drive is not there) or resists is left to a later start; that takes no longer than a moment here, and goes on
 * beside all else. A list that cannot be read or written keeps nobody from saving.
 */
export async function openUnfinishedWrites(
  file: string,
  { sweepWithinMs = SWEEP_WITHIN_MS, remove = removeTemporary }: UnfinishedWritesOptions = {},
): Promise<TemporaryWatch> {
  const listed = await readFile(file, 'utf8').catch(() => '');
  const parsed = v.safeParse(paths, listed);
  const left = parsed.success ? parsed.output.filter(isTemporary).slice(-MAX_KEPT) : [];
  const open = new Set(left);
  const sweep = async (): Promise<void> => {
    // One after the other: what does not answer holds one thread, and not all.
    for (const temporary of left) if (await remove(temporary)) open.delete(temporary);
  };
  let turn: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  /** One after the other, each with the newest list; those who ask while one is written share the one after it. */
  const note = (): Promise<void> => {
    next ??= turn.then(() => {
      next = null;
      return (open.size === 0 ? rm(file, { force: true }) : replaceList(file, [...open])).catch(() => undefined);
    });
    turn = next;
    return next;
  };
  const late = new AbortController();
  await Promise.race([sweep().then(note), setTimeout(sweepWithinMs, undefined, { signal: late.signal })]);
  late.abort();
  return {
    begin(temporary) {
      open.add(temporary);
      return note();
    },
    end(temporary) {
      open.delete(temporary);
      return note();
    },
  };
}

/** A process that ends in the middle of this leaves the list as it was: other files may be on it. */
async function replaceList(file: string, open: readonly string[]): Promise<void> {
  const list = `${file}.new`;
  await writeFile(list, JSON.stringify(open));
  await rename(list, file);
}

const isTemporary = (file: string): boolean =>
  path.isAbsolute(file) && path.basename(file).startsWith(TEMPORARY_PREFIX) && file.endsWith('.part');
