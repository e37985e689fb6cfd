/** Tags of a TIFF directory (TIFF 6.0, section 2; Adobe DNG specification, "DNGVersion"). */
const NEW_SUBFILE_TYPE = 254;
const SUB_DIRECTORIES = 330;
const DNG_VERSION = 50_706;
const REDUCED_RESOLUTION = 1;
const ENTRY_BYTES = 12;
const VALUE_OFFSET = 8;

/** The tags of the first directory with the 32 bits of their value field; empty where it cannot be read. */
function firstDirectory(content: Buffer): Map<number, number> {
  const little = content[0] === 0x49;
  const read16 = (at: number) => (little ? content.readUInt16LE(at) : content.readUInt16BE(at));
  const read32 = (at: number) => (little ? content.readUInt32LE(at) : content.readUInt32BE(at));
  const tags = new Map<number, number>();
  if (content.length < 8) return tags;
  const start = read32(4);
  if (start + 2 > content.length) return tags;
  const count = read16(start);
  for (let entry = 0; entry < count; entry += 1) {
    const at = start + 2 + entry * ENTRY_BYTES;
    if (at + ENTRY_BYTES > content.length) break;
    tags.set(read16(at), read32(at + VALUE_OFFSET));
  }
  return tags;
}

/**
 * The label of a camera's raw file that is built as a TIFF, or null for an ordinary TIFF. Such a file would open, but as
 * the small preview in its first directory, and the picture itself would be lost.
 */
export function rawCameraLabel(content: Buffer): string | null {
  if (content.toString('latin1', 8, 10) === 'CR') return 'RAW';
  const tags = firstDirectory(content);
  if (tags.has(DNG_VERSION)) return 'DNG';
  const isPreview = ((tags.get(NEW_SUBFILE_TYPE) ?? 0) & REDUCED_RESOLUTION) === REDUCED_RESOLUTION;
  return isPreview && tags.has(SUB_DIRECTORIES) ? 'RAW' : null;
}
