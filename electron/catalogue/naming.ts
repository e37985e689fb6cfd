import * as v from 'valibot';
import { parseKey, VARIANT_EXTENSION } from '../../shared/object-key.ts';
import { decodeMetadata, type ObjectFacts } from '../../shared/object-metadata.ts';
import { FactsColumn, type GroupFacts, sameFacts } from './facts.ts';
import { FOREIGN, type GroupTable, READ_NAMELESS } from './group-table.ts';
import type { ImportedName } from './names-records.ts';
import type { NamesStore } from './names-store.ts';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';
import { TimeSlice } from './time-slice.ts';
import { UUID_CHARACTERS } from './uuids.ts';

/** Groups whose names are read from the store in one stretch of work. */
const REREAD_ROWS = 256;

/** What the three sources of names say of a group. */
interface KnownNames {
  edited: string | null;
  learnt: ObjectFacts | null;
  imported: ImportedName | null;
}

/**
 * What groups are called: as the person says, else by the metadata of their objects, else by an imported table, else by
 * their key's base (the uuid; a foreign image's file name without extension). Foreign images keep to their keys.
 */
export class Naming {
  readonly facts = new FactsColumn();
  readonly #table: GroupTable;
  readonly #store: NamesStore;
  /** Where catching up with the names after a restored snapshot began; null once that is done. */
  #behind: string | null = null;
  /** Rows may be there that lack the mark `READ_NAMELESS`, though the store has it. */
  #lacksMarks = true;
  #nameless = 0;
  /** All that is stored was stored of rows of this table: of one that is new nothing is. */
  #isStoreOwn: boolean;
  /** Rows below this number were there before. */
  #firstNewRow: number;

  constructor(table: GroupTable, store: NamesStore) {
    this.#table = table;
    this.#store = store;
    this.#isStoreOwn = store.isEmpty();
    this.#firstNewRow = table.count;
  }

  /** How many groups go by their uuid for want of a name. */
  get nameless(): number {
    return this.#nameless;
  }

