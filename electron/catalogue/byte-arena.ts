import { Buffer } from 'node:buffer';

/** Blocks are filled one after the other; a record never spans two. */
const BLOCK_BITS = 20;
const BLOCK_BYTES = 1 << BLOCK_BITS;

/**
 * Text and small records packed into large blocks instead of one object each. An address is a number under 2^32 and
 * never 0. Nothing is freed: what changes is written anew.
 */
export class ByteArena {
  #blocks: Buffer[] = [];
  /** 0 is kept free to mean "nothing". */
  #next = 1;

  /** Room for `length` bytes (at most 1 MiB): its address, the block and the offset in it to write to. */
  reserve(length: number): { address: number; block: Buffer; offset: number } {
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
    const whole = Math.floor(this.#next / BLOCK_BYTES);
    const rest = this.#next % BLOCK_BYTES;
    const last = this.#blocks[whole]?.subarray(0, rest) ?? new Uint8Array(rest);
    return [...this.#blocks.slice(0, whole), last];
  }

  /** Takes over what `share` gave, in one piece, in place of all records. */
  adopt(bytes: Uint8Array): void {
    this.#next = Math.max(1, bytes.length);
    this.#blocks = [];
    if (this.#next === 1) return;
    for (let from = 0; from < bytes.length; from += BLOCK_BYTES) {
      const length = Math.min(BLOCK_BYTES, bytes.length - from);
      const block = Buffer.from(bytes.buffer, bytes.byteOffset + from, length);
      // The last one is filled further.
      this.#blocks.push(length === BLOCK_BYTES ? block : Buffer.concat([block], BLOCK_BYTES));
    }
  }

  get byteLength(): number {
    return this.#blocks.length * BLOCK_BYTES;
  }
}

/** Where in its block an address lies. */
export const offsetOf = (address: number): number => address & (BLOCK_BYTES - 1);
