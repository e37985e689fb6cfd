import type { FormatId } from '../../shared/image-format.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import type { MetadataChoice } from '../../shared/save-choice.ts';

/** What a look at a file's content tells. Width and height are in pixels after EXIF rotation, of one frame. */
export interface SourceFacts {
  format: FormatId;
  bytes: number;
  width: number;
  height: number;
  frames: number;
  alpha: boolean;
}

/** What a look at a whole file tells. */
export interface InspectedSource extends SourceFacts {
  /** Of the file, hex. */
  sha256: string;
}

/** One variant as a file in the output folder. */
export interface MadeVariant {
  size: VariantSize;
  path: string;
  bytes: number;
  width: number;
  height: number;
}

export interface MadeVariants {
  source: SourceFacts;
  /** Widths first, `thumbnail` last; `original` among them where no width could be made (its path is the source's). */
  variants: MadeVariant[];
  /** Base64. */
  thumbhash: string;
  /** Of the source file, hex. */
  sha256: string;
}

/** A thumbnail that is made for this computer alone. */
export interface MadeThumbnail {
  /** A 200 x 200 WebP. */
  content: Buffer;
  /** Of the whole picture, base64. */
  thumbhash: string;
}

/** What a conversion makes of which file. */
export interface EncodeRequest {
  inputPath: string;
  format: FormatId;
  /** 1 to 100; null for the format's default or where it has none. */
  quality: number | null;
  /** The widest result; absent to keep the input's pixels. */
  maxWidth?: number;
  metadata: MetadataChoice;
}

export interface ConvertRequest extends EncodeRequest {
  outputPath: string;
}

export interface Converted {
  bytes: number;
  width: number;
  height: number;
  frames: number;
}

/**
 * The picture work, done in the image host. Every method throws an `AppFailure` (`not-an-image`, `unsupported-image`,
 * `damaged-image`, `image-too-large`, `cannot-encode`, `host-died`, `cancelled`) whose `name` fact is the path's base.
 */
export interface Pipeline {
  /** Reads the header and proves by content, not by name, that the file is an accepted image. */
  inspect(path: string, options: { signal: AbortSignal }): Promise<InspectedSource>;
  /** Decodes once and writes the variants of DESIGN section 2 into `outputFolder`. */
  makeVariants(path: string, outputFolder: string, options: { signal: AbortSignal }): Promise<MadeVariants>;
  /** Really re-encodes; on failure nothing is left at `outputPath`. */
  convert(request: ConvertRequest, options: { signal: AbortSignal }): Promise<Converted>;
  /** About how many bytes `convert` will write, from a part of the picture: several times quicker than `convert` itself. */
  estimate(request: EncodeRequest, options: { signal: AbortSignal }): Promise<{ bytes: number }>;
  /** A 200 x 200 WebP of the first frame, for foreign images and groups without a thumbnail. */
  thumbnail(path: string, options: { signal: AbortSignal }): Promise<MadeThumbnail>;
  /**
   * The same from the thumbnail that a camera put into a file of which `path` may hold only the start; null where there
   * is none that shows the whole picture.
   */
  embeddedThumbnail(path: string, options: { signal: AbortSignal }): Promise<MadeThumbnail | null>;
  /** Ends the host after the jobs in flight were refused with `cancelled`. */
  close(): Promise<void>;
}
