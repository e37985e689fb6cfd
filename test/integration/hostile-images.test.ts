import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPipeline } from '../../electron/pipeline/host-client.ts';
import { type HostProcess, type StartHost, startWithNode } from '../../electron/pipeline/host-process.ts';
import { RECYCLE_AFTER_JOBS } from '../../electron/pipeline/limits.ts';
import type { Pipeline } from '../../electron/pipeline/pipeline.ts';
import { type AppError, toAppError } from '../../shared/app-error.ts';
import { formatIds } from '../../shared/image-format.ts';
import { metadataChoices } from '../../shared/save-choice.ts';
import { builtHost } from '../support/built-host.ts';
import { bombs, type HostileFile, intactPictures, mutated, truncations } from '../support/hostile-pictures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** How often each intact file is changed by chance; more for a long run: `CONTACT_SHEET_HOSTILE=400`. */
const MUTATIONS_EACH = Number(process.env.CONTACT_SHEET_HOSTILE ?? 12);
/** More of them take longer. */
const TIMEOUT_MS = 120_000 * Math.max(1, MUTATIONS_EACH / 12);
const SEED = Number(process.env.CONTACT_SHEET_HOSTILE_SEED ?? 1);
/** How long one job on one hostile file may take. */
const MOST_MS = 10_000;
/** Of a result: how long an honest picture of many megapixels takes at its full size is another matter. */
const MOST_WIDTH = 1920;
/** What the host may hold at its worst, with two jobs in flight. */
const MOST_RESIDENT_BYTES = 512 * 1024 * 1024;
const IN_FLIGHT = 2;

/** The reasons that a person can be told for a picture that is refused. */
const reasons: ReadonlySet<AppError['code']> = new Set([
  'not-an-image',
  'unsupported-image',
  'damaged-image',
  'image-too-large',
  'cannot-encode',
]);

const going = { signal: new AbortController().signal };

async function setUp() {
  const hosts: HostProcess[] = [];
  const start = startWithNode(process.execPath);
  const startHost: StartHost = (...args) => {
    const host = start(...args);
    hosts.push(host);
    return host;
  };
  const pipeline = createPipeline({ hostPath: await builtHost(), nodePath: null, startHost, concurrency: IN_FLIGHT });
  onTestFinished(() => pipeline.close());
  return { pipeline, hosts, folder: await temporaryFolder() };
}

/** The most that a process ever held, or 0 where the system does not say. */
function peakResidentBytes(pid: number | undefined): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

interface Run {
  file: HostileFile;
  what: string;
  ms: number;
  failure: AppError | null;
}

const pixelsOf = (content: Buffer): Promise<Buffer> =>
  sharp(content, { limitInputPixels: false, animated: true }).toColourspace('srgb').raw().toBuffer();

/** One of every kind of work on a file, by turns. */
class Trial {
  readonly runs: Run[] = [];
  readonly #pipeline: Pipeline;
  readonly #folder: string;

  constructor(pipeline: Pipeline, folder: string) {
    this.#pipeline = pipeline;
    this.#folder = folder;
  }

