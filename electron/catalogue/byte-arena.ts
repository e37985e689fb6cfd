import { Buffer } from 'node:buffer';
import { SnapshotUnusable } from './snapshot-sections.ts';
import type { LazyBytes } from './snapshot-source.ts';

/** Blocks are filled one after the other; a record never spans two. */
const BLOCK_BITS = 20;
const BLOCK_BYTES = 1 << BLOCK_BITS;
/** Metadata has 2 KB at most, keys 1 KB, and a name of a table 1000 characters. */
const LONGEST_RECORD_BYTES = 4096;

/**
 * Text and small records packed into large blocks instead of one object each. An address is a number under 2^32 and
 * never 0. Nothing is freed: what changes is written anew.
 */
export class ByteArena {
  /** Empty where a block was not looked at since it was adopted. */
  #blocks: (Buffer | undefined)[] = [];
  /** What blocks are adopted from; null once all of it was read. */
  #adopted: LazyBytes | null = null;
  /** 0 is kept free to mean "nothing". */
  #next = 1;

  /** Room for `length` bytes (at most 1 MiB): its address, the block and the offset in it to write to. */
  reserve(length: number): { address: number; block: Buffer; offset: number } {
    if (this.#adopted !== null) this.#settle(this.#adopted);
    const left = BLOCK_BYTES - (this.#next % BLOCK_BYTES);
    if (length > left) this.#next += left;
    const address = this.#next;
    this.#next += length;
    return { address, ...this.at(address) };
  }

  /** Where the record of an address lies. */
  at(address: number): { block: Buffer; offset: number } {
    return { block: this.blockOf(address), offset: address % BLOCK_BYTES };
  }

  /** The block that an address lies in; {@link offsetOf} says where. */
  blockOf(address: number): Buffer {
    if (this.#adopted !== null) this.#read(this.#adopted, address);
    const index = address >>> BLOCK_BITS;
    const known = this.#blocks[index];
    if (known !== undefined) return known;
    while (this.#blocks.length <= index) this.#blocks.push(Buffer.alloc(BLOCK_BYTES));
    return this.#blocks[index] ?? Buffer.alloc(0);
  }

  /** Every address lies below this. */
  get end(): number {
    return this.#next;
  }

  /** All that was written so far; it never changes. */
  share(): Uint8Array[] {
    if (this.#adopted !== null) this.#settle(this.#adopted);
    const whole = Math.floor(this.#next / BLOCK_BYTES);
    const rest = this.#next % BLOCK_BYTES;
    const last = this.#blocks[whole]?.subarray(0, rest) ?? new Uint8Array(rest);
    return [...this.#blocks.slice(0, whole).map((block) => block ?? new Uint8Array(BLOCK_BYTES)), last];
  }

  /** Takes over what `share` gave in place of all records; they are read when they are first wanted. */
  adopt(bytes: LazyBytes): void {
    this.#next = Math.max(1, bytes.length);
    this.#blocks = [];
    this.#adopted = this.#next === 1 ? null : bytes;
  }

  #read(adopted: LazyBytes, address: number): void {
    if (adopted.isWhole) {
      this.#settle(adopted);
      return;
    }
    if (address >= adopted.length) throw new SnapshotUnusable(`expected no record at ${address}`);
    adopted.part(address, Math.min(LONGEST_RECORD_BYTES, adopted.length - address));
    this.#blocks[address >>> BLOCK_BITS] ??= blockIn(adopted, address - offsetOf(address));
  }

  /** From then on all is there, and can be written to. */
  #settle(adopted: LazyBytes): void {
    adopted.whole();
    this.#adopted = null;
    this.#blocks = [];
    for (let from = 0; from < adopted.length; from += BLOCK_BYTES) {
      const block = blockIn(adopted, from);
      // The last one is filled further.
      this.#blocks.push(block.length === BLOCK_BYTES ? block : Buffer.concat([block], BLOCK_BYTES));
    }
  }

  get byteLength(): number {
    const blocks = this.#adopted === null ? this.#blocks.length : Math.ceil(this.#next / BLOCK_BYTES);
    return blocks * BLOCK_BYTES;
  }
}

/** Where in its block an address lies. */
export const offsetOf = (address: number): number => address & (BLOCK_BYTES - 1);

/** Only what was read of it is right. */
function blockIn(adopted: LazyBytes, from: number): Buffer {
  return Buffer.from(adopted.memory, from, Math.min(BLOCK_BYTES, adopted.length - from));
}
