/** Pictures as cameras write them: with EXIF, and a small JPEG of the picture inside of it. */

const SHORT = 3;
const LONG = 4;
const ENTRY_BYTES = 12;
const ORIENTATION = 0x0112;
const COMPRESSION = 0x0103;
const THUMBNAIL_AT = 0x0201;
const THUMBNAIL_BYTES = 0x0202;
const JPEG_COMPRESSION = 6;
const TIFF_HEADER_BYTES = 8;

type Entry = readonly [tag: number, type: number, value: number];

/** An image file directory, little-endian (TIFF 6.0, section 2). */
function directory(entries: readonly Entry[], next: number): Buffer {
  const content = Buffer.alloc(2 + entries.length * ENTRY_BYTES + 4);
  content.writeUInt16LE(entries.length, 0);
  for (const [place, [tag, type, value]] of entries.entries()) {
    const at = 2 + place * ENTRY_BYTES;
    content.writeUInt16LE(tag, at);
    content.writeUInt16LE(type, at + 2);
    content.writeUInt32LE(1, at + 4);
    if (type === SHORT) content.writeUInt16LE(value, at + 8);
    else content.writeUInt32LE(value, at + 8);
  }
  content.writeUInt32LE(next, content.length - 4);
  return content;
}

/** An APP1 segment: orientation in the first directory, the thumbnail in the second (Exif 2.32, section 4.5). */
function exifSegment(thumbnail: Buffer, orientation: number): Buffer {
  const second = TIFF_HEADER_BYTES + directory([[ORIENTATION, SHORT, 1]], 0).length;
  const first = directory([[ORIENTATION, SHORT, orientation]], second);
  const entries = (at: number): Entry[] => [
    [COMPRESSION, SHORT, JPEG_COMPRESSION],
    [THUMBNAIL_AT, LONG, at],
    [THUMBNAIL_BYTES, LONG, thumbnail.length],
  ];
  const at = second + directory(entries(0), 0).length;
  const header = Buffer.from([0x49, 0x49, 0x2a, 0, TIFF_HEADER_BYTES, 0, 0, 0]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), header, first, directory(entries(at), 0), thumbnail]);
  const marker = Buffer.from([0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([marker, body]);
}

const SOI_BYTES = 2;

/** A JPEG with that thumbnail (under 60 KB) and orientation in its EXIF, and no other metadata; both are given as they are stored. */
export const withThumbnail = (jpeg: Buffer, thumbnail: Buffer, orientation = 1): Buffer =>
  Buffer.concat([jpeg.subarray(0, SOI_BYTES), exifSegment(thumbnail, orientation), jpeg.subarray(SOI_BYTES)]);

/** The same with so many bytes behind its end, which decoders do not look at: a large file of few pixels. */
export const paddedTo = (content: Buffer, bytes: number): Buffer =>
  Buffer.concat([content, Buffer.alloc(Math.max(0, bytes - content.length))]);

const ASCII = 2;

/** A TIFF of `bytes` whose second directory is as long as fits, each of its entries a text that is all of the file. */
export function manyTexts(bytes: number): Buffer {
  const first = directory([[ORIENTATION, SHORT, 1]], 0);
  const second = TIFF_HEADER_BYTES + first.length;
  const content = Buffer.alloc(bytes, 'A');
  content.set([0x49, 0x49, 0x2a, 0, TIFF_HEADER_BYTES, 0, 0, 0]);
  content.set(directory([[ORIENTATION, SHORT, 1]], second), TIFF_HEADER_BYTES);
  const entries = Math.floor((bytes - second - 2) / ENTRY_BYTES);
  content.writeUInt16LE(entries, second);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = second + 2 + entry * ENTRY_BYTES;
    content.writeUInt16LE(THUMBNAIL_BYTES + 1 + entry, at);
    content.writeUInt16LE(ASCII, at + 2);
    content.writeUInt32LE(bytes - TIFF_HEADER_BYTES, at + 4);
    content.writeUInt32LE(TIFF_HEADER_BYTES, at + 8);
  }
  return content;
}
