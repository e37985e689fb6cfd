/** Offsets in a PNG's header chunk, which comes first (PNG specification, section 11.2.2). */
const WIDTH_AT = 16;
const HEIGHT_AT = 20;
const DEPTH_AT = 24;
const COLOUR_TYPE_AT = 25;
const HEADER_END = 33;
/** Samples a pixel by colour type; a palette's is one. */
const samples = [1, 0, 3, 1, 2, 0, 4] as const;
/** Deflate makes no more of a byte (zlib's technical details: 1032 to 1). */
const DEFLATE_RATIO = 1032;

/**
 * Whether a PNG claims more pixels than its bytes can hold, however well they are packed. Its decoder would take the
 * memory for all of them first, and find out then.
 */
export function pngEndsEarly(content: Buffer): boolean {
  if (content.length < HEADER_END) return true;
  const bits = (content[DEPTH_AT] ?? 0) * (samples[content[COLOUR_TYPE_AT] ?? 0] ?? 0);
  const rowBytes = Math.ceil((content.readUInt32BE(WIDTH_AT) * bits) / 8);
  return rowBytes * content.readUInt32BE(HEIGHT_AT) > content.length * DEFLATE_RATIO;
}
