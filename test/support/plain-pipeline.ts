import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MadeVariant, Pipeline, SourceFacts } from '../../electron/pipeline/pipeline.ts';
import { AppFailure } from '../../shared/app-error.ts';
import { heightAtWidth, planVariants } from '../../shared/variant-plan.ts';

export interface PlainPipeline extends Pipeline {
  /** Every call as `method base-of-path`, when it begins. */
  readonly log: string[];
  /** Calls under way now, and the most there ever were. */
  readonly running: { now: number; most: number };
  /** Runs inside each call; what it throws is the call's end. */
  before: (method: string, file: string, signal: AbortSignal) => void | Promise<void>;
}

/**
 * Picture work on "pictures" that are text: `picture <width>x<height>`, anything else is no image. Variants are text
 * too, so that a test can tell what became of what.
 */
export function createPlainPipeline(): PlainPipeline {
  const log: string[] = [];
  const running = { now: 0, most: 0 };
  const call = async <T>(method: string, file: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    log.push(`${method} ${path.basename(file)}`);
    running.now += 1;
    running.most = Math.max(running.most, running.now);
    try {
      await pipeline.before(method, file, signal);
      if (signal.aborted) throw new AppFailure({ code: 'cancelled' });
      return await work();
    } finally {
      running.now -= 1;
    }
  };
  const pipeline: PlainPipeline = {
    log,
    running,
    before: () => undefined,
    inspect: (file, { signal }) =>
      call('inspect', file, signal, async () => ({ ...(await factsOf(file)), sha256: await digestOf(file) })),
    makeVariants: (file, outputFolder, { signal }) =>
      call('make', file, signal, async () => {
        const source = await factsOf(file);
        const plan = planVariants(source);
        const made: MadeVariant[] = [];
        for (const size of [...plan.widths, 'thumbnail' as const]) {
          const output = path.join(outputFolder, `${size}.webp`);
          const content = `variant ${size} of ${path.basename(file)}`;
          await writeFile(output, content);
          const width = size === 'thumbnail' ? 200 : size;
          made.push({ size, path: output, bytes: content.length, width, height: heightAtWidth(source, width) });
        }
        if (plan.original)
          made.unshift({
            size: 'original',
            path: file,
            bytes: source.bytes,
            width: source.width,
            height: source.height,
          });
        return { source, variants: made, thumbhash: 'abcdefgh', sha256: await digestOf(file) };
      }),
    convert: (request, { signal }) =>
      call('convert', request.inputPath, signal, async () => {
        const content = `${request.format} at ${request.quality} of ${await readFile(request.inputPath, 'utf8')}`;
        await writeFile(request.outputPath, content);
        return { bytes: content.length, width: 512, height: 384, frames: 1 };
      }),
    estimate: (request, { signal }) =>
      call('estimate', request.inputPath, signal, async () => ({
        bytes: `${request.format} at ${request.quality} of ${await readFile(request.inputPath, 'utf8')}`.length,
      })),
    thumbnail: async () => {
      throw new Error('expected no transfer to ask for a thumbnail alone');
    },
    embeddedThumbnail: async () => {
      throw new Error('expected no transfer to ask for a thumbnail alone');
    },
    close: async () => undefined,
  };
  return pipeline;
}

async function digestOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

async function factsOf(file: string): Promise<SourceFacts> {
  const content = await readFile(file, 'utf8');
  const [, width, height] = /^picture (\d+)x(\d+)/.exec(content) ?? [];
  if (width === undefined) throw new AppFailure({ code: 'not-an-image', name: path.basename(file) });
  return {
    format: 'jpeg',
    bytes: Buffer.byteLength(content),
    width: Number(width),
    height: Number(height),
    frames: 1,
    alpha: false,
  };
}
