/**
 * Loaded before the program that is to be killed: counts what it changes on the disk below the folders that are watched,
 * and ends the process, as the loss of power to it alone would, at the operation that was chosen. Reading changes nothing,
 * so a kill there is one at the operation before or after.
 */
import { writeSync } from 'node:fs';
import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { KILL_SWITCH_VARIABLE, type KillSwitchOrder, OPERATION_COUNT_DESCRIPTOR } from './kill-order.ts';

type Operation = (...args: unknown[]) => Promise<unknown>;

const order = JSON.parse(process.env[KILL_SWITCH_VARIABLE] ?? '{"folders":[],"at":null}') as KillSwitchOrder;
let count = 0;

const die = (): void => void process.kill(process.pid, 'SIGKILL');
const isWatched = (file: unknown): boolean => order.folders.some((folder) => String(file).startsWith(folder));

/** Does an operation unless the process ends before it, in the middle of it or right after it. */
async function counted(act: () => Promise<unknown>, half: (() => Promise<unknown>) | null): Promise<unknown> {
  const isChosen = ++count === order.at?.operation;
  if (!isChosen) return act();
  if (order.at?.moment === 'before') die();
  if (order.at?.moment === 'half') {
    await half?.();
    die();
  }
  try {
    return await act();
  } finally {
    die();
  }
}

const methods = fs as unknown as Record<string, Operation>;
const firstHalf = (content: unknown): unknown =>
  typeof content === 'string' || Buffer.isBuffer(content) ? content.slice(0, content.length / 2) : content;

for (const name of ['rename', 'rm', 'unlink', 'rmdir', 'mkdir', 'mkdtemp', 'copyFile', 'chmod', 'truncate', 'link']) {
  const original = methods[name];
  if (original === undefined) throw new Error(`expected node:fs/promises to have ${name}`);
  methods[name] = (...args) =>
    isWatched(args[0]) || isWatched(args[1]) ? counted(() => original(...args), null) : original(...args);
}
for (const name of ['writeFile', 'appendFile']) {
  const original = methods[name];
  if (original === undefined) throw new Error(`expected node:fs/promises to have ${name}`);
  methods[name] = (...args) => {
    const [file, content, ...rest] = args;
    if (!isWatched(file)) return original(...args);
    return counted(
      () => original(...args),
      () => original(file, firstHalf(content), ...rest),
    );
  };
}

const open = fs.open;
const watched = new WeakSet<FileHandle>();
let isPrototypeWrapped = false;
fs.open = async (...args) => {
  const [file, flags = 'r'] = args;
  if (flags === 'r' || !isWatched(file)) return open(...args);
  const handle = (await counted(() => open(...args), null)) as FileHandle;
  watched.add(handle);
  // A field of each handle, unlike the rest.
  const close = handle.close;
  handle.close = () => counted(close, null) as Promise<void>;
  if (!isPrototypeWrapped) wrapHandles(Object.getPrototypeOf(handle) as Record<string, Operation>);
  isPrototypeWrapped = true;
  return handle;
};
syncBuiltinESMExports();

/** Every handle of this process has these methods; only those of watched files count. */
function wrapHandles(prototype: Record<string, Operation>): void {
  for (const name of ['write', 'writev', 'writeFile', 'truncate', 'sync', 'datasync', 'chmod']) {
    const original = prototype[name];
    if (original === undefined) throw new Error(`expected a file handle to have ${name}`);
    prototype[name] = function call(this: FileHandle, ...args: unknown[]) {
      if (!watched.has(this)) return original.apply(this, args);
      const halfOfIt = name === 'write' ? () => writeHalf(this, original, args) : null;
      return counted(() => original.apply(this, args), halfOfIt);
    };
  }
}

/** `write(buffer, offset, length, position)`, of which half the length arrives. */
function writeHalf(handle: FileHandle, write: Operation, [buffer, offset, length, position]: unknown[]) {
  if (!Buffer.isBuffer(buffer) || typeof length !== 'number') return write.call(handle, firstHalf(buffer));
  return write.call(handle, buffer, offset, Math.floor(length / 2), position);
}

process.once('exit', () => writeSync(OPERATION_COUNT_DESCRIPTOR, String(count)));
