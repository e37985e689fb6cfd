import { type FSWatcher, watch } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { awsFilePath } from './aws-files.ts';

/** An editor's save is several events: a new file, a rename, a change of mode. */
const QUIET_MS = 100;

type Environment = Readonly<Record<string, string | undefined>>;

/** Tells whether a name inside a watched folder matters. */
type Matter = (name: string) => boolean;

/**
 * Calls `onChange` soon after the config or credentials file was edited, made or removed, or somebody logged in to an
 * SSO session. Folders are watched rather than files, because editors put a new file in the place of the old one; where
 * a folder is missing, the next one above it that exists is watched until it comes. Never fails: what cannot be watched
 * is read again when it is asked for. Returns what ends it.
 */
export function watchAwsFiles(onChange: () => void, environment: Environment = process.env): () => void {
  let watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | null = null;
  let turn = Promise.resolve();
  let closed = false;

  const noticed = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      turn = turn.then(watchAnew).then(() => (closed ? undefined : onChange()));
    }, QUIET_MS);
  };
  /** All anew after each change: a folder that was replaced is another one, and watched no more. */
  const watchAnew = async (): Promise<void> => {
    const folders = await foldersToWatch(environment);
    if (closed) return;
    const before = watchers;
    watchers = [...folders].flatMap(([folder, matters]) => watchFolder(folder, matters, noticed));
    for (const watcher of before) watcher.close();
    // A folder that came or went while the watches began was told to nobody.
    const now = await foldersToWatch(environment);
    if (!closed && !isSameSet(folders, now)) noticed();
  };
  turn = watchAnew();
  return () => {
    closed = true;
    if (timer !== null) clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

const isSameSet = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean =>
  a.size === b.size && [...a.keys()].every((folder) => b.has(folder));

async function foldersToWatch(environment: Environment): Promise<Map<string, Matter[]>> {
  const home = path.join(homedir(), '.aws');
  const named = [awsFilePath('config', environment), awsFilePath('credentials', environment)].map((file) =>
    path.resolve(file),
  );
  // A link's target is edited in its own folder.
  const targets = await Promise.all(named.map((file) => realpath(file).catch(() => file)));
  const wanted: [string, Matter][] = [...named, ...targets].map((file) => [
    path.dirname(file),
    (name) => name === path.basename(file),
  ]);
  wanted.push([path.join(home, 'sso', 'cache'), (name) => name.endsWith('.json')]);
  const folders = new Map<string, Matter[]>();
  for (const [folder, matters] of wanted) {
    const [existing, matter] = await orAbove(folder, matters);
    folders.set(existing, [...(folders.get(existing) ?? []), matter]);
  }
  return folders;
}

/** The folder, or the next one above that exists and what would lead down to it. */
async function orAbove(folder: string, matters: Matter): Promise<[string, Matter]> {
  const above = path.dirname(folder);
  const exists = await realpath(folder).then(
    () => true,
    () => false,
  );
  if (exists || above === folder) return [folder, matters];
  return orAbove(above, (name) => name === path.basename(folder));
}

function watchFolder(folder: string, matters: readonly Matter[], onChange: () => void): FSWatcher[] {
  // Where a folder goes, its own name is told.
  const concerns = (name: string): boolean => name === path.basename(folder) || matters.some((matter) => matter(name));
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => {
      if (name === null || concerns(name)) onChange();
    });
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    // Gone just now, or the system has no more watches to give.
    return [];
  }
}