  save(sections: SectionWriter): void {
    this.facts.save(sections);
    sections.addJson('names-mark', this.#behind ?? this.#store.mark());
    sections.addJson('nameless', this.#nameless);
  }

  /**
   * Takes over the names of a snapshot. What it answers catches up with the names that became known since, a stretch at
   * a time where that may be any, until it `isOver`: `changed` is called for each row that has another name now.
   */
  restore(sections: SectionReader): (changed: (row: number) => void, isOver: () => boolean) => Promise<void> {
    this.facts.restore(sections);
    const mark = sections.json('names-mark', v.string());
    this.#nameless = sections.json('nameless', count);
    this.#behind = mark;
    this.#lacksMarks = false;
    this.#firstNewRow = this.#table.count;
    return async (changed, isOver) => {
      await this.#catchUp(mark, changed, isOver);
      if (!isOver()) this.#behind = null;
    };
  }

  /** A group is there, for the first time or again: what is stored of it counts from now on. */
  appeared(row: number): void {
    const isNew = row >= this.#firstNewRow;
    if (isNew) this.#firstNewRow = row + 1;
    this.facts.forget(row);
    if (this.#table.has(row, FOREIGN)) return;
    if (!this.#store.isEmpty() && !(isNew && this.#isStoreOwn)) {
      this.#lacksMarks = true;
      this.#set(row, combine(this.#known(row)));
    }
    if (!this.facts.hasName(row)) this.#nameless += 1;
  }

  /** Its row still answers to views made before. */
  vanished(row: number): void {
    this.#store.forgetLearnt(this.#stem(row));
    if (this.isNameless(row)) this.#nameless -= 1;
  }

  /**
   * Facts that an object's metadata holds; that it holds no name is noted too. Of a foreign image only the ThumbHash
   * counts. Answers whether the name or the pixels became known.
   */
  learn(row: number, metadata: Readonly<Record<string, string>>): boolean {
    const isForeign = this.#table.has(row, FOREIGN);
    const facts = decodeMetadata(metadata);
    if (facts.name === null && !isForeign) this.#noteNameless(row);
    if (Object.values(facts).every((fact) => fact === null)) return false;
    const known = this.#known(row);
    // One that was made here is in no metadata.
    const learnt = { ...facts, thumbhash: facts.thumbhash ?? known.learnt?.thumbhash ?? null };
    if (!isSameRecord(known.learnt, learnt)) this.#store.saveLearnt(this.#stem(row), learnt);
    return !isForeign && this.#know(row, { ...known, learnt });
  }

  /** Shown by its uuid, and nobody has read the metadata of the group as it is now. */
  isUnread(row: number): boolean {
    return this.isNameless(row) && !this.#table.has(row, READ_NAMELESS);
  }

  /** Makes {@link isUnread} right for rows that appeared after they were read, as after a snapshot was lost. */
  async findRead(): Promise<void> {
    if (!this.#lacksMarks) return;
    this.#lacksMarks = false;
    const slice = new TimeSlice();
    for (const stem of this.#store.allNameless()) {
      const row = this.#rowOf(stem);
      if (this.#table.isLive(row)) this.#markIfRead(row);
      await slice.rest();
    }
  }

  /** The person's own name goes before every other; null takes it back. Rejects where it cannot be stored. */
  async edit(row: number, name: string | null): Promise<boolean> {
    await this.#store.saveEdited(this.#stem(row), name);
    return this.#table.isLive(row) && this.#know(row, { ...this.#known(row), edited: name });
  }

  /** The shown name is the person's own. */
  isEdited(row: number): boolean {
    return !this.#table.has(row, FOREIGN) && this.#store.edited(this.#stem(row)) !== null;
  }

  /** Keeps the names and gives them to the groups that have them; answers how many groups the table speaks of. */
  async importNames(names: ReadonlyMap<string, ImportedName>): Promise<{ matched: number; changed: number }> {
    const byUuid = new Map([...names].map(([uuid, name]) => [uuid.toLowerCase(), name]));
    this.#isStoreOwn = false;
    await this.#store.saveImported(byUuid);
    let matched = 0;
    let changed = 0;
    await new TimeSlice().each(this.#table.count, (from, to) => {
      for (let row = from; row < to; row += 1) {
        if (!this.#table.isLive(row) || this.#table.has(row, FOREIGN)) continue;
        const imported = byUuid.get(this.#table.uuid(row).toLowerCase());
        if (imported === undefined) continue;
        matched += 1;
        if (this.#know(row, { ...this.#known(row), imported })) changed += 1;
      }
    });
    return { matched, changed };
  }

  /** The rows whose source had one of these digests (sha256, hex), by digest, and how many digests are known in all. */
  async findSources(digests: readonly string[]): Promise<{ rows: Map<string, number>; known: number }> {
    await this.#store.indexDigests();
    const rows = new Map<string, number>();
    const slice = new TimeSlice();
    for (const sha256 of new Set(digests)) {
      const stem = this.#store.stemOfDigest(sha256);
      const row = stem === null ? -1 : this.#rowOf(stem);
      if (row >= 0 && this.#table.isLive(row)) rows.set(sha256, row);
      await slice.rest();
    }
    return { rows, known: this.#store.digests() };
  }

  /** What a tile shows. */
  displayName(row: number): string {
    return this.facts.name(row) ?? this.base(row);
  }

  /** The ThumbHash that came with the group's metadata or was made with its thumbnail, base64; null while it is unknown. */
  thumbhash(row: number): string | null {
    return this.#store.isEmpty() ? null : (this.#store.learnt(this.#stem(row))?.thumbhash ?? null);
  }

  /** Shown by its uuid for want of a name. */
  isNameless(row: number): boolean {
    return !this.facts.hasName(row) && !this.#table.has(row, FOREIGN);
  }

  /** The key's last part without size and extension. */
  base(row: number): string {
    if (!this.#table.has(row, FOREIGN)) return this.#table.uuid(row);
    const file = this.#table.fileName(row);
    return file.slice(0, file.lastIndexOf('.'));
  }

  async #catchUp(mark: string, changed: (row: number) => void, isOver: () => boolean): Promise<void> {
    if (this.#store.isEmpty()) return;
    const stems = this.#store.since(mark);
    if (stems === null) {
      await new TimeSlice().each(
        this.#table.count,
        (from, to) => {
          for (let row = from; row < to && !isOver(); row += 1) if (this.#reread(row)) changed(row);
        },
        REREAD_ROWS,
      );
      return;
    }
    for (const stem of stems) {
      const row = this.#rowOf(stem);
      if (row >= 0 && this.#reread(row)) changed(row);
    }
  }

  #reread(row: number): boolean {
    if (!this.#table.isLive(row) || this.#table.has(row, FOREIGN)) return false;
    const isChanged = this.#know(row, this.#known(row));
    if (this.isUnread(row)) this.#markIfRead(row);
    return isChanged;
  }

  /** What a group is called in the store; a foreign image by its whole key. */
  #stem(row: number): string {
    return this.#table.album(row) + (this.#table.has(row, FOREIGN) ? this.#table.fileName(row) : this.#table.uuid(row));
  }

  /** The row of a stem; -1 where there is none. */
  #rowOf(stem: string): number {
    const key = parseKey(`${stem}_thumbnail.${VARIANT_EXTENSION}`);
    return key.kind === 'group' ? this.#table.find(key) : -1;
  }

  /** Another once the group's objects are written anew. */
  #version(row: number): string {
    return `${this.#table.etags.short(row)} ${this.#table.modified.get(row)}`;
  }

  /** The metadata of a group as it is now was read and holds no name. */
  #noteNameless(row: number): void {
    if (this.#table.has(row, FOREIGN | READ_NAMELESS)) return;
    this.#mark(row);
    this.#store.saveNameless(this.#stem(row), this.#version(row));
  }

  #mark(row: number): void {
    this.#table.flags.set(row, this.#table.flags.get(row) | READ_NAMELESS);
  }

  #markIfRead(row: number): void {
    if (this.#store.nameless(this.#stem(row)) === this.#version(row)) this.#mark(row);
  }

  #known(row: number): KnownNames {
    const stem = this.#stem(row);
    const uuid = stem.slice(-UUID_CHARACTERS).toLowerCase();
    return { edited: this.#store.edited(stem), learnt: this.#store.learnt(stem), imported: this.#store.imported(uuid) };
  }

  /** For a group that is there. Answers whether it goes by another name or facts now. */
  #know(row: number, known: KnownNames): boolean {
    const wasNameless = !this.facts.hasName(row);
    if (!this.#set(row, combine(known))) return false;
    const isNameless = !this.facts.hasName(row);
    if (wasNameless !== isNameless) this.#nameless += isNameless ? 1 : -1;
    return true;
  }

  #set(row: number, facts: GroupFacts): boolean {
    const known = this.facts.get(row);
    if (sameFacts(known ?? NOTHING, facts)) return false;
    this.facts.set(row, facts);
    this.#table.changes.add(row);
    return true;
  }
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const NOTHING: GroupFacts = { name: null, extension: null, width: null, height: null };

const isSameRecord = (stored: ObjectFacts | null, learnt: ObjectFacts): boolean =>
  stored !== null && sameFacts(stored, learnt) && stored.thumbhash === learnt.thumbhash;

/** A stored name and its extension come from one place, pixels only from the object; the person's own name has no extension. */
function combine({ edited, learnt, imported }: KnownNames): GroupFacts {
  const stored =
    learnt?.name != null
      ? { name: learnt.name, extension: learnt.extension }
      : { name: imported?.name ?? null, extension: imported?.extension || (learnt?.extension ?? null) };
  return {
    name: edited ?? stored.name,
    extension: stored.extension,
    width: learnt?.width ?? null,
    height: learnt?.height ?? null,
  };
}
