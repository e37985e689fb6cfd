import { randomBytes } from 'node:crypto';
import { chmod, type FileHandle, link, lstat, open, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { AppFailure } from '../../shared/app-error.ts';
import { readFailure, writeFailure } from './file-error.ts';

/** Begins the name of every temporary file of this app; hidden, and recognisable when one is left over. */
export const TEMPORARY_PREFIX = '.contact-sheet-';
/** The part of a file's mode that says who may do what. */
const PERMISSIONS = 0o777;
const COPY_CHUNK = 1024 * 1024;

type WriteSource = { fromFile: string } | { content: Buffer | string } | { stream: Readable };

export interface WriteOptions {
  signal: AbortSignal;
  /** Called with the bytes written so far. */
  onWritten?: (bytes: number) => void;
  watch?: TemporaryWatch;
  /** Who may do what with the file, from its first byte on. Where absent, what held for the old file. */
  mode?: number;
}

/**
 * Told of every temporary beside a target before it is made and once it is gone, should the process end in between, or the
 * folder be out of reach by then.
 */
export interface TemporaryWatch {
  begin(temporary: string): Promise<void>;
  end(temporary: string): Promise<void>;
}

/** A path in `folder` that nothing has yet; the name is short and unguessable, and the sweep of the next start knows it. */
export function temporaryIn(folder: string, suffix: string): string {
  return path.join(folder, `${TEMPORARY_PREFIX}${randomBytes(9).toString('hex')}${suffix}`);
}

/** One beside `target`, on the same file system so that a rename can replace it. */
export const temporaryBeside = (target: string): string => temporaryIn(path.dirname(target), '.part');

/**
 * Writes `target` whole or not at all: a temporary file in the same folder, flushed, renamed over, the folder flushed.
 * Whatever fails, the old file is intact and nothing is left beside it. Answers the bytes written. Fails with
 * `disk-full`, `not-writable` (path of the target), `file-not-found` or `not-readable` (of the source).
 */
export async function writeAtomically(target: string, source: WriteSource, options: WriteOptions): Promise<number> {
  const produce = async (temporary: string): Promise<number> => {
    options.signal.throwIfAborted();
    const file = await open(temporary, 'wx', options.mode);
    try {
      return await fill(file, source, options);
    } finally {
      await file.close();
    }
  };
  return replaceAtomically(target, produce, options.watch, options.mode);
}

/**
 * As {@link writeAtomically} for a `produce` that writes the temporary file by itself (it must not exist before; say a
 * download). Answers what `produce` answers.
 */
export async function replaceAtomically<T>(
  target: string,
  produce: (temporary: string) => Promise<T>,
  watch?: TemporaryWatch,
  mode?: number,
): Promise<T> {
  // Over a symbolic link the file it points to is meant, not the link.
  return replaceEntry(await realpath(target).catch(() => target), { target, produce, watch, mode });
}

/**
 * As {@link replaceAtomically} for a name that nobody chose one by one: a symbolic link there goes itself, and what it points to,
 * wherever that lies, stays.
 */
export const replaceInFolder = <T>(
  target: string,
  produce: (temporary: string) => Promise<T>,
  watch?: TemporaryWatch,
): Promise<T> => replaceEntry(target, { target, produce, watch, mode: undefined });

interface Replacement<T> {
  /** As it is told to a person. */
  target: string;
  produce: (temporary: string) => Promise<T>;
  watch: TemporaryWatch | undefined;
  mode: number | undefined;
}

async function replaceEntry<T>(file: string, { target, produce, watch, mode }: Replacement<T>): Promise<T> {
  const temporary = temporaryBeside(file);
  await begin(temporary, target, watch);
  let isGone = true;
  try {
    const result = await produce(temporary);
    await (mode === undefined ? keepMode(file, temporary) : chmod(temporary, mode));
    await flush(temporary, 'r+');
    await rename(temporary, file);
    await flushFolder(path.dirname(file));
    return result;
  } catch (thrown) {
    // The cause is worth more than a temporary that resists; the sweep takes it later.
    isGone = await removeTemporary(temporary);
    throw writeFailure(namingTarget(thrown, temporary, target), target);
  } finally {
    if (isGone) await watch?.end(temporary);
  }
}

/** Nothing is begun in a folder that is not there: of what was, only its reach tells whether it is gone. */
async function begin(temporary: string, target: string, watch: TemporaryWatch | undefined): Promise<void> {
  if (watch === undefined) return;
  await stat(path.dirname(temporary)).catch((thrown: unknown) => {
    throw writeFailure(thrown, target);
  });
  await watch.begin(temporary);
}

/** Removes a temporary and answers whether it is certainly gone: it is not where its folder was moved, or its drive pulled out. */
export async function removeTemporary(temporary: string): Promise<boolean> {
  try {
    await rm(temporary, { force: true });
    return (await stat(path.dirname(temporary))).isDirectory();
  } catch {
    return false;
  }
}

/** How a file is written that must not take the place of another. */
interface NewFileOptions {
  watch?: TemporaryWatch | undefined;
  /** Another target in the same folder, where one has come to lie at the last; null where there is none. */
  elsewhere(): Promise<string | null>;
}

/**
 * As {@link replaceAtomically}, but over nothing: neither what lies at the target already nor what another program puts there
 * while the file is made. Answers null where no target is left.
 */
export async function createAtomically<T>(
  target: string,
  produce: (temporary: string) => Promise<T>,
  { watch, elsewhere }: NewFileOptions,
): Promise<T | null> {
  const temporary = temporaryBeside(target);
  await begin(temporary, target, watch);
  let isGone = false;
  try {
    const result = await produce(temporary);
    await flush(temporary, 'r+');
    let free: string | null = target;
    while (free !== null && !(await takeFreeName(temporary, free))) free = await elsewhere();
    // With the name that it was given the file is there whole.
    isGone = await removeTemporary(temporary);
    if (free !== null) await flushFolder(path.dirname(free));
    return free === null ? null : result;
  } catch (thrown) {
    isGone = await removeTemporary(temporary);
    throw writeFailure(namingTarget(thrown, temporary, target), target);
  } finally {
    if (isGone) await watch?.end(temporary);
  }
}

/** Answers whether the name was free, and the file has it now, beside its own or in its place. A rename would take it from another. */
async function takeFreeName(temporary: string, target: string): Promise<boolean> {
  try {
    await link(temporary, target);
  } catch {
    // Some file systems know no links: a look right before the rename is all that they allow.
    if (await isTaken(target)) return false;
    await rename(temporary, target);
  }
  return true;
}

/** Whether anything lies there, a link to nowhere included. */
export const isTaken = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );

