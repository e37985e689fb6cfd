import type { Converted } from './pipeline.ts';

/** Tags, types and sizes after Exif 2.32 (CIPA DC-008), section 4.6, and TIFF 6.0, section 2. */
const IMAGE_WIDTH = 0x0100;
const IMAGE_LENGTH = 0x0101;
const ORIENTATION = 0x0112;
const THUMBNAIL_OFFSET = 0x0201;
const THUMBNAIL_LENGTH = 0x0202;
const EXIF_DIRECTORY = 0x8769;
const GPS_DIRECTORY = 0x8825;
const MAKER_NOTE = 0x927c;
const PIXEL_X = 0xa002;
const PIXEL_Y = 0xa003;
const UPRIGHT = 1;
const SHORT = 3;
const ENTRY_BYTES = 12;
const INLINE_BYTES = 4;
/** Bytes of a value by its type; 0 for types that there are not. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8] as const;
/** Tags of the GPS directory, which some software puts into others. */
const LAST_GPS_TAG = 0x1f;
/**
 * Blocks of other standards inside EXIF (XMP, IPTC, Photoshop's), and a maker's own note: each may tell the place, and
 * none can be read for it here.
 */
const mayTellPlace = new Set([0x02bc, 0x83bb, 0x8649, MAKER_NOTE, GPS_DIRECTORY]);

const PREFIX = 'Exif\0\0';
const HEADER_BYTES = 8;

export interface ExifChange {
  /** Of the picture that the block goes with, as it is after the change. */
  size: Pick<Converted, 'width' | 'height'>;
  withoutLocation: boolean;
}

/** Reads and writes the numbers of a block in its own byte order, from where its offsets count. */
class Block {
  readonly content: Buffer;
  readonly #little: boolean;
  #blanked = 0;

  constructor(content: Buffer) {
    this.content = content;
    const order = content.toString('latin1', 0, 2);
    if (order !== 'II' && order !== 'MM') throw new RangeError(`expected a byte order but received ${order}`);
    this.#little = order === 'II';
  }

