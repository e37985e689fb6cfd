import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Saves } from '../transfers/save.ts';
import { showFile } from './show-file.ts';
import type { ShownVariant } from './shown-body.ts';

interface ResultParts {
  saves: Pick<Saves, 'read'>;
  pipeline: Pick<Pipeline, 'convert'>;
  tempFolder: string;
}

/** Shows what a save was prepared to write. Throws `result-expired` for any other id. */
export type ShowResult = (resultId: string, signal: AbortSignal) => Promise<ShownVariant>;

/** Results as the page can show them; a copy is one without loss, so that it looks as the file does. */
export function createResultImages({ saves, ...parts }: ResultParts): ShowResult {
  return async (resultId, signal) => {
    const result = saves.read(resultId);
    const { path, bytes, width, height, fileName, release } = result;
    try {
      const picture = { path, bytes, pixels: width * height, name: fileName, release };
      return await showFile(picture, { ...parts, copyFormat: 'png' }, signal);
    } catch (thrown) {
      release();
      throw thrown;
    }
  };
}
