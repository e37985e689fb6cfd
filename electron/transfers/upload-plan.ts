import { splitExtension } from '../../shared/file-name.ts';
import { imageFormats } from '../../shared/image-format.ts';
import { type VariantSize, variantKey } from '../../shared/object-key.ts';
import { encodeMetadata } from '../../shared/object-metadata.ts';
import type { MadeVariant, MadeVariants } from '../pipeline/pipeline.ts';
import type { UploadFile } from './journal-records.ts';

/** What an ending must look like to be one; `Mr. Kim` has none. */
const EXTENSION = /^[0-9A-Za-z]{1,16}$/;
const WEBP = imageFormats.webp.mime;

/** One object that an upload writes, from a file on disk. */
export interface PlannedPut {
  size: VariantSize;
  key: string;
  path: string;
  bytes: number;
  contentType: string;
}

/** All that is sent for one source, as data: `marker` (the thumbnail) only once every one of `puts` is confirmed. */
export interface UploadPlan {
  puts: PlannedPut[];
  marker: PlannedPut;
  /** The same on every object, encoded. */
  metadata: Record<string, string>;
}

interface PlanFacts {
  file: UploadFile;
  made: MadeVariants;
  /** Full key prefix, see `albumPrefix`. */
  album: string;
  uuid: string;
  keepOriginal: boolean;
  /** Ms since the epoch. */
  uploaded: number;
}

/** Lays out the objects of one group. Pure. */
export function planUpload({ file, made, album, uuid, keepOriginal, uploaded }: PlanFacts): UploadPlan {
  const planned = (variant: MadeVariant): PlannedPut => {
    const original = variant.size === 'original';
    return {
      size: variant.size,
      key: variantKey(album, uuid, variant.size, originalExtension(file)),
      path: variant.path,
      bytes: variant.bytes,
      contentType: original ? imageFormats[made.source.format].mime : WEBP,
    };
  };
  const thumbnail = made.variants.find((variant) => variant.size === 'thumbnail');
  if (thumbnail === undefined) throw new Error(`expected a thumbnail for ${file.name} but received none`);
  const others = made.variants.filter((variant) => variant !== thumbnail);
  if (keepOriginal && !others.some((variant) => variant.size === 'original')) {
    others.push({
      size: 'original',
      path: file.path,
      bytes: file.bytes,
      width: made.source.width,
      height: made.source.height,
    });
  }
  return { puts: others.map(planned), marker: planned(thumbnail), metadata: metadataOf(file, made, uploaded) };
}

function metadataOf(file: UploadFile, made: MadeVariants, uploaded: number): Record<string, string> {
  const { name, extension } = sourceName(file);
  return encodeMetadata({
    name,
    extension,
    width: made.source.width,
    height: made.source.height,
    uploaded,
    thumbhash: made.thumbhash,
    sha256: made.sha256,
  });
}

/** The name without its extension; a file without one is called by its format. */
function sourceName(file: UploadFile): { name: string; extension: string } {
  const { stem, extension } = splitExtension(file.name);
  if (EXTENSION.test(extension)) return { name: stem, extension: extension.toLowerCase() };
  return { name: file.name, extension: imageFormats[file.facts.format].extensions[0] };
}

/** The source's own extension where it says what the content is, else the format's. */
function originalExtension(file: UploadFile): string {
  const format = imageFormats[file.facts.format];
  const own = sourceName(file).extension;
  return format.extensions.includes(own) ? own : format.extensions[0];
}
