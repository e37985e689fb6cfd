/** What the ingest bench measures, each in a process of its own: the product's pipeline, and its peers. */
import { execFile, fork } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { freePixels, setUpEngine } from '../../electron/pipeline/engine.ts';
import { hostEnvironment } from '../../electron/pipeline/host-process.ts';
import { makeVariants, variantFile } from '../../electron/pipeline/make-variants.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import { planVariants, THUMBNAIL_SIDE } from '../../shared/variant-plan.ts';
import { drawPhotos } from './camera-photos.ts';

/** The peer: what a program does that calls sharp once for each variant. */
const PEER_WEBP = { quality: 85, effort: 4 } as const;
/** The first that has Pillow; the system's own where another one comes first. */
const PYTHONS = ['python3', '/usr/bin/python3'];
const going = new AbortController().signal;

export type Subject = 'ours' | 'four-calls';

export interface Run {
  seconds: number;
  cpuSeconds: number;
  /** Of the process, at its most. */
  peakBytes: number;
}

/** Starts the bench's file again with these words. Answers what it sends. */
async function inProcess(file: string, words: readonly string[], asHost: boolean): Promise<unknown> {
  const options = { execArgv: [], ...(asHost ? { env: hostEnvironment() } : {}) };
  const child = fork(file, [...words], options);
  return new Promise((resolve, reject) => {
    let answer: unknown = null;
    child.on('message', (message) => {
      answer = message;
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve(answer) : reject(new Error(`expected ${words[0]} to end well but received ${code}`)),
    );
  });
}

/** Draws all photos, with every core. */
export async function draw(file: string, photos: string): Promise<void> {
  const cores = availableParallelism();
  const parts = Array.from({ length: cores }, (_, part) => ['draw', photos, String(part), String(cores)]);
  await Promise.all(parts.map((words) => inProcess(file, words, false)));
}

/** Runs a subject over all photos, its files into a new folder of `output`. */
export async function run(file: string, subject: Subject, photos: string, output: string): Promise<Run> {
  // What another process of this file sent.
  return (await inProcess(file, [subject, photos, output], subject === 'ours')) as Run;
}

/** Pillow over all photos, in seconds; null where it is not installed. */
export async function runPillow(script: string, photos: string, output: string): Promise<number | null> {
  const execute = promisify(execFile);
  for (const python of PYTHONS) {
    try {
      await execute(python, ['-c', 'from PIL import Image, features; assert features.check("webp")']);
    } catch {
      continue;
    }
    const { stdout } = await execute(python, [script, photos, output]);
    return Number(stdout);
  }
  return null;
}

/** What a process does that was started with words; false where there are none, which is the bench itself. */
export async function performPart([part, photos, ...rest]: readonly string[]): Promise<boolean> {
  if (part === undefined || photos === undefined) return false;
  const [first = '', second = ''] = rest;
  if (part === 'draw') await drawPhotos(photos, Number(first), Number(second));
  if (part === 'ours') await measure(photos, first, makeOurs);
  if (part === 'four-calls') await measure(photos, first, makeByFourCalls);
  process.disconnect?.();
  return true;
}

type Make = (photo: string, output: string) => Promise<unknown>;

/** As the image host does it. */
async function makeOurs(photo: string, output: string): Promise<void> {
  await makeVariants(photo, output, going);
  freePixels();
}

async function makeByFourCalls(photo: string, output: string): Promise<void> {
  const { autoOrient } = await sharp(photo).metadata();
  const call = (size: VariantSize, width: number, height?: number): Promise<unknown> =>
    sharp(photo).rotate().resize(width, height).webp(PEER_WEBP).toFile(variantFile(output, size));
  const widths = planVariants(autoOrient).widths.map((width) => call(width, width));
  await Promise.all([...widths, call('thumbnail', THUMBNAIL_SIDE, THUMBNAIL_SIDE)]);
}

/** One photo a core at once, until all are done. */
async function measure(photos: string, output: string, make: Make): Promise<void> {
  if (make === makeOurs) setUpEngine();
  const names = (await readdir(photos)).toSorted();
  const cpu = process.cpuUsage();
  const started = performance.now();
  let next = 0;
  const work = async (): Promise<void> => {
    for (let name = names[next++]; name !== undefined; name = names[next++]) {
      await mkdir(join(output, name), { recursive: true });
      await make(join(photos, name), join(output, name));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.send?.({ seconds, cpuSeconds: (user + system) / 1e6, peakBytes } satisfies Run);
}

/** Calls `use` with a new folder that is gone afterwards. */
export async function withFolder<T>(parent: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(parent, 'contact-sheet-ingest-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
