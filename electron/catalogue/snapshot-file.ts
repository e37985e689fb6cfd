import { Buffer } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { writeAtomically } from '../files/write.ts';
import { ALIGNMENT, type Section, SectionReader, SnapshotUnusable } from './snapshot-sections.ts';
import { BLOCK_BYTES, LazyBytes } from './snapshot-source.ts';
import { TimeSlice } from './time-slice.ts';

/**
 * A snapshot's file: head (magic, version, a number that tells the order of bytes), the sections, each filled up to a
 * multiple of 8 bytes, the checksums of their blocks as 32-bit numbers, a table of the sections as JSON, and a foot
 * (place, length and checksum of the table). No byte of it is without a check.
 */
const MAGIC = Buffer.from('contact-sheet-catalogue\n');
/** To be raised with every change of what a section means. */
const VERSION = 2;
/** Read on a machine with the other order of bytes it is another number. */
const BYTE_ORDER_MARK = 0x0102_0304;
const HEAD_BYTES = MAGIC.length + 8;
const FOOT_BYTES = 24;
const CHECKSUM_BYTES = Uint32Array.BYTES_PER_ELEMENT;
/** Only the person whose keys can list the bucket may read it. */
const FILE_MODE = 0o600;

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const sectionTable = v.object({
  identity: v.string(),
  sections: v.array(v.object({ name: v.string(), bytes: whole })),
  /** Of the checksums. */
  checksum: whole,
});
type SectionTable = v.InferOutput<typeof sectionTable>;

/**
 * Writes the sections to `file` whole or not at all, resting between stretches of work. `identity` says whose they are.
 * Fails as {@link writeAtomically} does.
 */
export async function writeSnapshot(
  file: string,
  { identity, sections }: { identity: string; sections: readonly Section[] },
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const stream = Readable.from(piecesOf(identity, sections), { objectMode: true, highWaterMark: 1 });
  await writeAtomically(file, { stream }, { signal, mode: FILE_MODE });
}

async function* piecesOf(identity: string, sections: readonly Section[]): AsyncGenerator<Uint8Array> {
  const slice = new TimeSlice();
  const table: SectionTable = { identity, sections: [], checksum: 0 };
  const checksums: number[] = [];
  let place = HEAD_BYTES;
  yield head();
  for (const { name, pieces } of sections) {
    const blocks = new BlockChecksums(checksums);
    for (const piece of pieces) {
      await slice.rest();
      blocks.add(piece);
      yield piece;
    }
    const { bytes } = blocks;
    const filling = new Uint8Array(padded(bytes) - bytes);
    yield filling;
    blocks.add(filling);
    blocks.end();
    table.sections.push({ name, bytes });
    place += padded(bytes);
  }
  const sums = new Uint8Array(Uint32Array.from(checksums).buffer);
  yield sums;
  const text = Buffer.from(JSON.stringify({ ...table, checksum: crc32(sums) }));
  yield text;
  yield foot(place + sums.length, text);
}

/** Checksums of the blocks of a section whose bytes come in pieces of any size. */
class BlockChecksums {
  readonly #into: number[];
  #checksum = 0;
  bytes = 0;

  constructor(into: number[]) {
    this.#into = into;
  }

  add(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + BLOCK_BYTES - (this.bytes % BLOCK_BYTES));
      this.#checksum = crc32(part, this.#checksum);
      this.bytes += part.length;
      at += part.length;
      if (this.bytes % BLOCK_BYTES === 0) this.#endBlock();
    }
  }

  end(): void {
    if (this.bytes % BLOCK_BYTES !== 0) this.#endBlock();
  }

  #endBlock(): void {
    this.#into.push(this.#checksum);
    this.#checksum = 0;
  }
}

/**
 * Opens a snapshot, whose sections are read when they are asked for. Throws {@link SnapshotUnusable} where its table is
 * damaged, or it is of another version, machine or `identity`, and the system's error where it cannot be read. The
 * reader is to be closed.
 */
export async function openSnapshot(file: string, identity: string): Promise<SectionReader> {
  const handle = await open(file, 'r');
  try {
    const { table, place } = await readTable(handle);
    if (table.identity !== identity) throw new SnapshotUnusable('expected the snapshot of another bucket');
    return new SectionReader(await sectionsOf(handle, table, place), () => handle.close());
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readTable(handle: FileHandle): Promise<{ table: SectionTable; place: number }> {
  const { size } = await handle.stat();
  if (size < HEAD_BYTES + FOOT_BYTES) throw new SnapshotUnusable(`expected a whole file but received ${size} bytes`);
  if (!(await readExactly(handle, 0, HEAD_BYTES)).equals(head())) throw new SnapshotUnusable('expected another head');
  const end = await readExactly(handle, size - FOOT_BYTES, FOOT_BYTES);
  const place = end.readDoubleLE(0);
  const length = size - FOOT_BYTES - place;
  if (!Number.isInteger(place) || place < HEAD_BYTES || length < 0) throw new SnapshotUnusable('expected another foot');
  const text = await readExactly(handle, place, length);
  if (!end.equals(foot(place, text))) throw new SnapshotUnusable('expected another checksum of the table');
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), sectionTable), text.toString('utf8'));
  if (!parsed.success) throw new SnapshotUnusable('expected another table');
  return { table: parsed.output, place };
}

/** The sections fill the file between head and checksums, and these what is left up to the table at `end`. */
async function sectionsOf(handle: FileHandle, table: SectionTable, end: number): Promise<Map<string, LazyBytes>> {
  const blocks = table.sections.map(({ bytes }) => Math.ceil(padded(bytes) / BLOCK_BYTES));
  const sumsBytes = blocks.reduce((sum, count) => sum + count, 0) * CHECKSUM_BYTES;
  const sumsFrom = table.sections.reduce((from, { bytes }) => from + padded(bytes), HEAD_BYTES);
  if (sumsFrom + sumsBytes !== end) throw new SnapshotUnusable(`expected the table at ${sumsFrom + sumsBytes}`);
  const sums = await readExactly(handle, sumsFrom, sumsBytes);
  if (crc32(sums) !== table.checksum) throw new SnapshotUnusable('expected another checksum of the checksums');
  const checksums = new Uint32Array(new Uint8Array(sums).buffer);
  const sections = new Map<string, LazyBytes>();
  let from = HEAD_BYTES;
  let block = 0;
  for (const [at, { name, bytes }] of table.sections.entries()) {
    const place = { from, length: bytes, padded: padded(bytes) };
    const count = blocks[at] ?? 0;
    sections.set(name, new LazyBytes(handle, place, checksums.subarray(block, block + count)));
    from += place.padded;
    block += count;
  }
  return sections;
}

async function readExactly(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, from + done);
    if (bytesRead === 0) throw new SnapshotUnusable('expected more bytes but received the end of the file');
    done += bytesRead;
  }
  return bytes;
}

function head(): Buffer {
  return Buffer.concat([MAGIC, new Uint8Array(Uint32Array.of(VERSION, BYTE_ORDER_MARK).buffer)]);
}

/** The place is a double, so that files beyond 4 GB have one. */
function foot(place: number, table: Buffer): Buffer {
  const bytes = Buffer.alloc(FOOT_BYTES);
  bytes.writeDoubleLE(place, 0);
  bytes.writeUInt32LE(table.length, 8);
  bytes.writeUInt32LE(crc32(table), 12);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 16)), 16);
  return bytes;
}

const padded = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
