import type { SyntheticAlbum } from './synthetic-keys.ts';
import {
  findIn,
  firstFrom,
  hash,
  hex,
  modifiedOf,
  SYNTHETIC_SIZES,
  SyntheticKeys,
  type SyntheticObject,
  type SyntheticSize,
  uuidOf,
} from './synthetic-keys.ts';

/** An object of the bucket as it is now. */
export interface CurrentObject extends SyntheticObject {
  /** In ms. */
  modified: number;
  /** 0 as it was at first; else the number of the change that stored it last. */
  version: number;
}

/** Groups of the bucket as they lie in key order: the first one's place, from 0, and how many. */
export interface GroupStretch {
  from: number;
  groups: number;
}

/** Neighbours in key order, alike: many that were there at first, or one that came later. */
export interface Run {
  /** Number of the first one; those from the number of groups at first on came later. */
  group: number;
  groups: number;
  version: number;
}

/** Right after everything that was there at first. */
const FIRST_CHANGE = Date.UTC(2026, 6, 1);
const MS_PER_SECOND = 1_000;

/**
 * A made-up bucket that changes: groups appear, vanish and are stored anew. Takes memory for its changes only, of which
 * there may be some thousands.
 */
export class ChangingKeys {
  readonly #atFirst: SyntheticKeys;
  /** Of every group, in key order. */
  readonly #sizes: readonly SyntheticSize[];
  readonly #groupsAtFirst: number;
  /** In key order. */
  readonly #runs: Run[];
  /** Place of the first group of each run; made anew after a change. */
  #places: number[] | null = null;
  /** Of the groups that came later. */
  readonly #stems: string[] = [];
  #changes = 0;

  constructor(albums: readonly SyntheticAlbum[], sizes: readonly SyntheticSize[] = SYNTHETIC_SIZES) {
    this.#sizes = sizes;
    this.#atFirst = new SyntheticKeys(albums, sizes);
    this.#groupsAtFirst = this.#atFirst.count / this.#sizes.length;
    this.#runs = [{ group: 0, groups: this.#groupsAtFirst, version: 0 }];
  }

  get groups(): number {
    return this.#runs.reduce((sum, { groups }) => sum + groups, 0);
  }

  /** Of objects. */
  get count(): number {
    return this.groups * this.#sizes.length;
  }

  /** The object at a position from 0 to `count - 1`, in key order. */
  at(position: number): CurrentObject {
    const { run, offset } = this.#runAt(Math.floor(position / this.#sizes.length));
    const group = run.group + offset;
    const size = position % this.#sizes.length;
    const object = this.#objectOf(group, size);
    const modified = run.version === 0 ? modifiedOf(group) : FIRST_CHANGE + run.version * MS_PER_SECOND;
    return { ...object, modified, version: run.version };
  }

  /** The first position whose key is not before `key`; `count` where there is none. */
  from(key: string): number {
    return firstFrom(this, key);
  }

  /** Null where the bucket holds no such key. */
  find(key: string): CurrentObject | null {
    return findIn(this, key);
  }

  /** New groups of an album, which may be new too, spread over its ids. */
  add(album: string, groups: number): void {
    for (let added = 0; added < groups; added++) {
      const group = this.#groupsAtFirst + this.#stems.length;
      const stem = `${album}/${uuidOf(hex(hash(group, 8)), group)}`;
      const place = Math.floor(this.from(`${stem}_`) / this.#sizes.length);
      const index = this.#cut(place);
      this.#stems.push(stem);
      this.#changes++;
      this.#runs.splice(index, 0, { group, groups: 1, version: this.#changes });
      this.#places = null;
    }
  }

  remove(stretch: GroupStretch): void {
    const { index, runs } = this.#cutOut(stretch);
    this.#runs.splice(index, runs.length);
    this.#places = null;
  }

  /** Stores groups anew: other ETags, at a later time. */
  rewrite(stretch: GroupStretch): void {
    const { runs } = this.#cutOut(stretch);
    this.#changes++;
    for (const run of runs) run.version = this.#changes;
  }

  /** The runs that the objects from one position to another lie in, each with the positions of its own. */
  *runsBetween(start: number, stop: number): Generator<{ run: Run; from: number; to: number }> {
    const size = this.#sizes.length;
    for (let at = start; at < stop; ) {
      const { run, offset } = this.#runAt(Math.floor(at / size));
      const to = Math.min(stop, (Math.floor(at / size) - offset + run.groups) * size);
      yield { run, from: at, to };
      at = to;
    }
  }

  /** Where an object was at first; meaningless for one that came later. */
  positionAtFirst(run: Run, position: number): number {
    const { offset } = this.#runAt(Math.floor(position / this.#sizes.length));
    return (run.group + offset) * this.#sizes.length + (position % this.#sizes.length);
  }

  #objectOf(group: number, size: number): SyntheticObject {
    if (group < this.#groupsAtFirst) return this.#atFirst.at(group * this.#sizes.length + size);
    const name = this.#sizes[size] ?? 'thumbnail';
    return { key: `${this.#stems[group - this.#groupsAtFirst]}_${name}.webp`, group, size: name };
  }

  #runAt(place: number): { run: Run; offset: number } {
    const places = this.#placesNow();
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((places[middle] ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    const run = this.#runs[low - 1];
    const offset = place - (places[low - 1] ?? 0);
    if (run === undefined || offset >= run.groups)
      throw new Error(`expected a place below ${this.groups} but received ${place}`);
    return { run, offset };
  }

  #placesNow(): number[] {
    if (this.#places !== null) return this.#places;
    let place = 0;
    this.#places = this.#runs.map(({ groups }) => {
      const first = place;
      place += groups;
      return first;
    });
    return this.#places;
  }

  #cutOut({ from, groups }: GroupStretch): { index: number; runs: Run[] } {
    if (from < 0 || from + groups > this.groups)
      throw new Error(`expected groups below ${this.groups} but received ${from} to ${from + groups}`);
    const index = this.#cut(from);
    return { index, runs: this.#runs.slice(index, this.#cut(from + groups)) };
  }

  /** Lets a run begin at a place and answers its index. */
  #cut(place: number): number {
    if (place >= this.groups) return this.#runs.length;
    const { run, offset } = this.#runAt(place);
    const index = this.#runs.indexOf(run);
    if (offset === 0) return index;
    this.#runs.splice(index + 1, 0, { ...run, group: run.group + offset, groups: run.groups - offset });
    run.groups = offset;
    this.#places = null;
    return index + 1;
  }
}
