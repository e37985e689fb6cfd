/** So many objects are written into one buffer. */
const BLOCK = 1_000;

/** Everything that a list can say, written once: answers the bytes from one position to another. */
export function prepareLists(
  count: number,
  write: (position: number) => string,
): (start: number, stop: number) => Buffer[] {
  const blocks: { bytes: Buffer; offsets: Uint32Array }[] = [];
  for (let first = 0; first < count; first += BLOCK) {
    const texts = Array.from({ length: Math.min(BLOCK, count - first) }, (_, index) => write(first + index));
    const offsets = new Uint32Array(BLOCK + 1);
    for (const [index, text] of texts.entries()) offsets[index + 1] = (offsets[index] ?? 0) + Buffer.byteLength(text);
    offsets.fill(offsets[texts.length] ?? 0, texts.length);
    blocks.push({ bytes: Buffer.from(texts.join('')), offsets });
  }
  return (start, stop) => {
    const parts: Buffer[] = [];
    for (let at = start; at < stop; ) {
      const block = blocks[Math.floor(at / BLOCK)];
      const from = at % BLOCK;
      const to = Math.min(BLOCK, from + stop - at);
      if (block === undefined) throw new Error(`expected a position below ${count} but received ${at}`);
      parts.push(block.bytes.subarray(block.offsets[from], block.offsets[to]));
      at += to - from;
    }
    return parts;
  };
}
