import { Buffer } from 'node:buffer';
import * as v from 'valibot';
import type { ForeignKey, GroupKey } from '../../shared/object-key.ts';
import { Albums } from './albums.ts';
import { BigNumberColumn } from './big-numbers.ts';
import { ByteArena, offsetOf } from './byte-arena.ts';
import { bytes8, type Column, doubles, words16, words32 } from './columns.ts';
import { EtagColumn } from './etags.ts';
import { ExtraVariants } from './extra-variants.ts';
import { HiddenRows } from './hidden-rows.ts';
import { RowChanges } from './row-changes.ts';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';
import { finishHash, mixHash, StemIndex } from './stem-index.ts';
import { isPlainUtf8, type TextPattern } from './text-pattern.ts';
import type { TimeSlice } from './time-slice.ts';
import { emptyUuid, packUuid, UUID_CHARACTERS, UuidColumn } from './uuids.ts';

/** Widths with a column of their own; slot 0 is the thumbnail or a foreign image's only object. */
export const SLOT_WIDTHS = [512, 1024, 1920] as const;
export const MARKER_SLOT = 0;
const SLOTS = 1 + SLOT_WIDTHS.length;

/** Bits of a row's flags. Bit n of the lowest four: slot n is stored. The next four: it was seen in this listing. */
export const MARKER = 1 << MARKER_SLOT;
export const STORED = (1 << SLOTS) - 1;
export const SEEN_SHIFT = SLOTS;
export const SEEN = STORED << SEEN_SHIFT;
export const FOREIGN = 1 << 8;
export const GONE = 1 << 9;
export const HAS_EXTRAS = 1 << 10;
/** Of a foreign image: its file name is searched without making a text of it. */
export const PLAIN = 1 << 11;
/** The metadata of the group as it is was read and holds no name. */
export const READ_NAMELESS = 1 << 12;

/**
 * One row of columns per group, found by stem. A row is never taken out: a group that vanished is marked `GONE` and
 * comes back under the same id. Costs about 75 bytes a group with its share of the index.
 */
export class GroupTable {
  readonly albums = new Albums();
  /** To be told of every change of what a row is ordered by. */
  readonly changes = new RowChanges();
  readonly flags: Column = words16();
  readonly generation: Column = bytes8();
  /** Ms since the epoch: of the thumbnail, else of the newest variant. */
  readonly modified: Column = doubles();
  /** Of the thumbnail, else of the newest variant. */
  readonly etags = new EtagColumn();
  readonly extras = new ExtraVariants();
  /** Live, but in no view or count. Never saved. */
  readonly hidden = new HiddenRows();
  readonly #slotBytes = new BigNumberColumn();
  readonly #album: Column = words32();
  /** Of a foreign image the words are: address of its file name, length in bytes, hash. */
  readonly #uuids = new UuidColumn();
  readonly #fileNames = new ByteArena();
  readonly #index = new StemIndex((row) => this.#hashOfRow(row));
  /** Reused for every search. */
  readonly #uuidText = new Uint8Array(UUID_CHARACTERS);
  /** Reused for every look-up. */
  readonly #wanted = emptyUuid();
  #last = { uuid: '', album: -1, row: -1 };
  #count: number;

  /** Rows before the first were given out elsewhere: they are those of vanished groups. */
  constructor(firstRow = 0) {
    this.#count = firstRow;
    for (let row = 0; row < firstRow; row += 1) this.flags.set(row, GONE);
  }

  /** Rows, those of vanished groups included. Ids are 0 to `count - 1`. */
  get count(): number {
    return this.#count;
  }

  /** The row of a key's group, vanished or not; -1 where there never was one. */
  find(key: GroupKey | ForeignKey): number {
    const album = this.albums.find(key.album);
    return album < 0 ? -1 : this.#lookUp(key, album);
  }

  /** The row of a key's group; a new one begins as `GONE` and empty. */
  findOrAdd(key: GroupKey | ForeignKey): number {
    const album = this.albums.number(key.album);
    const known = this.#lookUp(key, album);
    return known < 0 ? this.#add(key, album) : known;
  }

