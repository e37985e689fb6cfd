import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { writeAtomically } from '../files/write.ts';

/** What is found out by the way, in a JSON file: a convenience, so that nothing of it ever fails. */
interface KeptMemory<T> {
  /** As it was kept the last time, by name. */
  entries: [string, T][];
  /** Keeps all there is now; what changes while a write waits its turn goes with it. */
  keep(all: ReadonlyMap<string, T>): void;
  /** Resolves once all that was to be kept so far is in the file, or could not be written. */
  saved(): Promise<void>;
}

interface KeptMemoryOptions<T> {
  file: string;
  /** A file of another version is not read. */
  version: number;
  /** What the record is called in the file. */
  label: string;
  entry: v.GenericSchema<unknown, T>;
  /** Told why the file could not be written. */
  onUnsaved(reason: unknown): void;
}

/** A missing or damaged file counts as empty. */
export async function openKeptMemory<T>(options: KeptMemoryOptions<T>): Promise<KeptMemory<T>> {
  const { file, onUnsaved } = options;
  let writing: Promise<void> = Promise.resolve();
  let isQueued = false;
  return {
    entries: await read(options),
    keep(all) {
      if (isQueued) return;
      isQueued = true;
      writing = writing.then(async () => {
        isQueued = false;
        await write(file, content(options, all)).catch(onUnsaved);
      });
    },
    saved: () => writing,
  };
}

async function read<T>({ file, version, label, entry }: KeptMemoryOptions<T>): Promise<[string, T][]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const head = v.safeParse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())), text);
  if (!head.success || head.output.version !== version) return [];
  const parsed = v.safeParse(v.record(v.string(), entry), head.output[label]);
  return parsed.success ? Object.entries(parsed.output) : [];
}

const content = <T>({ version, label }: KeptMemoryOptions<T>, all: ReadonlyMap<string, T>): string =>
  `${JSON.stringify({ version, [label]: Object.fromEntries(all) }, null, 2)}\n`;

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeAtomically(file, { content: text }, { signal: new AbortController().signal });
}
