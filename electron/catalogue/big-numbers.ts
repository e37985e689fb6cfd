import { type Column, MAP_ENTRY_BYTES, words32 } from './columns.ts';

/** Stands in a 32-bit entry for a number that does not fit and lies beside. */
const BESIDE = 0xffff_ffff;

/** A column of whole numbers, nearly all under 4 GB: 4 bytes each, the few larger ones beside. */
export class BigNumberColumn {
  readonly #small: Column = words32();
  readonly #large = new Map<number, number>();

  get(index: number): number {
    const small = this.#small.get(index);
    return small === BESIDE ? (this.#large.get(index) ?? BESIDE) : small;
  }

  set(index: number, value: number): void {
    if (value >= BESIDE) this.#large.set(index, value);
    else if (this.#large.size > 0) this.#large.delete(index);
    this.#small.set(index, Math.min(value, BESIDE));
  }

  get byteLength(): number {
    return this.#small.byteLength + this.#large.size * MAP_ENTRY_BYTES;
  }
}
