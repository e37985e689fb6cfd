import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { SnapshotUnusable } from './snapshot-sections.ts';

/** Has a checksum of its own, so that little has to be read to be sure of a part of a section. */
export const BLOCK_BYTES = 16 * 1024;
/** Read in one go: some 2 ms of work to check. */
const PIECE_BYTES = 2 * 1024 * 1024;
/** On threads of their own, as most of the time goes into making room for the bytes; more would take the cores from the first screenful. */
const READS_AHEAD = 2;

/**
 * The bytes of one section, read when they are asked for. Nothing is given out before its checksum was found right. All
 * methods throw {@link SnapshotUnusable}.
 */
export class LazyBytes {
  readonly length: number;
  readonly #handle: FileHandle;
  readonly #from: number;
  readonly #checksums: Uint32Array;
  /** The section with what fills it up. Takes no memory where nothing was read. */
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #isRead: Uint8Array;
  #missing: number;

  /** `checksums` are those of its blocks, the filling included. */
  constructor(handle: FileHandle, place: { from: number; length: number; padded: number }, checksums: Uint32Array) {
    this.length = place.length;
    this.#handle = handle;
    this.#from = place.from;
    this.#checksums = checksums;
    this.#bytes = new Uint8Array(place.padded);
    this.#isRead = new Uint8Array(checksums.length);
    this.#missing = checksums.length;
  }

  /** All of it was read. */
  get isWhole(): boolean {
    return this.#missing === 0;
  }

  /** A part, read at once where it is missing still. Lies at its place in one piece of memory that all parts share. */
  part(from: number, length: number): Uint8Array<ArrayBuffer> {
    if (from + length > this.length)
      throw new SnapshotUnusable(`expected ${from + length} bytes but received ${this.length}`);
    if (!this.isWhole) this.#readNow(from, from + length);
    return this.#bytes.subarray(from, from + length);
  }

  /** What all parts lie in, from 0 on. Only what {@link part} gave is right in it. */
  get memory(): ArrayBuffer {
    return this.#bytes.buffer;
  }

  whole(): Uint8Array<ArrayBuffer> {
    return this.part(0, this.length);
  }

  /** Reads what is missing still without holding the thread. */
  async load(): Promise<void> {
    const pieces: { from: number; to: number }[] = [];
    for (let from = 0; from < this.#bytes.length && !this.isWhole; from += PIECE_BYTES)
      pieces.push({ from, to: Math.min(from + PIECE_BYTES, this.#bytes.length) });
    const reads: Promise<void>[] = [];
    for (const [at, { from, to }] of pieces.entries()) {
      for (const next of pieces.slice(reads.length, at + READS_AHEAD)) {
        const read = this.#read(next.from, next.to);
        // Where an earlier one fails first, nobody waits for this one.
        read.catch(() => undefined);
        reads.push(read);
      }
      await reads[at];
      this.#check(from, to);
      await setImmediate();
    }
  }

  async #read(from: number, to: number): Promise<void> {
    if (this.#firstMissing(from, to) >= to) return;
    for (let done = from; done < to; ) {
      const { bytesRead } = await this.#handle.read(this.#bytes, done, to - done, this.#from + done).catch(unreadable);
      if (bytesRead === 0) throw new SnapshotUnusable('expected more bytes but received the end of the file');
      done += bytesRead;
    }
  }

  #readNow(from: number, to: number): void {
    const start = this.#firstMissing(from, to);
    if (start >= to) return;
    const end = Math.min(Math.ceil(to / BLOCK_BYTES) * BLOCK_BYTES, this.#bytes.length);
    for (let done = start; done < end; ) {
      const bytesRead = readBytes(this.#handle.fd, this.#bytes, done, end - done, this.#from + done);
      if (bytesRead === 0) throw new SnapshotUnusable('expected more bytes but received the end of the file');
      done += bytesRead;
    }
    this.#check(start, end);
  }

  /** Where the first block begins that reaches into a part and is missing. */
  #firstMissing(from: number, to: number): number {
    for (let block = Math.floor(from / BLOCK_BYTES); block * BLOCK_BYTES < to; block += 1)
      if (this.#isRead[block] === 0) return block * BLOCK_BYTES;
    return to;
  }

  /** From the beginning of a block to the end of one. What was found right before stays so: nobody changes it before all is read. */
  #check(from: number, to: number): void {
    for (let start = from; start < to; start += BLOCK_BYTES) {
      const block = start / BLOCK_BYTES;
      if (this.#isRead[block] === 1) continue;
      const found = crc32(this.#bytes.subarray(start, start + BLOCK_BYTES));
      const expected = this.#checksums[block];
      if (found !== expected) throw new SnapshotUnusable(`expected the checksum ${expected} but received ${found}`);
      this.#isRead[block] = 1;
      this.#missing -= 1;
    }
  }
}

/** That the file cannot be read, as it was closed or its disk is gone, is no other than that it is damaged. */
function unreadable(cause: unknown): never {
  throw new SnapshotUnusable('expected to read a snapshot', { cause });
}

function readBytes(fd: number, into: Uint8Array, offset: number, length: number, position: number): number {
  try {
    return readSync(fd, into, offset, length, position);
  } catch (cause) {
    return unreadable(cause);
  }
}