  async #time(file: HostileFile, what: string, work: () => Promise<void>): Promise<void> {
    const before = performance.now();
    const failure = await work().then(() => null, toAppError);
    this.runs.push({ file, what, ms: performance.now() - before, failure });
  }

  async run(file: HostileFile, turn: number): Promise<void> {
    const folder = join(this.#folder, String(turn));
    await mkdir(folder);
    const path = join(folder, file.name);
    await writeFile(path, file.content);
    await this.#time(file, 'convert', () => this.#convert(path, folder, turn));
    await this.#time(file, 'other', () => this.#other(path, folder, turn));
    await rm(folder, { recursive: true });
  }

  async #convert(inputPath: string, folder: string, turn: number): Promise<void> {
    const outputPath = join(folder, 'result');
    const format = formatIds[turn % formatIds.length] ?? 'png';
    const metadata = metadataChoices[Math.floor(turn / formatIds.length) % metadataChoices.length] ?? 'keep';
    const request = { inputPath, outputPath, format, quality: null, metadata, maxWidth: MOST_WIDTH };
    const made = await this.#pipeline.convert(request, going).catch(async (thrown: unknown) => {
      expect(await readdir(folder)).toHaveLength(1);
      throw thrown;
    });
    const content = await readFile(outputPath);
    const header = await sharp(content, { limitInputPixels: false }).metadata();
    expect(header).toMatchObject({ format: format === 'avif' ? 'heif' : format, width: made.width });
    expect(header.pageHeight ?? header.height).toBe(made.height);
    // Damaged output would not decode: sharp refuses at the first warning.
    await sharp(content, { limitInputPixels: false }).stats();
  }

  async #other(path: string, folder: string, turn: number): Promise<void> {
    const kinds = [
      () => this.#pipeline.thumbnail(path, going),
      () => this.#pipeline.embeddedThumbnail(path, going),
      () => this.#pipeline.inspect(path, going),
      () => this.#pipeline.estimate({ inputPath: path, format: 'webp', quality: null, metadata: 'keep' }, going),
      async () => {
        const output = join(folder, 'variants');
        await mkdir(output);
        for (const { path: made } of (await this.#pipeline.makeVariants(path, output, going)).variants) {
          await sharp(await readFile(made), { limitInputPixels: false }).stats();
        }
      },
    ];
    await kinds[turn % kinds.length]?.();
  }
}

describe('hostile pictures', () => {
  it(
    'cases 38 and 39: are done with within ten seconds and bounded memory, for a reason that can be told',
    async () => {
      const intact = await intactPictures();
      const files = [...(await bombs(intact)), ...truncations(intact), ...mutated(intact, MUTATIONS_EACH, SEED)];
      expect(files.length).toBeGreaterThanOrEqual(500);
      const { pipeline, hosts, folder } = await setUp();
      const trial = new Trial(pipeline, folder);
      let next = 0;
      let peak = 0;
      const worker = async (): Promise<void> => {
        for (let turn = next++; turn < files.length; turn = next++) {
          const file = files[turn];
          if (file !== undefined) await trial.run(file, turn);
          peak = Math.max(peak, peakResidentBytes(hosts.at(-1)?.pid));
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, worker));

      const named = ({ file, what, ms, failure }: Run) =>
        `${file.name} (${what}, ${Math.round(ms)} ms): ${failure?.code}`;
      const unexplained = trial.runs.filter(({ failure }) => failure !== null && !reasons.has(failure.code));
      expect(unexplained.map((run) => `${named(run)} ${JSON.stringify(run.failure)}`)).toEqual([]);
      expect(trial.runs.filter(({ ms }) => ms > MOST_MS).map(named)).toEqual([]);
      expect(peak).toBeLessThan(MOST_RESIDENT_BYTES);
      // Replaced for its age at most; one that died would have been replaced too.
      expect(hosts.length).toBeLessThanOrEqual(1 + Math.floor(trial.runs.length / RECYCLE_AFTER_JOBS));
    },
    TIMEOUT_MS,
  );

  it('case 39: are never taken for whole where a part of the picture was cut off', async () => {
    const { pipeline, folder } = await setUp();
    const intact = await intactPictures();
    const made = async (name: string, content: Buffer): Promise<Buffer | null> => {
      const inputPath = join(folder, name);
      const outputPath = join(folder, `${name}.out`);
      await writeFile(inputPath, content);
      // All frames of an animation count, and the same pixels make the same file.
      const format = name.includes('animated') ? 'webp' : 'png';
      const request = { inputPath, outputPath, format, quality: null, metadata: 'none' } as const;
      const converted = await pipeline.convert(request, going).catch(() => null);
      return converted === null ? null : pixelsOf(await readFile(outputPath));
    };
    const wholes = new Map<Buffer, Buffer | null>();
    for (const [name, content] of Object.entries(intact)) wholes.set(content, await made(name, content));
    const damaged: string[] = [];
    for (const { name, content, cutFrom } of truncations(intact)) {
      const whole = cutFrom === null ? null : wholes.get(cutFrom);
      const part = await made(name, content);
      // What is missing may be nothing that is seen; then every pixel is there.
      if (part !== null && (whole === null || whole === undefined || !part.equals(whole))) damaged.push(name);
    }
    expect(damaged).toEqual([]);
  }, 60_000);
});
