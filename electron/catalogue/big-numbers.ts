import { type Column, MAP_ENTRY_BYTES, words32 } from './columns.ts';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';

/** Stands in a 32-bit entry for a number that does not fit and lies beside. */
const BESIDE = 0xffff_ffff;
/** A number beside its column is saved as its place and itself. */
const PAIR = 2;

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

  save(sections: SectionWriter, name: string): void {
    sections.add(name, this.#small.share());
    sections.add(`${name}-large`, [new Uint8Array(Float64Array.from([...this.#large].flat()).buffer)]);
  }

  restore(sections: SectionReader, name: string): void {
    this.#small.adopt(sections.lazy(name));
    this.#large.clear();
    const pairs = sections.doubles(`${name}-large`);
    for (let at = 0; at < pairs.length; at += PAIR) this.#large.set(pairs[at] ?? 0, pairs[at + 1] ?? 0);
  }

  get byteLength(): number {
    return this.#small.byteLength + this.#large.size * MAP_ENTRY_BYTES;
  }
}
