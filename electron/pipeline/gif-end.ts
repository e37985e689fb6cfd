/** Block labels and sizes of a GIF (GIF89a specification, sections 15 to 27). */
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const SCREEN_BYTES = 13;
const DESCRIPTOR_BYTES = 9;
const FLAGS_IN_SCREEN = 10;
const FLAGS_IN_DESCRIPTOR = 8;

/** Bytes of the colour table that these flags announce. */
const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1));

/** Where the sub-blocks that start at `at` end: behind an empty one, or past the content where there is none. */
function afterSubBlocks(content: Buffer, at: number): number {
  let position = at;
  for (let size = content[position]; size !== undefined; size = content[position]) {
    position += 1 + size;
    if (size === 0) return position;
  }
  return content.length + 1;
}

/**
 * Whether a GIF breaks off inside a block. libvips fills the rest of such an animation with nothing and calls it whole.
 * A GIF that only lacks its trailer is taken as it is, as browsers do.
 */
export function gifEndsEarly(content: Buffer): boolean {
  let at = SCREEN_BYTES + tableBytes(content[FLAGS_IN_SCREEN] ?? 0);
  while (at < content.length) {
    const label = content[at];
    if (label === EXTENSION) {
      at = afterSubBlocks(content, at + 2);
    } else if (label === IMAGE) {
      const table = tableBytes(content[at + 1 + FLAGS_IN_DESCRIPTOR] ?? 0);
      // The byte in between is the size of the first LZW code.
      at = afterSubBlocks(content, at + 1 + DESCRIPTOR_BYTES + table + 1);
    } else {
      // The trailer, or something that the decoder has to judge.
      return false;
    }
  }
  return at > content.length;
}
