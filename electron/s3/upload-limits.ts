/** When an object is stored in parts, and how. Bytes. */
export interface UploadLimits {
  /** Larger bodies go in parts: a cut line then costs one part and not the whole body. */
  partsAbove: number;
  partBytes: number;
}

const MEBIBYTE = 1024 * 1024;
/** Amazon S3 User Guide, "Amazon S3 multipart upload limits"; the last part may be smaller. */
export const MIN_PART_BYTES = 5 * MEBIBYTE;
const MAX_PART_BYTES = 5 * 1024 * MEBIBYTE;
export const MAX_PARTS = 10_000;

/** A part is held in memory while it is sent, and takes ten seconds on a line of 6 Mbit/s. */
export const DEFAULT_UPLOAD_LIMITS: Readonly<UploadLimits> = { partsAbove: 64 * MEBIBYTE, partBytes: 8 * MEBIBYTE };

/** Parts of one object on their way at a time. */
export const PARTS_AT_ONCE = 3;

/** Bytes of each part but the last: as wished, or as many as it takes to stay within 10,000 parts. */
export function partBytesFor(bytes: number, wished: number): number {
  const least = Math.ceil(Math.ceil(bytes / MAX_PARTS) / MEBIBYTE) * MEBIBYTE;
  return Math.min(MAX_PART_BYTES, Math.max(wished, least));
}