/** A failure that names the temporary means the target to a person. */
function namingTarget(thrown: unknown, temporary: string, target: string): unknown {
  if (!(thrown instanceof AppFailure) || !('path' in thrown.error) || thrown.error.path !== temporary) return thrown;
  return new AppFailure({ ...thrown.error, path: target }, { cause: thrown });
}

async function fill(file: FileHandle, source: WriteSource, { signal, onWritten }: WriteOptions): Promise<number> {
  let written = 0;
  for await (const chunk of chunksOf(source)) {
    signal.throwIfAborted();
    await writeAll(file, chunk);
    written += chunk.length;
    onWritten?.(written);
  }
  signal.throwIfAborted();
  return written;
}

async function* chunksOf(source: WriteSource): AsyncGenerator<Buffer> {
  if ('content' in source) yield Buffer.from(source.content as string);
  else if ('stream' in source) for await (const chunk of source.stream) yield Buffer.from(chunk);
  else yield* chunksOfFile(source.fromFile);
}

async function* chunksOfFile(from: string): AsyncGenerator<Buffer> {
  try {
    const file = await open(from, 'r');
    try {
      const buffer = Buffer.allocUnsafe(COPY_CHUNK);
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, COPY_CHUNK);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw readFailure(thrown, from);
  }
}

/** A single write may be short (a disk that fills up says so only at the next one). */
async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let offset = 0; offset < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, offset, chunk.length - offset);
    offset += bytesWritten;
  }
}

/** Who may read the old file may read the new one, and nobody else. A new file has the folder's usual mode. */
async function keepMode(file: string, temporary: string): Promise<void> {
  const old = await stat(file).catch(() => null);
  if (old !== null) await chmod(temporary, old.mode & PERMISSIONS);
}

async function flush(file: string, flags: string): Promise<void> {
  const handle = await open(file, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the rename itself durable. Windows cannot open folders and some network drives cannot flush them. */
async function flushFolder(folder: string): Promise<void> {
  await flush(folder, 'r').catch(() => undefined);
}
