import { Buffer } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { writeAtomically } from '../files/write.ts';
import { ALIGNMENT, type Section, SectionReader, SnapshotUnusable } from './snapshot-sections.ts';
import { TimeSlice } from './time-slice.ts';

/**
 * A snapshot's file: head (magic, version, a number that tells the order of bytes), the sections, each filled up to a
 * multiple of 8 bytes, a table of the sections with their checksums as JSON, and a foot (place, length and checksum of
 * the table). No byte of it is without a check.
 */
const MAGIC = Buffer.from('contact-sheet-catalogue\n');
/** To be raised with every change of what a section means. */
const VERSION = 1;
/** Read on a machine with the other order of bytes it is another number. */
const BYTE_ORDER_MARK = 0x0102_0304;
const HEAD_BYTES = MAGIC.length + 8;
const FOOT_BYTES = 24;
/** Read, checked or written in one stretch: some 2 ms of work. */
const PIECE_BYTES = 2 * 1024 * 1024;
/** One on each of a few threads: most of the time goes into making room for the bytes. */
const READS_AHEAD = 4;
/** Only the person whose keys can list the bucket may read it. */
const FILE_MODE = 0o600;

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const sectionTable = v.object({
  identity: v.string(),
  sections: v.array(v.object({ name: v.string(), bytes: whole, checksum: whole })),
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
  const table: SectionTable = { identity, sections: [] };
  let place = HEAD_BYTES;
  yield head();
  for (const { name, pieces } of sections) {
    let bytes = 0;
    let checksum = 0;
    for (const piece of [...pieces.flatMap(split), new Uint8Array(0)]) {
      await slice.rest();
      bytes += piece.length;
      checksum = crc32(piece, checksum);
      yield piece;
    }
    const filling = new Uint8Array(padded(bytes) - bytes);
    yield filling;
    table.sections.push({ name, bytes, checksum: crc32(filling, checksum) });
    place += padded(bytes);
  }
  const text = Buffer.from(JSON.stringify(table));
  yield text;
  yield foot(place, text);
}

/**
 * Reads the sections back, resting between stretches of work. Throws {@link SnapshotUnusable} where the file is
 * damaged, of another version, machine or `identity`, and the system's error where it cannot be read.
 */
export async function readSnapshot(file: string, identity: string): Promise<SectionReader> {
  const handle = await open(file, 'r');
  try {
    const { table, place } = await readTable(handle);
    if (table.identity !== identity) throw new SnapshotUnusable('expected the snapshot of another bucket');
    return new SectionReader(await readSections(handle, table.sections, place));
  } finally {
    await handle.close();
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

/** Some pieces are on their way, in threads of their own, while one is checked. */
async function readSections(
  handle: FileHandle,
  table: SectionTable['sections'],
  end: number,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const placed = place(table, end);
  const pieces = placed.flatMap(({ buffer, from }, section) =>
    split(buffer).map((bytes) => ({ bytes, from: from + bytes.byteOffset, section })),
  );
  const reads: Promise<void>[] = [];
  const checksums = table.map(() => 0);
  for (const [at, { bytes, section }] of pieces.entries()) {
    for (const next of pieces.slice(reads.length, at + READS_AHEAD)) {
      const read = readInto(handle, next.from, next.bytes);
      // Where an earlier one fails first, nobody waits for this one.
      read.catch(() => undefined);
      reads.push(read);
    }
    await reads[at];
    checksums[section] = crc32(bytes, checksums[section]);
  }
  const sections = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [section, { name, bytes, checksum }] of table.entries()) {
    const found = checksums[section];
    if (found !== checksum) throw new SnapshotUnusable(`expected the checksum ${checksum} but received ${found}`);
    sections.set(name, placed[section]?.buffer.subarray(0, bytes) ?? new Uint8Array(0));
  }
  return sections;
}

/** Where each section begins, with room for it; they fill the file between head and table. */
function place(table: SectionTable['sections'], end: number): { from: number; buffer: Uint8Array<ArrayBuffer> }[] {
  let from = HEAD_BYTES;
  const starts = table.map(({ bytes }) => {
    from += padded(bytes);
    return from - padded(bytes);
  });
  if (from !== end) throw new SnapshotUnusable(`expected the table at ${from} but received it at ${end}`);
  return table.map(({ bytes }, section) => ({ from: starts[section] ?? 0, buffer: new Uint8Array(padded(bytes)) }));
}

async function readInto(handle: FileHandle, from: number, into: Uint8Array): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await handle.read(into, done, into.length - done, from + done);
    if (bytesRead === 0) throw new SnapshotUnusable('expected more bytes but received the end of the file');
    done += bytesRead;
  }
}

async function readExactly(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  await readInto(handle, from, bytes);
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

function split(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) pieces.push(bytes.subarray(at, at + PIECE_BYTES));
  return pieces;
}
