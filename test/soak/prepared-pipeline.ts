import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ConvertRequest, Pipeline } from '../../electron/pipeline/pipeline.ts';
import { AppFailure } from '../../shared/app-error.ts';
import { type PreparedPicture, sha256Of } from './prepared-pictures.ts';

/** What a conversion writes: the request and the input, so that a test can tell what became of what. */
export const convertedFrom = (input: Buffer, { format }: Pick<ConvertRequest, 'format'>): Buffer =>
  Buffer.concat([Buffer.from(`${format} of `), input]);

/** Picture work that takes its results from where they were prepared. */
export function createPreparedPipeline(pictures: readonly PreparedPicture[]): Pipeline {
  const known = async (file: string): Promise<PreparedPicture> => {
    const digest = sha256Of(await readFile(file));
    const picture = pictures.find(({ sha256 }) => sha256 === digest);
    if (picture === undefined) throw new AppFailure({ code: 'not-an-image', name: path.basename(file) });
    return picture;
  };
  const unexpected = async (): Promise<never> => {
    throw new Error('expected no transfer to ask for a thumbnail alone');
  };
  return {
    async inspect(file) {
      const { facts, sha256 } = await known(file);
      return { ...facts, sha256 };
    },
    async makeVariants(file, outputFolder) {
      const { facts, sha256, thumbhash, variants } = await known(file);
      const made = variants.map(async ({ size, path: from, bytes, width, height }) => {
        const output = path.join(outputFolder, `${size}.webp`);
        await copyFile(from, output);
        return { size, path: output, bytes, width, height };
      });
      return { source: facts, variants: await Promise.all(made), thumbhash, sha256 };
    },
    async convert(request) {
      const content = convertedFrom(await readFile(request.inputPath), request);
      await writeFile(request.outputPath, content);
      return { bytes: content.length, width: 1, height: 1, frames: 1 };
    },
    estimate: async () => ({ bytes: 1 }),
    thumbnail: unexpected,
    embeddedThumbnail: unexpected,
    close: async () => undefined,
  };
}
