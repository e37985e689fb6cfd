import { createReadStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { finished } from 'node:stream';
import { imageFormats } from '../../shared/image-format.ts';
import { readFailure } from '../files/file-error.ts';
import { temporaryIn } from '../files/write.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { type ShownVariant, showBody } from './shown-body.ts';

/** Files over this are shown as a smaller copy, so that the page never decodes hundreds of megapixels. */
export const SHOWN_AS_IT_IS_BYTES = 32 * 1024 * 1024;
/** The same for pictures of few bytes: what Chromium holds decoded takes 4 bytes a pixel. */
const SHOWN_AS_IT_IS_PIXELS = 100_000_000;
/** The width of such a copy: the widest screen's. */
const COPY_WIDTH = 3840;

/** A picture on the disk. */
interface LocalPicture {
  path: string;
  bytes: number;
  /** Null where they are few, or nobody knows. */
  pixels: number | null;
  /** For what is said about it. */
  name: string;
  /** The file may be removed from here on. */
  release(): void;
}

interface ShowParts {
  pipeline: Pick<Pipeline, 'convert'>;
  tempFolder: string;
  /** What a copy for the page is made in, where it cannot show the file itself. */
  copyFormat: 'webp' | 'png';
}

/**
 * A local picture in a form that the page can show: as it is, or a copy. Releases it once it was read; not where it throws,
 * which is what reading it and the pipeline throw.
 */
export async function showFile(picture: LocalPicture, parts: ShowParts, signal: AbortSignal): Promise<ShownVariant> {
  if (picture.bytes <= SHOWN_AS_IT_IS_BYTES && (picture.pixels ?? 0) <= SHOWN_AS_IT_IS_PIXELS) {
    const body = createReadStream(picture.path);
    const shown = await showBody(body, picture.bytes, picture.name).catch((thrown: unknown) => {
      throw readFailure(thrown, picture.path);
    });
    if (shown !== null) {
      // However it ends: read to the end, given up by the page, or failed.
      finished(body, () => picture.release());
      return shown;
    }
  }
  const copy = await copyForPage(picture.path, parts, signal);
  picture.release();
  return copy;
}

async function copyForPage(inputPath: string, parts: ShowParts, signal: AbortSignal): Promise<ShownVariant> {
  const { mime, extensions } = imageFormats[parts.copyFormat];
  const outputPath = temporaryIn(parts.tempFolder, `.${extensions[0]}`);
  try {
    const made = { format: parts.copyFormat, quality: null, maxWidth: COPY_WIDTH, metadata: 'none' } as const;
    await parts.pipeline.convert({ inputPath, outputPath, ...made }, { signal });
    const body = await readFile(outputPath);
    return { body, contentType: mime, bytes: body.length };
  } finally {
    await rm(outputPath, { force: true });
  }
}
