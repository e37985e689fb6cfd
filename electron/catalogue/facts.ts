import * as v from 'valibot';
import { ByteArena, offsetOf } from './byte-arena.ts';
import { type Column, words32 } from './columns.ts';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';
import { isPlainUtf8, type TextPattern } from './text-pattern.ts';

/** What is known of a group's source beyond what a listing tells. */
export interface GroupFacts {
  /** Original name without extension; null where only pixels are known. */
  name: string | null;
  extension: string | null;
  width: number | null;
  height: number | null;
}

/** Record: bytes of the name (2), of the extension (1), whether there is a name and it is plain (1), width (4), height (4), then both texts. */
const HEADER_BYTES = 12;
const EXTENSION_AT = 2;
const NAMED_AT = 3;
/** Whether there is a name, and whether it is of the kind that is searched without making a text of it. */
const NAMED = 1;
const PLAIN = 2;
const WIDTH_AT = 4;
const HEIGHT_AT = 8;

/** Names and pixels of groups, packed: 4 bytes a group and some 20 more for each that is known. */
export class FactsColumn {
  readonly #addresses: Column = words32();
  readonly #records = new ByteArena();
  /** Bytes of records that nothing refers to any more. */
  #wasted = 0;

  get(row: number): GroupFacts | null {
    const address = this.#addresses.get(row);
    if (address === 0) return null;
    const { block, offset } = this.#records.at(address);
    const nameEnd = offset + HEADER_BYTES + block.readUInt16LE(offset);
    const extension = block.toString('utf8', nameEnd, nameEnd + block.readUInt8(offset + EXTENSION_AT));
    return {
      name: this.name(row),
      extension: extension || null,
      width: block.readUInt32LE(offset + WIDTH_AT) || null,
      height: block.readUInt32LE(offset + HEIGHT_AT) || null,
    };
  }

  /** Only the name: quicker where many rows are gone through. */
  name(row: number): string | null {
    const address = this.#addresses.get(row);
    if (address === 0) return null;
    const { block, offset } = this.#records.at(address);
    if (block.readUInt8(offset + NAMED_AT) === 0) return null;
    const start = offset + HEADER_BYTES;
    return block.toString('utf8', start, start + block.readUInt16LE(offset));
  }

  hasName(row: number): boolean {
    const address = this.#addresses.get(row);
    if (address === 0) return false;
    const { block, offset } = this.#records.at(address);
    return block.readUInt8(offset + NAMED_AT) !== 0;
  }

  /** Whether a pattern is part of the name; null where there is none. */
  nameHas(row: number, pattern: TextPattern): boolean | null {
    const address = this.#addresses.get(row);
    if (address === 0) return null;
    const block = this.#records.blockOf(address);
    const offset = offsetOf(address);
    const form = block[offset + NAMED_AT] ?? 0;
    if (form === 0) return null;
    if ((form & PLAIN) === 0) return pattern.isIn(this.name(row) ?? '');
    const start = offset + HEADER_BYTES;
    return pattern.isInBytes(block, start, start + ((block[offset] ?? 0) | ((block[offset + 1] ?? 0) << 8)));
  }

  /** Answers whether anything changed. Name and extension are short: metadata and tables are bounded when they are read. */
  set(row: number, facts: GroupFacts): boolean {
    const known = this.get(row);
    if (known !== null && sameFacts(known, facts)) return false;
    this.forget(row);
    const name = Buffer.from(facts.name ?? '');
    const extension = Buffer.from(facts.extension ?? '');
    const { address, block, offset } = this.#records.reserve(HEADER_BYTES + name.length + extension.length);
    block.writeUInt16LE(name.length, offset);
    block.writeUInt8(extension.length, offset + EXTENSION_AT);
    block.writeUInt8(
      facts.name === null ? 0 : NAMED | (isPlainUtf8(name, 0, name.length) ? PLAIN : 0),
      offset + NAMED_AT,
    );
    block.writeUInt32LE(facts.width ?? 0, offset + WIDTH_AT);
    block.writeUInt32LE(facts.height ?? 0, offset + HEIGHT_AT);
    name.copy(block, offset + HEADER_BYTES);
    extension.copy(block, offset + HEADER_BYTES + name.length);
    this.#addresses.set(row, address);
    return true;
  }

  forget(row: number): void {
    const address = this.#addresses.get(row);
    if (address === 0) return;
    const { block, offset } = this.#records.at(address);
    this.#wasted += HEADER_BYTES + block.readUInt16LE(offset) + block.readUInt8(offset + EXTENSION_AT);
    this.#addresses.set(row, 0);
  }

  save(sections: SectionWriter): void {
    sections.add('facts', this.#addresses.share());
    sections.add('fact-records', this.#records.share());
    sections.addJson('fact-records-wasted', this.#wasted);
  }

  restore(sections: SectionReader): void {
    this.#addresses.adopt(sections.lazy('facts'));
    this.#records.adopt(sections.lazy('fact-records'));
    this.#wasted = sections.json('fact-records-wasted', byteCount);
  }

  /** Once all was read: whether the parts of what was restored belong together. */
  isSound(rows: number): boolean {
    return this.#addresses.max(rows) < this.#records.end;
  }

  /** Memory in bytes: of the column, of the records beside it, and what of these nothing refers to any more. */
  get byteLength(): { column: number; records: number; wasted: number } {
    return { column: this.#addresses.byteLength, records: this.#records.byteLength, wasted: this.#wasted };
  }
}

const byteCount = v.pipe(v.number(), v.integer(), v.minValue(0));

export const sameFacts = (a: GroupFacts, b: GroupFacts): boolean =>
  a.name === b.name && a.extension === b.extension && a.width === b.width && a.height === b.height;