  /** Adds a group that is not there as another table has it, but for what {@link extras} hold of it, and answers its row. */
  copy(from: GroupTable, row: number): number {
    const album = this.albums.number(from.album(row));
    const copy = this.#count;
    this.#count += 1;
    this.#album.set(copy, album);
    if (from.has(row, FOREIGN)) this.#setFileName(copy, album, from.fileName(row));
    else {
      packUuid(from.uuid(row), this.#wanted);
      this.#uuids.set(copy, this.#wanted);
    }
    for (let slot = 0; slot < SLOTS; slot += 1)
      if (from.has(row, 1 << slot)) this.setSlotBytes(copy, slot, from.slotBytes(row, slot));
    this.flags.set(copy, from.flags.get(row) & ~SEEN);
    this.modified.set(copy, from.modified.get(row));
    this.etags.set(copy, from.etags.get(row));
    this.#index.add(this.#hashOfRow(copy), copy);
    this.albums.add(album, 1, from.bytes(row));
    return copy;
  }

  isLive(row: number): boolean {
    return row >= 0 && row < this.#count && (this.flags.get(row) & GONE) === 0;
  }

  /** There, and not about to be deleted. */
  isShown(row: number): boolean {
    return this.isLive(row) && !this.hidden.has(row);
  }

  has(row: number, flag: number): boolean {
    return (this.flags.get(row) & flag) !== 0;
  }

  album(row: number): string {
    return this.albums.name(this.#album.get(row));
  }

  /** Sets to 1 each of `marks` from `from` to `to` whose row is of an album, vanished or not. */
  markAlbum(number: number, marks: Uint8Array, from: number, to: number): void {
    this.#album.markEqual(number, marks, from, to);
  }

  albumNumber(row: number): number {
    return this.#album.get(row);
  }

  /** The uuid as spelt in the keys. Only for groups of our layout. */
  uuid(row: number): string {
    return this.#uuids.text(row);
  }

  /** Whether a pattern is part of the uuid. */
  uuidHas(row: number, pattern: TextPattern): boolean {
    this.#uuids.writeText(row, this.#uuidText);
    return pattern.isInBytes(this.#uuidText, 0, UUID_CHARACTERS);
  }

  /** Whether a pattern is part of a foreign image's file name. */
  fileNameHas(row: number, pattern: TextPattern): boolean {
    if (!this.has(row, PLAIN)) return pattern.isIn(this.fileName(row));
    const address = this.#uuids.word(row, 0);
    const start = offsetOf(address);
    return pattern.isInBytes(this.#fileNames.blockOf(address), start, start + this.#uuids.word(row, 1));
  }

  /** One of the four 32-bit words of the uuid, for sorting. */
  uuidWord(row: number, word: number): number {
    return this.#uuids.word(row, word);
  }

  /** The last part of a foreign image's key. */
  fileName(row: number): string {
    const { block, offset } = this.#fileNames.at(this.#uuids.word(row, 0));
    return block.toString('utf8', offset, offset + this.#uuids.word(row, 1));
  }

  /** Bytes of a slot; 0 where nothing is stored in it. */
  slotBytes(row: number, slot: number): number {
    return this.has(row, 1 << slot) ? this.#slotBytes.get(row * SLOTS + slot) : 0;
  }

  setSlotBytes(row: number, slot: number, bytes: number): void {
    this.#slotBytes.set(row * SLOTS + slot, bytes);
    this.flags.set(row, this.flags.get(row) | (1 << slot));
  }

  /** Bytes of all variants. */
  bytes(row: number): number {
    const flags = this.flags.get(row);
    let sum = (flags & HAS_EXTRAS) === 0 ? 0 : this.extras.bytes(row);
    for (let slot = 0; slot < SLOTS; slot += 1) {
      if ((flags & (1 << slot)) !== 0) sum += this.#slotBytes.get(row * SLOTS + slot);
    }
    return sum;
  }

  objects(row: number): number {
    const flags = this.flags.get(row);
    let count = (flags & HAS_EXTRAS) === 0 ? 0 : this.extras.count(row);
    for (let slot = 0; slot < SLOTS; slot += 1) if ((flags & (1 << slot)) !== 0) count += 1;
    return count;
  }

  /** Memory in bytes, overflow and index included. */
  get byteLength(): number {
    const parts = [
      ...[this.flags, this.generation, this.modified, this.etags, this.extras],
      ...[this.#slotBytes, this.#album, this.#uuids, this.#fileNames, this.#index],
    ];
    return parts.reduce((sum, part) => sum + part.byteLength, 0);
  }

  /** Leaves little to do for {@link save}, which goes on in one go. */
  settle(slice: TimeSlice): Promise<void> {
    return this.#index.settle(slice);
  }

  /** Which listing saw a row is left out: a listing under way ends with the process. */
  save(sections: SectionWriter): void {
    sections.addJson('groups', this.#count);
    sections.add('flags', this.flags.share());
    sections.add('modified', this.modified.share());
    sections.add('album-numbers', this.#album.share());
    sections.add('file-names', this.#fileNames.share());
    this.#slotBytes.save(sections, 'slot-bytes');
    for (const part of [this.albums, this.etags, this.extras, this.#uuids, this.#index]) part.save(sections);
  }

  /** Only into a table that is empty still. Throws where the sections cannot be of one table. */
  restore(sections: SectionReader): void {
    const count = sections.json('groups', rowCount);
    this.flags.adopt(sections.lazy('flags'));
    this.modified.adopt(sections.lazy('modified'));
    this.#album.adopt(sections.lazy('album-numbers'));
    this.#fileNames.adopt(sections.lazy('file-names'));
    this.#slotBytes.restore(sections, 'slot-bytes');
    this.#uuids.restore(sections);
    this.albums.restore(sections);
    this.etags.restore(sections);
    this.extras.restore(sections);
    this.#index.restore(sections, count);
    sections.expect(count <= this.flags.capacity && count <= this.modified.capacity, 'groups');
    this.#count = count;
  }

  /** Once all was read: whether the parts of what was restored belong together. */
  isSound(): boolean {
    const count = this.#count;
    const areAlbumsKnown = count === 0 || this.#album.max(count) < this.albums.count;
    return areAlbumsKnown && this.etags.isSound(count) && this.extras.isSound(count);
  }

  /** Variants are neighbours in key order, so the last group asked for is likely the next. */
  #lookUp(key: GroupKey | ForeignKey, album: number): number {
    if (key.kind === 'foreign') return this.#lookUpFile(`${key.base}.${key.extension}`, album);
    const last = this.#last;
    if (last.row >= 0 && last.album === album && last.uuid === key.uuid) return last.row;
    packUuid(key.uuid, this.#wanted);
    const row = this.#index.find(
      this.#hashOfUuid(album),
      (candidate) =>
        this.#album.get(candidate) === album &&
        !this.has(candidate, FOREIGN) &&
        this.#uuids.equals(candidate, this.#wanted),
    );
    this.#last = { uuid: key.uuid, album, row };
    return row;
  }

  #lookUpFile(file: string, album: number): number {
    const hash = hashOfFile(album, file);
    return this.#index.find(
      hash,
      (row) =>
        this.#album.get(row) === album &&
        this.has(row, FOREIGN) &&
        this.#uuids.word(row, 2) === hash &&
        this.fileName(row) === file,
    );
  }

  /** `#wanted` holds the uuid already: {@link #lookUp} went before. */
  #add(key: GroupKey | ForeignKey, album: number): number {
    const row = this.#count;
    this.#count += 1;
    this.#album.set(row, album);
    this.flags.set(row, key.kind === 'foreign' ? GONE | FOREIGN : GONE);
    if (key.kind === 'foreign') this.#setFileName(row, album, `${key.base}.${key.extension}`);
    else this.#uuids.set(row, this.#wanted);
    this.#last.row = key.kind === 'group' ? row : this.#last.row;
    this.#index.add(this.#hashOfRow(row), row);
    return row;
  }

  #setFileName(row: number, album: number, file: string): void {
    const length = Buffer.byteLength(file);
    const { address, block, offset } = this.#fileNames.reserve(length);
    block.write(file, offset, 'utf8');
    if (isPlainUtf8(block, offset, offset + length)) this.flags.set(row, this.flags.get(row) | PLAIN);
    this.#uuids.set(row, { words: Uint32Array.of(address, length, hashOfFile(album, file), 0), upperCase: 0 });
  }

  #hashOfRow(row: number): number {
    if (this.has(row, FOREIGN)) return this.#uuids.word(row, 2);
    let hash = this.#album.get(row);
    for (let word = 0; word < 4; word += 1) hash = mixHash(hash, this.#uuids.word(row, word));
    return finishHash(hash);
  }

  #hashOfUuid(album: number): number {
    let hash = album;
    for (let word = 0; word < 4; word += 1) hash = mixHash(hash, this.#wanted.words[word] ?? 0);
    return finishHash(hash);
  }
}

/** Rows are numbered in 32 bits, and the index needs one more. */
const rowCount = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_fffe));

function hashOfFile(album: number, file: string): number {
  let hash = album;
  for (let at = 0; at < file.length; at += 1) hash = mixHash(hash, file.charCodeAt(at));
  return finishHash(hash);
}
