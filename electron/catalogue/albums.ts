import * as v from 'valibot';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';

/** What an album holds, kept up to date as its groups change. */
interface AlbumTotals {
  album: string;
  groups: number;
  bytes: number;
}

/** The albums of a bucket: a number for each, so that a group needs only that. Albums stay known when they empty. */
export class Albums {
  readonly #numbers = new Map<string, number>();
  readonly #totals: AlbumTotals[] = [];
  /** What albums hold beside their totals, by number. */
  readonly #hidden = new Map<number, { groups: number; bytes: number }>();

  /** The number of an album, or -1 where it is not known. */
  find(album: string): number {
    return this.#numbers.get(album) ?? -1;
  }

  /** The number of an album, given out now where it is new. */
  number(album: string): number {
    const known = this.#numbers.get(album);
    if (known !== undefined) return known;
    const number = this.#totals.push({ album, groups: 0, bytes: 0 }) - 1;
    this.#numbers.set(album, number);
    return number;
  }

  name(number: number): string {
    return this.#totals[number]?.album ?? '';
  }

  add(number: number, groups: number, bytes: number): void {
    const totals = this.#totals[number];
    if (totals === undefined) return;
    totals.groups += groups;
    totals.bytes += bytes;
  }

  /** Groups that are hidden, or with negative numbers not hidden any more: in no total, but saved with the album. */
  addHidden(number: number, groups: number, bytes: number): void {
    const hidden = this.#hidden.get(number) ?? { groups: 0, bytes: 0 };
    const sum = { groups: hidden.groups + groups, bytes: hidden.bytes + bytes };
    if (sum.groups === 0) this.#hidden.delete(number);
    else this.#hidden.set(number, sum);
  }

  /** Bytes of an album's groups; 0 where it is not known. */
  bytesOf(number: number): number {
    return this.#totals[number]?.bytes ?? 0;
  }

  /** Bytes of all groups. */
  bytes(): number {
    return this.#totals.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Albums that hold at least one group, in no order. */
  filled(): AlbumTotals[] {
    return this.#totals.filter((totals) => totals.groups > 0);
  }

  /** Numbers given out so far. */
  get count(): number {
    return this.#totals.length;
  }

  save(sections: SectionWriter): void {
    const all = this.#totals.map((totals, number) => {
      const hidden = this.#hidden.get(number);
      if (hidden === undefined) return totals;
      return { ...totals, groups: totals.groups + hidden.groups, bytes: totals.bytes + hidden.bytes };
    });
    sections.addJson('albums', all);
  }

  restore(sections: SectionReader): void {
    for (const { album, groups, bytes } of sections.json('albums', savedAlbums)) {
      this.add(this.number(album), groups, bytes);
    }
  }
}

/** An album without the folder part of the connection's prefix and without its trailing slash. */
export function albumLabel(album: string, prefix: string): string {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const inside = album.startsWith(folder) ? album.slice(folder.length) : album;
  return inside.replace(/\/$/, '');
}

const savedAlbums = v.array(v.object({ album: v.string(), groups: v.number(), bytes: v.number() }));