  get16 = (at: number): number => (this.#little ? this.content.readUInt16LE(at) : this.content.readUInt16BE(at));
  get32 = (at: number): number => (this.#little ? this.content.readUInt32LE(at) : this.content.readUInt32BE(at));
  set16 = (at: number, value: number): unknown =>
    this.#little ? this.content.writeUInt16LE(value, at) : this.content.writeUInt16BE(value, at);
  set32 = (at: number, value: number): unknown =>
    this.#little ? this.content.writeUInt32LE(value, at) : this.content.writeUInt32BE(value, at);

  /** Where the entries of a directory lie. Throws `RangeError` where it does not fit into the block. */
  entries(directory: number): number[] {
    const count = this.get16(directory);
    const end = directory + 2 + count * ENTRY_BYTES + 4;
    if (end > this.content.length) throw new RangeError('expected a directory inside of its block');
    return Array.from({ length: count }, (_, index) => directory + 2 + index * ENTRY_BYTES);
  }

  /** The value of an entry that is one whole number. */
  number = (entry: number): number => (this.get16(entry + 2) === SHORT ? this.get16(entry + 8) : this.get32(entry + 8));

  setNumber(entry: number, value: number): void {
    if (this.get16(entry + 2) === SHORT) this.set16(entry + 8, Math.min(value, 0xffff));
    else this.set32(entry + 8, value);
  }

  /** Blanks what an entry points to. */
  blankValue(entry: number): void {
    const bytes = (typeBytes[this.get16(entry + 2)] ?? 0) * this.get32(entry + 4);
    if (bytes > INLINE_BYTES) this.blank(this.get32(entry + 8), bytes);
  }

  /** Throws `RangeError` where more is blanked than there is: values that overlap are none of an honest block. */
  blank(from: number, bytes: number): void {
    const end = Math.min(from + bytes, this.content.length);
    if (from < HEADER_BYTES || end <= from) return;
    this.#blanked += end - from;
    if (this.#blanked > this.content.length) throw new RangeError('expected values beside each other');
    this.content.fill(0, from, end);
  }
}

/** Blanks a whole directory and what its entries point to. */
function blankDirectory(block: Block, directory: number): void {
  const entries = block.entries(directory);
  const entryOf = (tag: number) => entries.find((entry) => block.get16(entry) === tag);
  const [offset, length] = [entryOf(THUMBNAIL_OFFSET), entryOf(THUMBNAIL_LENGTH)];
  if (offset !== undefined && length !== undefined) block.blank(block.number(offset), block.number(length));
  for (const entry of entries) block.blankValue(entry);
  block.blank(directory, 2 + entries.length * ENTRY_BYTES + 4);
}

/** Takes the entries out for which `goes` is true, and closes the gaps. */
function dropEntries(block: Block, directory: number, goes: (tag: number) => boolean): void {
  const entries = block.entries(directory);
  const isGoing = (entry: number): boolean => goes(block.get16(entry));
  const kept = entries.filter((entry) => !isGoing(entry)).map((entry) => copyOf(block, entry, ENTRY_BYTES));
  for (const entry of entries.filter(isGoing)) {
    if (block.get16(entry) === GPS_DIRECTORY) blankDirectory(block, block.get32(entry + 8));
    else block.blankValue(entry);
  }
  const next = copyOf(block, directory + 2 + entries.length * ENTRY_BYTES, 4);
  block.content.fill(0, directory + 2, directory + 2 + entries.length * ENTRY_BYTES + 4);
  block.content.set(Buffer.concat([...kept, next]), directory + 2);
  block.set16(directory, kept.length);
}

const copyOf = (block: Block, at: number, bytes: number): Buffer => Buffer.from(block.content.subarray(at, at + bytes));

function setNumbers(block: Block, directory: number, numbers: Readonly<Record<number, number>>): void {
  for (const entry of block.entries(directory)) {
    const value = numbers[block.get16(entry)];
    if (value !== undefined) block.setNumber(entry, value);
  }
}

/** Without the thumbnail: it shows the picture as it was, and not upright. */
function dropThumbnail(block: Block, first: number): void {
  const nextAt = first + 2 + block.entries(first).length * ENTRY_BYTES;
  const second = block.get32(nextAt);
  if (second !== 0) blankDirectory(block, second);
  block.set32(nextAt, 0);
}

function change(block: Block, { size, withoutLocation }: ExifChange): void {
  const goes = (tag: number): boolean => withoutLocation && (tag <= LAST_GPS_TAG || mayTellPlace.has(tag));
  const first = block.get32(4);
  dropThumbnail(block, first);
  const { width, height } = size;
  const exifEntry = block.entries(first).find((entry) => block.get16(entry) === EXIF_DIRECTORY);
  if (exifEntry !== undefined) {
    const exif = block.get32(exifEntry + 8);
    dropEntries(block, exif, goes);
    setNumbers(block, exif, { [PIXEL_X]: width, [PIXEL_Y]: height });
  }
  dropEntries(block, first, goes);
  setNumbers(block, first, { [IMAGE_WIDTH]: width, [IMAGE_LENGTH]: height, [ORIENTATION]: UPRIGHT });
}

/**
 * Brings an EXIF block (with or without its `Exif` prefix) in line with an upright picture, in place: its bytes stay as
 * many and what stays of them stays where it is, so that offsets, also a maker's own, hold. The thumbnail goes, and with
 * `withoutLocation` whatever may tell a place. What goes is overwritten with zeros. Answers false where the block cannot be
 * read, which may leave it half changed: it must not be used then.
 */
export function changeExif(exif: Buffer, wanted: ExifChange): boolean {
  try {
    change(new Block(exif.subarray(exif.toString('latin1', 0, PREFIX.length) === PREFIX ? PREFIX.length : 0)), wanted);
    return true;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}
