import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** `overtaken-<generation>-<id>` */
const NAME = /^overtaken-(\d{1,15})-([\w-]{1,64})$/;

/**
 * Which records of a journal on a full disk are out of date, by the ids in their keys: names of empty files, for which such a
 * disk has room still. Each write that brings the records up to date begins a new generation of them, in which the names of
 * the one before mean nothing.
 */
export class OvertakenRecords {
  readonly #folder: string;
  readonly #ids = new Set<string>();
  readonly #kept = new Set<string>();
  #generation: number;

  /** Of those in `folder`, which are of this generation. Throws where it cannot be read. */
  constructor(folder: string, generation: number) {
    this.#folder = folder;
    this.#generation = generation;
    for (const { of, id } of this.#files()) if (of === generation) this.#ids.add(id);
  }

  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  /** Whether the next write brings any of the records up to date. */
  get isOutdated(): boolean {
    return this.#ids.size > this.#kept.size;
  }

  /** What is overtaken by now stays so in every generation: this run has not read it, and brings none of it up to date. */
  keep(): void {
    for (const id of this.#ids) this.#kept.add(id);
  }

  /** Throws where the disk does not take even that. */
  add(id: string): void {
    if (this.#ids.has(id)) return;
    this.#write(this.#generation, id);
    this.#ids.add(id);
  }

  /** Before the write that begins the next generation: answers what that is called. Throws where the disk is full. */
  prepare(): number {
    const next = this.#generation + 1;
    for (const id of this.#kept) this.#write(next, id);
    return next;
  }

  /** The next generation is written: nothing of it is overtaken but what is kept so. */
  begin(): void {
    this.#generation += 1;
    this.#ids.clear();
    for (const id of this.#kept) this.#ids.add(id);
    for (const { name, of } of this.#files()) {
      if (of < this.#generation) rmSync(path.join(this.#folder, name), { force: true });
    }
  }

  #write(generation: number, id: string): void {
    writeFileSync(path.join(this.#folder, `overtaken-${generation}-${id}`), '');
  }

  #files(): { name: string; of: number; id: string }[] {
    return readdirSync(this.#folder).flatMap((name) => {
      const [, of, id] = NAME.exec(name) ?? [];
      return of === undefined || id === undefined ? [] : [{ name, of: Number(of), id }];
    });
  }
}
