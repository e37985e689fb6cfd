import * as v from 'valibot';
import { parseKey, VARIANT_EXTENSION } from '../../shared/object-key.ts';
import { decodeMetadata, type ObjectFacts } from '../../shared/object-metadata.ts';
import { FactsColumn, type GroupFacts } from './facts.ts';
import { FOREIGN, type GroupTable } from './group-table.ts';
import type { ImportedName, NamesStore } from './names-store.ts';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';
import { TimeSlice } from './time-slice.ts';

/** Groups whose names are read from the store in one stretch of work. */
const REREAD_ROWS = 256;

/**
 * What groups are called: by the metadata of their objects, else by an imported table, else by their key's base (the
 * uuid; a foreign image's file name without extension). Foreign images keep to their keys.
 */
export class Naming {
  readonly facts = new FactsColumn();
  readonly #table: GroupTable;
  readonly #store: NamesStore;
  /** Where catching up with the names after a restored snapshot began; null once that is done. */
  #behind: string | null = null;

  constructor(table: GroupTable, store: NamesStore) {
    this.#table = table;
    this.#store = store;
  }

  save(sections: SectionWriter): void {
    this.facts.save(sections);
    sections.addJson('names-mark', this.#behind ?? this.#store.mark());
  }

  /**
   * Takes over the names of a snapshot. What it answers catches up with the names that became known since, a stretch at
   * a time where that may be any, until it `isOver`: `changed` is called for each row that has another name now.
   */
  restore(sections: SectionReader): (changed: (row: number) => void, isOver: () => boolean) => Promise<void> {
    this.facts.restore(sections, this.#table.count);
    const mark = sections.json('names-mark', v.string());
    this.#behind = mark;
    return async (changed, isOver) => {
      await this.#catchUp(mark, changed, isOver);
      if (!isOver()) this.#behind = null;
    };
  }

  /** A group is there, for the first time or again: what is stored of it counts from now on. */
  appeared(row: number): void {
    this.facts.forget(row);
    if (this.#store.isEmpty() || this.#table.has(row, FOREIGN)) return;
    const uuid = this.#table.uuid(row);
    this.#know(row, this.#store.learnt(this.#table.album(row) + uuid), this.#store.imported(uuid.toLowerCase()));
  }

  /** Its row still answers to views made before. */
  vanished(row: number): void {
    if (!this.#table.has(row, FOREIGN)) this.#store.forgetLearnt(this.#stem(row));
  }

  learn(row: number, metadata: Readonly<Record<string, string>>): boolean {
    if (this.#table.has(row, FOREIGN)) return false;
    const facts = decodeMetadata(metadata);
    if (Object.values(facts).every((fact) => fact === null)) return false;
    const uuid = this.#table.uuid(row);
    if (!this.#know(row, facts, this.#store.imported(uuid.toLowerCase()))) return false;
    this.#store.saveLearnt(this.#stem(row), facts);
    return true;
  }

  /** Keeps the names and gives them to the groups that have them; answers how many groups the table speaks of. */
  async importNames(names: ReadonlyMap<string, ImportedName>): Promise<{ matched: number; changed: number }> {
    const byUuid = new Map([...names].map(([uuid, name]) => [uuid.toLowerCase(), name]));
    await this.#store.saveImported(byUuid);
    let matched = 0;
    let changed = 0;
    await new TimeSlice().each(this.#table.count, (from, to) => {
      for (let row = from; row < to; row += 1) {
        if (!this.#table.isLive(row) || this.#table.has(row, FOREIGN)) continue;
        const imported = byUuid.get(this.#table.uuid(row).toLowerCase());
        if (imported === undefined) continue;
        matched += 1;
        if (this.#know(row, this.#store.learnt(this.#stem(row)), imported)) changed += 1;
      }
    });
    return { matched, changed };
  }

  /** What a tile shows. */
  displayName(row: number): string {
    return this.facts.name(row) ?? this.base(row);
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
      const key = parseKey(`${stem}_thumbnail.${VARIANT_EXTENSION}`);
      const row = key.kind === 'group' ? this.#table.find(key) : -1;
      if (row >= 0 && this.#reread(row)) changed(row);
    }
  }

  #reread(row: number): boolean {
    if (!this.#table.isLive(row) || this.#table.has(row, FOREIGN)) return false;
    const imported = this.#store.imported(this.#table.uuid(row).toLowerCase());
    return this.#know(row, this.#store.learnt(this.#stem(row)), imported);
  }

  #stem(row: number): string {
    return this.#table.album(row) + this.#table.uuid(row);
  }

  #know(row: number, learnt: ObjectFacts | null, imported: ImportedName | null): boolean {
    const facts = combine(learnt, imported);
    if (facts === null || !this.facts.set(row, facts)) return false;
    this.#table.changes.add(row);
    return true;
  }
}

/** A name and its extension come from one place; pixels only from the object. */
function combine(learnt: ObjectFacts | null, imported: ImportedName | null): GroupFacts | null {
  if (learnt === null && imported === null) return null;
  const pixels = { width: learnt?.width ?? null, height: learnt?.height ?? null };
  if (learnt?.name != null) return { name: learnt.name, extension: learnt.extension, ...pixels };
  return {
    name: imported?.name ?? null,
    extension: imported?.extension || (learnt?.extension ?? null),
    ...pixels,
  };
}
