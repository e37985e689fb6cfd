import { Buffer } from 'node:buffer';

/** Blocks are filled one after the other; a record never spans two. */
const BLOCK_BYTES = 1 << 20;

/**
 * Text and small records packed into large blocks instead of one object each. An address is a number under 2^32 and
 * never 0. Nothing is freed: what changes is written anew.
 */
export class ByteArena {
  readonly #blocks: Buffer[] = [];
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
    const index = Math.floor(address / BLOCK_BYTES);
    while (this.#blocks.length <= index) this.#blocks.push(Buffer.alloc(BLOCK_BYTES));
    return { block: this.#blocks[index] ?? Buffer.alloc(0), offset: address % BLOCK_BYTES };
  }

  get byteLength(): number {
    return this.#blocks.length * BLOCK_BYTES;
  }
}
