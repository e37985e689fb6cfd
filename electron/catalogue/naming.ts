import { decodeMetadata, type ObjectFacts } from '../../shared/object-metadata.ts';
import { FactsColumn, type GroupFacts } from './facts.ts';
import { FOREIGN, type GroupTable } from './group-table.ts';
import type { ImportedName, NamesStore } from './names-store.ts';
import { TimeSlice } from './time-slice.ts';

/**
 * What groups are called: by the metadata of their objects, else by an imported table, else by their key's base (the
 * uuid; a foreign image's file name without extension). Foreign images keep to their keys.
 */
export class Naming {
  readonly facts = new FactsColumn();
  readonly #table: GroupTable;
  readonly #store: NamesStore;

  constructor(table: GroupTable, store: NamesStore) {
    this.#table = table;
    this.#store = store;
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

  #stem(row: number): string {
    return this.#table.album(row) + this.#table.uuid(row);
  }

  #know(row: number, learnt: ObjectFacts | null, imported: ImportedName | null): boolean {
    const facts = combine(learnt, imported);
    return facts !== null && this.facts.set(row, facts);
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
