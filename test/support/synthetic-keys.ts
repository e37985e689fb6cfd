/** One album of a made-up bucket. */
export interface SyntheticAlbum {
  /** Without a slash at the end. */
  name: string;
  groups: number;
  /** How the uuids spread: evenly where absent, or close together as those that begin with the time. */
  ids?: 'even' | 'by-time';
}

/** What a key of the made-up bucket stands for. */
export interface SyntheticObject {
  key: string;
  /** Number of the group over all albums, in key order. */
  group: number;
  size: SyntheticSize;
}

/** In the order of their keys: by character, so 1024 comes before 512. */
export const SYNTHETIC_SIZES = ['1024', '1920', '512', 'thumbnail'] as const;
export type SyntheticSize = (typeof SYNTHETIC_SIZES)[number];

const FIRST_DAY = Date.UTC(2016, 0, 1);
const LAST_DAY = Date.UTC(2026, 5, 30);

/**
 * The objects of a bucket in the layout `<album>/<uuid>_<size>.webp`, computed from their position in key order, so
 * that a million of them take no memory.
 */
export class SyntheticKeys {
  readonly count: number;
  /** Of every group, in key order. */
  readonly #sizes: readonly SyntheticSize[];
  readonly #albums: readonly (SyntheticAlbum & { firstGroup: number })[];
  /** Of the group asked for last: a list asks for all its objects in a row. */
  #stem = { group: -1, text: '' };

  constructor(albums: readonly SyntheticAlbum[], sizes: readonly SyntheticSize[] = SYNTHETIC_SIZES) {
    this.#sizes = sizes;
    let firstGroup = 0;
    this.#albums = [...albums]
      .sort((a, b) => (`${a.name}/` < `${b.name}/` ? -1 : 1))
      .map((album) => {
        const placed = { ...album, firstGroup };
        firstGroup += album.groups;
        return placed;
      });
    this.count = firstGroup * sizes.length;
  }

  /** The object at a position from 0 to `count - 1`. */
  at(position: number): SyntheticObject {
    const group = Math.floor(position / this.#sizes.length);
    const size = this.#sizes[position % this.#sizes.length] ?? 'thumbnail';
    return { key: `${this.#stemOf(group)}_${size}.webp`, group, size };
  }

  /** The first position whose key is not before `key`; `count` where there is none. */
  from(key: string): number {
    return firstFrom(this, key);
  }

  /** Null where the bucket holds no such key. */
  find(key: string): SyntheticObject | null {
    return findIn(this, key);
  }

  #stemOf(group: number): string {
    if (this.#stem.group === group) return this.#stem.text;
    const album = this.#albums.findLast(({ firstGroup, groups }) => firstGroup <= group && groups > 0);
    if (album === undefined) throw new Error(`expected a group of the bucket but received ${group}`);
    const place = group - album.firstGroup;
    const rising = album.ids === 'by-time' ? timeDigits(place) : evenDigits(place, album.groups);
    const text = `${album.name}/${uuidOf(rising, group)}`;
    this.#stem = { group, text };
    return text;
  }
}

/** Objects by their positions in key order. */
interface InKeyOrder<T extends { key: string }> {
  readonly count: number;
  at(position: number): T;
}

/** The first position whose key is not before `key`; `count` where there is none. */
export function firstFrom(objects: InKeyOrder<{ key: string }>, key: string): number {
  let low = 0;
  let high = objects.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (objects.at(middle).key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Null where there is no such key. */
export function findIn<T extends { key: string }>(objects: InKeyOrder<T>, key: string): T | null {
  const position = firstFrom(objects, key);
  const found = position < objects.count ? objects.at(position) : null;
  return found?.key === key ? found : null;
}

/** Eight digits that rise over all there are. */
const evenDigits = (place: number, groups: number): string => hex(Math.floor((place * 0x1_0000_0000) / groups));

/** The twelve digits of a UUID of version 7 (RFC 9562, 5.7): milliseconds, here of one picture a minute. */
const timeDigits = (place: number): string => (FIRST_DAY + place * 60_000).toString(16).padStart(12, '0');

/** The first digits rise with the place in the album, the others look random: key order is arithmetic. */
export function uuidOf(rising: string, group: number): string {
  const random = `${hex(hash(group, 1))}${hex(hash(group, 2))}${hex(hash(group, 3))}`;
  const digits = `${rising}${random}`.slice(0, 8 + random.length);
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `a${digits.slice(17, 20)}`];
  return `${parts.join('-')}-${digits.slice(20, 32)}`;
}

/** When a group was stored, in ms: spread over ten years, in no relation to its key. */
export const modifiedOf = (group: number): number =>
  FIRST_DAY + Math.floor((hash(group, 4) / 0x1_0000_0000) * (LAST_DAY - FIRST_DAY));

/** A number from 0 to 2^32 - 1 that is the same in every run (the finalizer of MurmurHash3). */
export function hash(value: number, seed: number): number {
  let mixed = (value ^ Math.imul(seed, 0x9e37_79b1)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export const hex = (value: number): string => value.toString(16).padStart(8, '0');
