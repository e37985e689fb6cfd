import * as v from 'valibot';
import type { VariantSize } from '../../shared/object-key.ts';
import { bytes8, type Column, doubles, words32 } from './columns.ts';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';

/** Stands for `original` in the column of widths. */
const ORIGINAL = 0;

/** A variant that has no column of its own: the original, or a width other than the three usual ones. */
interface ExtraVariant {
  size: Exclude<VariantSize, 'thumbnail'>;
  extension: string;
  bytes: number;
}

/** The variants beyond thumbnail, 512, 1024 and 1920, as linked lists in columns. A size may come with two endings. */
export class ExtraVariants {
  /** The first entry of each group that has any; stays empty where none has. */
  readonly #heads: Column = words32();
  readonly #next: Column = words32();
  readonly #width: Column = words32();
  readonly #bytes: Column = doubles();
  readonly #extension: Column = words32();
  readonly #generation: Column = bytes8();
  readonly #extensions: string[] = [];
  readonly #extensionNumbers = new Map<string, number>();
  /** Entries count from 1, so that 0 ends a list. */
  #entries = 0;
  #free = 0;

  /** Adds or updates a variant, marks it as seen in `generation`, and answers whether anything changed. */
  set(group: number, variant: ExtraVariant, generation: number): boolean {
    const known = this.#find(group, variant);
    const entry = known === 0 ? this.#add(group, variant) : known;
    this.#generation.set(entry, generation);
    if (known !== 0 && this.#bytes.get(entry) === variant.bytes) return false;
    this.#bytes.set(entry, variant.bytes);
    return true;
  }

  remove(group: number, variant: Pick<ExtraVariant, 'size' | 'extension'>): boolean {
    const entry = this.#find(group, variant);
    if (entry !== 0) this.#unlink(group, (candidate) => candidate === entry);
    return entry !== 0;
  }

  /** Drops what was not seen in `generation`; answers whether anything was. */
  sweep(group: number, generation: number): boolean {
    return this.#unlink(group, (entry) => this.#generation.get(entry) !== generation);
  }

  /** Forgets when variants were seen, for a count of generations that starts anew. */
  forgetGenerations(): void {
    this.#generation.clear();
  }

  list(group: number): ExtraVariant[] {
    const variants: ExtraVariant[] = [];
    for (let entry = this.#head(group); entry !== 0; entry = this.#next.get(entry)) {
      const width = this.#width.get(entry);
      const extension = this.#extensions[this.#extension.get(entry)] ?? '';
      variants.push({ size: width === ORIGINAL ? 'original' : width, extension, bytes: this.#bytes.get(entry) });
    }
    return variants;
  }

  count(group: number): number {
    let count = 0;
    for (let entry = this.#head(group); entry !== 0; entry = this.#next.get(entry)) count += 1;
    return count;
  }

  bytes(group: number): number {
    let sum = 0;
    for (let entry = this.#head(group); entry !== 0; entry = this.#next.get(entry)) sum += this.#bytes.get(entry);
    return sum;
  }

  get byteLength(): number {
    const columns = [this.#heads, this.#next, this.#width, this.#bytes, this.#extension, this.#generation];
    return columns.reduce((sum, column) => sum + column.byteLength, 0);
  }

  /** When variants were seen is left out: a listing under way ends with the process. */
  save(sections: SectionWriter): void {
    sections.add('extra-heads', this.#heads.share());
    sections.add('extra-next', this.#next.share());
    sections.add('extra-widths', this.#width.share());
    sections.add('extra-bytes', this.#bytes.share());
    sections.add('extra-extensions', this.#extension.share());
    sections.addJson('extra-state', { entries: this.#entries, free: this.#free, extensions: this.#extensions });
  }

  restore(sections: SectionReader): void {
    this.#heads.adopt(sections.lazy('extra-heads'));
    this.#next.adopt(sections.lazy('extra-next'));
    this.#width.adopt(sections.lazy('extra-widths'));
    this.#bytes.adopt(sections.lazy('extra-bytes'));
    this.#extension.adopt(sections.lazy('extra-extensions'));
    const { entries, free, extensions } = sections.json('extra-state', extraState);
    this.#entries = entries;
    this.#free = free;
    extensions.forEach((extension) => {
      this.#extensionNumber(extension);
    });
  }

  /** Once all was read: whether each entry is reached from one place at most, so that no list runs in a circle. */
  isSound(groups: number): boolean {
    const reached = new Uint8Array(this.#entries + 1);
    const reach = (entry: number): boolean => {
      if (entry === 0) return true;
      if (entry > this.#entries || reached[entry] === 1) return false;
      reached[entry] = 1;
      return true;
    };
    if (!reach(this.#free)) return false;
    for (let entry = 1; entry <= this.#entries; entry += 1) if (!reach(this.#next.get(entry))) return false;
    if (this.#heads.isEmpty) return true;
    for (let group = 0; group < groups; group += 1) if (!reach(this.#heads.get(group))) return false;
    return true;
  }

  #head(group: number): number {
    return this.#heads.get(group);
  }

  #find(group: number, { size, extension }: Pick<ExtraVariant, 'size' | 'extension'>): number {
    const width = size === 'original' ? ORIGINAL : size;
    const ending = this.#extensionNumbers.get(extension);
    for (let entry = this.#head(group); entry !== 0; entry = this.#next.get(entry)) {
      if (this.#width.get(entry) === width && this.#extension.get(entry) === ending) return entry;
    }
    return 0;
  }

  #add(group: number, { size, extension }: ExtraVariant): number {
    const entry = this.#free || this.#entries + 1;
    if (entry === this.#free) this.#free = this.#next.get(entry);
    else this.#entries = entry;
    this.#width.set(entry, size === 'original' ? ORIGINAL : size);
    this.#extension.set(entry, this.#extensionNumber(extension));
    this.#next.set(entry, this.#head(group));
    this.#heads.set(group, entry);
    return entry;
  }

  /** Takes the entries that `goes` names out of a group's list, for later use. */
  #unlink(group: number, goes: (entry: number) => boolean): boolean {
    let before = 0;
    let changed = false;
    for (let entry = this.#head(group); entry !== 0; ) {
      const next = this.#next.get(entry);
      if (goes(entry)) {
        if (before !== 0) this.#next.set(before, next);
        else this.#heads.set(group, next);
        this.#next.set(entry, this.#free);
        this.#free = entry;
        changed = true;
      } else before = entry;
      entry = next;
    }
    return changed;
  }

  #extensionNumber(extension: string): number {
    const known = this.#extensionNumbers.get(extension);
    if (known !== undefined) return known;
    const number = this.#extensions.push(extension) - 1;
    this.#extensionNumbers.set(extension, number);
    return number;
  }
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const extraState = v.object({ entries: count, free: count, extensions: v.array(v.string()) });
