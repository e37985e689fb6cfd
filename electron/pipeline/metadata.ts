import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import type { FormatId } from '../../shared/image-format.ts';
import { changeExif, type ExifChange } from './exif-block.ts';
import { iptcSegment } from './iptc.ts';
import type { EncodeRequest } from './pipeline.ts';
import type { Source } from './source.ts';
import { changeXmp } from './xmp.ts';

/** What of a source's metadata goes into what is made of it. */
export interface CarriedMetadata {
  exif: boolean;
  /** Null where there is none, or none that may go along. */
  xmp: string | null;
  /** A segment for a JPEG; the other formats have no place for IPTC that is commonly read. */
  iptc: Buffer | null;
  withoutLocation: boolean;
}

/** GIF has no place for either; libvips writes no EXIF into a TIFF. */
const carriesExif = (format: FormatId): boolean => format !== 'gif' && format !== 'tiff';
const carriesXmp = (format: FormatId): boolean => format !== 'gif';

/** The longest XMP packet that a JPEG segment holds beside its name (Adobe's XMP specification, part 3, section 1.1.3). */
const JPEG_XMP_BYTES = 65_502;

const fits = (xmp: string, format: FormatId): boolean => format !== 'jpeg' || Buffer.byteLength(xmp) <= JPEG_XMP_BYTES;

function carriedXmp({ xmp }: Source['metadata'], format: FormatId, withoutLocation: boolean): string | null {
  const changed = xmp === null || !carriesXmp(format) ? null : changeXmp(xmp, { withoutLocation });
  return changed !== null && fits(changed, format) ? changed : null;
}

export function carriedMetadata(source: Source, request: EncodeRequest): CarriedMetadata {
  const withoutLocation = request.metadata !== 'keep';
  if (request.metadata === 'none') return { exif: false, xmp: null, iptc: null, withoutLocation };
  const { iptc } = source.metadata;
  return {
    iptc: iptc === null || request.format !== 'jpeg' ? null : iptcSegment(iptc, { withoutLocation }),
    exif: source.metadata.exifBytes > 0 && carriesExif(request.format),
    xmp: carriedXmp(source.metadata, request.format, withoutLocation),
    withoutLocation,
  };
}

/** About how many bytes of the result are metadata and profile. */
export function carriedBytes(source: Source, request: EncodeRequest): number {
  const { exif, xmp, iptc } = carriedMetadata(source, request);
  const { exifBytes, profileBytes } = source.metadata;
  const profile = request.format === 'gif' || !source.keepsProfile ? 0 : profileBytes;
  return profile + (iptc?.length ?? 0) + (exif ? exifBytes : 0) + (xmp === null ? 0 : Buffer.byteLength(xmp));
}

/** Has libvips write it; EXIF goes along whole and is changed in what was written. */
export function withCarried(picture: Sharp, { exif, xmp }: CarriedMetadata): Sharp {
  if (exif) picture.keepExif();
  if (xmp !== null) picture.withXmp(xmp);
  return picture;
}

/** A chunk's checksum stands behind its data and covers its type too (PNG specification, section 5.3). */
function renewChecksum(png: Buffer, dataAt: number, bytes: number): void {
  png.writeUInt32BE(crc32(png.subarray(dataAt - 4, dataAt + bytes)), dataAt + bytes);
}

/**
 * Changes the EXIF block of a file that libvips wrote, in place. The block is found by its own bytes, which goes for every
 * format alike. Answers false where that cannot be done; the file must be written without EXIF then.
 */
export async function settleExif(file: Buffer, format: FormatId, wanted: ExifChange): Promise<boolean> {
  const { exif } = await sharp(file, { limitInputPixels: false }).metadata();
  if (exif === undefined) return true;
  const changed = Buffer.from(exif);
  if (!changeExif(changed, wanted)) return false;
  let found = 0;
  for (let at = file.indexOf(exif); at >= 0; at = file.indexOf(exif, at + exif.length)) {
    file.set(changed, at);
    if (format === 'png') renewChecksum(file, at, exif.length);
    found += 1;
  }
  return found > 0;
}
